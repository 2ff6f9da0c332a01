# The shell, its prompt, and the commands that make it pleasant.
{ config, lib, ... }:
let
  cfg = config.mxmlabs.platforms.home-manager.shell;
in
{
  options.mxmlabs.platforms.home-manager.shell = {
    enable = lib.mkEnableOption "the shell with prompt, history search and directory jumping";

    program = lib.mkOption {
      type = lib.types.enum [
        "bash"
        "fish"
        "zsh"
      ];
      default = "zsh";
      description = "Which shell is set up. The login shell itself belongs to the machine.";
    };

    aliases = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example = {
        k = "kubectl";
      };
      description = "Short names for commands.";
    };
  };

  config = lib.mkIf cfg.enable {
    home.shellAliases = cfg.aliases;

    programs.bash.enable = cfg.program == "bash";
    programs.fish.enable = cfg.program == "fish";
    programs.zsh = {
      enable = cfg.program == "zsh";
      autosuggestion.enable = true;
      syntaxHighlighting.enable = true;
    };

    programs.bat.enable = true;
    programs.eza.enable = true;
    programs.fzf.enable = true;
    programs.starship.enable = true;
    programs.zoxide.enable = true;
  };
}
