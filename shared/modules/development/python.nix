# Python with the libraries of our services, uv for projects, and the tools that judge them.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.mxmlabs.development.python;
  interpreters = {
    "3.12" = pkgs.python312;
    "3.13" = pkgs.python313;
  };
  interpreter = interpreters.${cfg.version}.withPackages (
    python: lib.attrVals (cfg.libraries ++ lib.optional cfg.test.enable "pytest") python
  );
in
{
  options.mxmlabs.development.python = {
    enable = lib.mkEnableOption "Python, with uv, pydantic and httpx";

    version = lib.mkOption {
      type = lib.types.enum (lib.attrNames interpreters);
      default = "3.13";
      description = "Version of the interpreter.";
    };

    libraries = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [
        "pydantic"
        "httpx"
      ];
      description = "Libraries that the interpreter has without a project, by their names in nixpkgs.";
    };

    lint.enable = lib.mkEnableOption "ruff and mypy";

    test.enable = lib.mkEnableOption "pytest beside the libraries";
  };

  config = lib.mkIf cfg.enable {
    environment.systemPackages = [
      interpreter
      pkgs.uv
    ]
    ++ lib.optionals cfg.lint.enable [
      pkgs.mypy
      pkgs.ruff
    ];

    # uv would fetch interpreters that do not run on NixOS, and on macOS a second one that nobody asked for.
    environment.variables.UV_PYTHON_DOWNLOADS = "never";
  };
}
