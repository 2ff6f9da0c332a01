# Secrets of a person, decrypted at login into the home.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.home-manager.secrets;
  worthless = import ../../../lib/worthless.nix { inherit lib; };
in
{
  options.mxmlabs.platforms.home-manager.secrets = {
    enable = lib.mkEnableOption "secrets, decrypted at login";

    file = lib.mkOption {
      type = lib.types.path;
      example = lib.literalExpression "./secrets.yaml";
      description = "The encrypted file that holds the person's secrets.";
    };

    example = lib.mkEnableOption "the test key of this repository, which is public: nothing real is in the file";

    keyFile = lib.mkOption {
      type = lib.types.str;
      example = "/home/developer/.config/sops/age/keys.txt";
      description = "The age key on the machine that opens the file.";
    };
  };

  config = lib.mkIf cfg.enable {
    warnings = lib.optionals (!cfg.example) (worthless cfg.file config.sops.secrets);

    sops = {
      defaultSopsFile = cfg.file;
      age.keyFile = cfg.keyFile;
    };
  };
}
