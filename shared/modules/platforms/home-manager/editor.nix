# The editor that other programs open.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.home-manager.editor;
in
{
  options.mxmlabs.platforms.home-manager.editor = {
    enable = lib.mkEnableOption "the editor";

    program = lib.mkOption {
      type = lib.types.enum [
        "helix"
        "neovim"
      ];
      default = "neovim";
      description = "Which editor is installed and set as default.";
    };
  };

  config = lib.mkIf cfg.enable {
    programs.helix = lib.mkIf (cfg.program == "helix") {
      enable = true;
      defaultEditor = true;
    };

    programs.neovim = lib.mkIf (cfg.program == "neovim") {
      enable = true;
      defaultEditor = true;
      viAlias = true;
      vimAlias = true;
    };
  };
}
