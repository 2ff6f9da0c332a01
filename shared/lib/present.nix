# Which accounts a machine has: base/users.nix and the halves of the platforms make the same ones.
{ lib }:
/**
  The accounts of the list that a machine has, by name.

  # Inputs

  `present`
  : the value of mxmlabs.base.users.present

  `accounts`
  : the value of mxmlabs.base.users.accounts
*/
present: accounts: lib.filterAttrs (name: _: lib.elem name present) accounts
