# Secrets that protect nothing, because the test key of this repository opens them.
{ lib }:
let
  recipient = lib.trim (lib.readFile ../secrets/worthless-recipient.txt);

  openedByTestKey =
    file:
    lib.optional (lib.hasInfix recipient (lib.readFile file))
      "${baseNameOf file} can be opened with shared/secrets/worthless-test-key.txt, which is public: put your own recipients into .sops.yaml and encrypt it anew, or set `example = true` beside it where nothing real is in it";
in
/**
  What to warn of encrypted files: a list of lines, empty if none but its own people and machines can open them.

  # Inputs

  `file`
  : the encrypted file of a machine or a person

  `secrets`
  : what sops makes of it, `config.sops.secrets`; a secret may have a file of its own
*/
file: secrets:
lib.concatMap openedByTestKey (
  lib.unique ([ file ] ++ map (secret: secret.sopsFile or file) (lib.attrValues secrets))
)
