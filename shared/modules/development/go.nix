# Go: the compiler, the language server, the debugger, and the linters.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.development.go;
in
{
  options.mxmlabs.development.go = {
    enable = lib.mkEnableOption "Go, with gopls and delve";

    lint.enable = lib.mkEnableOption "golangci-lint";

    privateModules = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "git.example.org/*" ];
      description = "Module path patterns that are fetched directly, past the public proxy and the checksum database.";
    };
  };

  config = lib.mkIf cfg.enable {
    environment.systemPackages = [
      pkgs.delve
      pkgs.go
      pkgs.gopls
      pkgs.gotools
    ]
    ++ lib.optional cfg.lint.enable pkgs.golangci-lint;

    environment.variables = {
      # A newer compiler comes with nixpkgs, not by a download that go starts by itself.
      GOTOOLCHAIN = "local";
    }
    // lib.optionalAttrs (cfg.privateModules != [ ]) {
      GOPRIVATE = lib.concatStringsSep "," cfg.privateModules;
    };
  };
}
