# Which accounts a machine has: base/users.nix and the halves of the platforms make the same ones.
{ lib }:
/**
  The accounts of the list that a machine has, by name.

  # Inputs

  `users`
  : the value of mxmlabs.base.users
*/
users: lib.filterAttrs (name: _: lib.elem name users.present) users.accounts
