# Secrets that protect nothing, because the test key of this repository opens them.
{ lib }:
let
  recipient = lib.trim (lib.readFile ../secrets/worthless-recipient.txt);
in
/**
  What to warn of an encrypted file: a list of lines, empty if none but its own people and machines can open it.

  # Inputs

  `file`
  : the encrypted file
*/
file:
lib.optional (lib.hasInfix recipient (lib.readFile file))
  "${baseNameOf file} can be opened with shared/secrets/worthless-test-key.txt, which is public: put your own recipients into .sops.yaml and encrypt it anew, or set `example = true` beside it where nothing real is in it"
