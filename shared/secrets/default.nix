# Secrets by sops-nix, on NixOS and on macOS: which file a host reads, and with which key it is opened.
# A host keeps its own encrypted file in its folder; what several hosts share is beside this module.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.secrets;
  worthless = import ../lib/worthless.nix { inherit lib; };
in
{
  options.mxmlabs.secrets = {
    enable = lib.mkEnableOption "secrets, decrypted when the machine starts";

    file = lib.mkOption {
      type = lib.types.path;
      example = lib.literalExpression "./secrets.yaml";
      description = "The encrypted file that holds this host's secrets.";
    };

    example = lib.mkEnableOption "the test key of this repository, which is public: nothing real is in the file";

    hostKey = lib.mkOption {
      type = lib.types.str;
      default = "/etc/ssh/ssh_host_ed25519_key";
      description = "SSH host key on the machine whose age form opens the file.";
    };
  };

  config = lib.mkIf cfg.enable {
    warnings = lib.optionals (!cfg.example) (worthless cfg.file config.sops.secrets);

    sops = {
      defaultSopsFile = cfg.file;
      age.sshKeyPaths = [ cfg.hostKey ];
      gnupg.sshKeyPaths = [ ];
    };
  };
}
