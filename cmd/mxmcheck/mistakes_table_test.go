package main

const (
	goNix       = "shared/modules/development/go.nix"
	pythonNix   = "shared/modules/development/python.nix"
	containers  = "shared/modules/development/containers.nix"
	workstation = "shared/modules/roles/workstation.nix"
	server      = "shared/modules/roles/server.nix"
	securityNix = "shared/modules/base/security.nix"
	localeNix   = "shared/modules/base/locale.nix"
	nixConfig   = "shared/modules/base/nix-config.nix"
	usersNix    = "shared/modules/base/users.nix"
	bootNix     = "shared/modules/platforms/nixos/boot.nix"
	gitNix      = "shared/modules/platforms/home-manager/git.nix"
	direnvNix   = "shared/modules/platforms/home-manager/direnv.nix"
	shellNix    = "shared/modules/platforms/home-manager/shell.nix"
	atlas       = "infrastructure/local-machines/atlas/default.nix"
	orion       = "infrastructure/local-machines/orion/default.nix"
	vega        = "infrastructure/local-machines/vega/default.nix"
	webHost     = "infrastructure/hetzner/web/default.nix"
	bastion     = "infrastructure/hetzner/bastion/default.nix"
	developer   = "infrastructure/homes/developer.nix"
)

var mistakes = []mistake{
	{name: "a guard dropped", file: localeNix, old: "config = lib.mkIf cfg.enable {", new: "config = {",
		want: []found{{"config-not-gated", localeNix, "time.timeZone"}}},
	{name: "a guard on another option", file: bootNix, old: "lib.mkIf cfg.enable", new: "lib.mkIf (cfg.generations > 1)",
		want: []found{{"enable-never-read", bootNix, "enable"}}},
	{name: "an option misspelt by a host", file: atlas, old: "mxmlabs.base.locale.timeZone", new: "mxmlabs.base.locale.timezone",
		want: []found{{"undeclared-option", atlas, "mxmlabs.base.locale.timezone"}}},
	{name: "an option misspelt by a role", file: server, old: "optimise.enable", new: "optimize.enable",
		want: []found{{"undeclared-option", server, "optimize.enable"}}},
	{name: "an option misspelt in a read", file: securityNix, old: "cfg.ssh.enable;", new: "cfg.sshd.enable;",
		want: []found{{"undeclared-option", securityNix, "cfg.sshd.enable"}}},
	{name: "an enable renamed", file: direnvNix, old: "    enable = lib.mkEnableOption", new: "    active = lib.mkEnableOption",
		want: []found{{"undeclared-option", developer, "direnv.enable"}, {"unused-option", direnvNix, "active"}, {"undeclared-option", direnvNix, "cfg.enable"}}},
	{name: "an option renamed where it is declared", file: usersNix, old: "    present = lib.mkOption", new: "    accountsHere = lib.mkOption",
		want: []found{{"undeclared-option", atlas, "present"}, {"undeclared-option", orion, "present"}, {"undeclared-option", vega, "mxmlabs.base.users.present"}, {"undeclared-option", usersNix, "cfg.present"}, {"unused-option", usersNix, "accountsHere"}, {"undeclared-option", "shared/modules/platforms/darwin/users.nix", "base.present)"}, {"undeclared-option", "shared/modules/platforms/nixos/users.nix", "base.present)"}, {"undeclared-option", server, "present"}}},
	{name: "a role's toggle renamed", file: workstation, old: "      go.enable = lib.mkEnableOption", new: "      golang.enable = lib.mkEnableOption",
		want: []found{{"undeclared-option", atlas, "development.go.enable"}, {"undeclared-option", orion, "development.go.enable"}, {"undeclared-option", vega, "development.go.enable"}, {"enable-never-read", workstation, "golang.enable"}, {"undeclared-option", workstation, "cfg.development.go.enable"}}},
	{name: "a module deleted", file: goNix, remove: true, want: []found{{"untracked-import", "shared/modules/development/default.nix", "./go.nix"}, {"undeclared-option", workstation, "enable"}, {"undeclared-option", workstation, "lint.enable"}}},
	{name: "a module not tracked", file: goNix, untrack: true, want: []found{{"untracked-import", "shared/modules/development/default.nix", "./go.nix"}, {"undeclared-option", workstation, "enable"}, {"undeclared-option", workstation, "lint.enable"}}},
	{name: "a host's file not tracked", file: "infrastructure/local-machines/atlas/hardware.nix", untrack: true,
		want: []found{{"untracked-import", atlas, "./hardware.nix"}}},
	{name: "an import misspelt", file: bastion, old: "./hardware.nix", new: "./hardwere.nix",
		want: []found{{"untracked-import", bastion, "./hardwere.nix"}}},
	{name: "a declaration twice", file: bootNix, old: "  options.mxmlabs.platforms.nixos.boot = {", new: "  options.mxmlabs.base.locale.timeZone = lib.mkOption { type = lib.types.str; default = \"UTC\"; description = \"Again.\"; };\n  options.mxmlabs.platforms.nixos.boot = {",
		want: []found{{"duplicate-option", bootNix, "options.mxmlabs.base.locale.timeZone"}}},
	{name: "mkIf joined by //", file: goNix, old: "    environment.systemPackages = [\n      pkgs.delve", new: "    environment.variables.A = \"b\"; } // lib.mkIf cfg.lint.enable {\n    environment.systemPackages = [\n      pkgs.delve",
		want: []found{{"mkif-update-merge", goNix, "//"}}},
	{name: "mkMerge joined by //", file: localeNix, old: "  config = lib.mkIf cfg.enable {\n    time.timeZone = cfg.timeZone;\n  };", new: "  config = lib.mkIf cfg.enable ({ time.timeZone = cfg.timeZone; } // lib.mkMerge [ { environment.variables.KEYS = \"us\"; } ]);",
		want: []found{{"mkif-update-merge", localeNix, "//"}}},
	{name: "imports that read the configuration", file: gitNix, old: "  options.mxmlabs.platforms.home-manager.git = {", new: "  imports = lib.optional cfg.enable ./direnv.nix;\n\n  options.mxmlabs.platforms.home-manager.git = {",
		want: []found{{"imports-depend-on-config", gitNix, "cfg.enable"}}},
	{name: "imports that read pkgs", file: pythonNix, old: "  options.mxmlabs.development.python = {", new: "  imports = lib.optional pkgs.stdenv.isLinux ./go.nix;\n\n  options.mxmlabs.development.python = {",
		want: []found{{"imports-depend-on-config", pythonNix, "pkgs.stdenv.isLinux"}}},
	{name: "an option that nothing reads any more", file: localeNix, old: "time.timeZone = cfg.timeZone;", new: "time.timeZone = \"UTC\";",
		want: []found{{"unused-option", localeNix, "timeZone"}}},
	{name: "an option declared for later", file: direnvNix, old: "    silent = lib.mkOption {", new: "    quiet = lib.mkOption { type = lib.types.bool; default = false; description = \"Later.\"; };\n\n    silent = lib.mkOption {",
		want: []found{{"unused-option", direnvNix, "quiet"}}},
	{name: "a semicolon forgotten", file: vega, old: "system.stateVersion = 7;", new: "system.stateVersion = 7",
		want: []found{{"parse-error", vega, "}"}}},
	{name: "a head without an ellipsis", file: direnvNix, old: "{ config, lib, ... }:", new: "{ config, lib }:",
		want: []found{{"missing-ellipsis", direnvNix, "{"}}},
	{name: "a name that nothing binds", file: direnvNix, old: "type = lib.types.bool;", new: "type = libb.types.bool;",
		want: []found{{"undefined-name", direnvNix, "libb.types.bool"}}},
	{name: "an attribute twice", file: localeNix, old: "    time.timeZone = cfg.timeZone;", new: "    time.timeZone = cfg.timeZone;\n    time.timeZone = \"UTC\";",
		want: []found{{"duplicate-attr", localeNix, "time.timeZone"}}},
	{name: "a suppression of nothing", file: direnvNix, old: "    programs.direnv = {", new: "    # mxmcheck: ignore[unused-option] read by nothing\n    programs.direnv = {",
		want: []found{{"unused-suppression", direnvNix, "#"}}},
	{name: "a suppression without a reason", file: direnvNix, old: "    silent = lib.mkOption {", new: "    # mxmcheck: ignore[unused-option]\n    silent = lib.mkOption {",
		want: []found{{"bad-suppression", direnvNix, "#"}}},
	{name: "a binding that nothing uses", file: direnvNix, old: "let\n", new: "let\n  old = 1;\n", rules: []string{"unused-binding"},
		want: []found{{"unused-binding", direnvNix, "old"}}},
	{name: "cfg of the module it was copied from", file: direnvNix, old: "cfg = config.mxmlabs.platforms.home-manager.direnv;", new: "cfg = config.mxmlabs.base.locale;",
		want: []found{{"cfg-path-mismatch", direnvNix, "config.mxmlabs.base.locale"}, {"enable-never-read", direnvNix, "enable"}, {"unused-option", direnvNix, "silent"}, {"undeclared-option", direnvNix, "silent"}}},
	{name: "a default of another type", file: bootNix, old: "default = 10;", new: "default = \"10\";",
		want: []found{{"option-default-type", bootNix, "\"10\""}}},
	{name: "a default out of range", file: bootNix, old: "default = 10;", new: "default = 0;",
		want: []found{{"option-default-type", bootNix, "0"}}},
	{name: "a description that says enable twice", file: direnvNix, old: "lib.mkEnableOption \"direnv", new: "lib.mkEnableOption \"Enable direnv",
		want: []found{{"enable-description", direnvNix, "\"Enable"}}},
	{name: "a module that enables itself", file: direnvNix, old: "    programs.direnv = {", new: "    mxmlabs.platforms.home-manager.direnv.enable = true;\n    programs.direnv = {",
		want: []found{{"self-enable", direnvNix, "mxmlabs.platforms.home-manager.direnv.enable"}}},
	{name: "if around config", file: localeNix, old: "config = lib.mkIf cfg.enable {\n    time.timeZone = cfg.timeZone;\n  };", new: "config = if cfg.enable then { time.timeZone = cfg.timeZone; } else { };",
		want: []found{{"conditional-config-shape", localeNix, "cfg.enable"}}},
	{name: "optionalAttrs around config", file: localeNix, old: "lib.mkIf cfg.enable {", new: "lib.optionalAttrs cfg.enable {",
		want: []found{{"conditional-config-shape", localeNix, "cfg.enable"}}},
	{name: "a password written out", file: bastion, old: "  system.stateVersion = \"26.05\";", new: "  users.users.root.initialPassword = \"hunter2\";\n  system.stateVersion = \"26.05\";",
		want: []found{{"secret-in-store", bastion, "users.users.root.initialPassword"}}},
	{name: "a secret read into the store", file: bastion, old: "  system.stateVersion = \"26.05\";", new: "  services.app.token = builtins.readFile ./hardware.nix;\n  system.stateVersion = \"26.05\";",
		want: []found{{"secret-in-store", bastion, "services.app.token"}}},
	{name: "a module of the machine that evaluates", file: bastion, old: "./hardware.nix", new: "./hardware.nix <nixpkgs/nixos/modules/profiles/minimal.nix>",
		want: []found{{"impure-path", bastion, "<nixpkgs/nixos/modules/profiles/minimal.nix>"}}},
	{name: "the environment asked for a user", file: bastion, old: "\"operator\"", new: "(builtins.getEnv \"USER\")",
		want: []found{{"impure-path", bastion, "builtins.getEnv"}}},
	{name: "a secret misspelt", file: "infrastructure/hetzner/database/secrets.nix", old: "\"app/password\"", new: "\"app/pasword\"",
		want: []found{{"secret-without-key", "infrastructure/hetzner/database/secrets.nix", "\"app/pasword\""}}},
	{name: "a key renamed in the encrypted file", file: "infrastructure/local-machines/atlas/secrets.yaml", old: "developer:\n", new: "developers:\n",
		want: []found{{"secret-without-key", "infrastructure/local-machines/atlas/secrets.nix", "\"developer/password\".neededForUsers"}}},
	{name: "an option of another platform", file: vega, old: "  system.stateVersion = 7;", new: "  mxmlabs.platforms.nixos.boot.enable = true;\n  system.stateVersion = 7;",
		want: []found{{"option-not-imported", vega, "mxmlabs.platforms.nixos.boot.enable"}}},
	{name: "an import deleted", file: "shared/modules/platforms/nixos/default.nix", old: "    ./boot.nix\n", new: "",
		want: []found{{"option-not-imported", "infrastructure/local-server/titan/default.nix", "mxmlabs.platforms.nixos.boot.enable"}, {"option-not-imported", "shared/modules/platforms/nixos/workstation.nix", "mxmlabs.platforms.nixos.boot.enable"}}},
	{name: "the same condition again", file: direnvNix, old: "nix-direnv.enable = true;", new: "nix-direnv.enable = lib.mkIf cfg.enable true;", rules: []string{"constant-condition"},
		want: []found{{"constant-condition", direnvNix, "lib.mkIf"}}},
	{name: "a role that forces", file: workstation, old: "locale.enable = lib.mkDefault true;", new: "locale.enable = lib.mkForce true;", rules: []string{"numeric-override"},
		want: []found{{"numeric-override", workstation, "locale.enable"}}},
	{name: "an option outside the namespace", file: direnvNix, old: "  config = lib.mkIf cfg.enable {", new: "  options.programs.direnv.quiet = lib.mkEnableOption \"silence\";\n\n  config = lib.mkIf cfg.enable {", rules: []string{"foreign-namespace"},
		want: []found{{"foreign-namespace", direnvNix, "options.programs.direnv.quiet"}}},
	{name: "the path spelled out", file: direnvNix, old: "      enable = true;\n      nix-direnv.enable = true;\n      inherit (cfg) silent;", new: "      enable = config.mxmlabs.platforms.home-manager.direnv.enable;\n      silent = config.mxmlabs.platforms.home-manager.direnv.silent;", rules: []string{"missing-cfg"},
		want: []found{{"missing-cfg", direnvNix, "config.mxmlabs.platforms.home-manager.direnv.enable"}}},
	{name: "a module imported by a call", file: bastion, old: "./hardware.nix", new: "(import ./hardware.nix)", rules: []string{"import-in-imports"},
		want: []found{{"import-in-imports", bastion, "(import"}}},
	{name: "a module without an enable", file: "shared/modules/platforms/nixos/default.nix", old: "  imports = [", new: "  services.fwupd.enable = true;\n  imports = [", rules: []string{"missing-enable"},
		want: []found{{"missing-enable", "shared/modules/platforms/nixos/default.nix", "services.fwupd.enable"}}},
	{name: "an input that nothing uses", file: "flake.nix", old: "    flake-parts = {", new: "    agenix.url = \"github:ryantm/agenix\";\n    flake-parts = {", rules: []string{"flake-input-unused"},
		want: []found{{"flake-input-unused", "flake.nix", "agenix.url"}}},
	// The lock is changed, as nix does once flake.nix has no follows.
	{name: "an input that follows no more", file: "flake.nix", old: "disko\"; inputs.nixpkgs.follows = \"nixpkgs\"; };", new: "disko\"; };",
		also: edit{"flake.lock", "\"disko\": {\n      \"inputs\": {\n        \"nixpkgs\": [\n          \"nixpkgs\"\n        ]\n      },", "\"nixpkgs_2\": { \"original\": { \"type\": \"github\", \"owner\": \"NixOS\", \"repo\": \"nixpkgs\" } },\n    \"disko\": {\n      \"inputs\": { \"nixpkgs\": \"nixpkgs_2\" },"}, rules: []string{"flake-duplicate-input"},
		want: []found{{"flake-duplicate-input", "flake.nix", "disko"}}},
	{name: "a file's option under another name", file: direnvNix, old: "  options.mxmlabs.platforms.home-manager.direnv = {", new: "  options.mxmlabs.platforms.home-manager.environment = {", rules: []string{"option-path-mismatch"},
		want: []found{{"undeclared-option", developer, "direnv.enable"}, {"cfg-path-mismatch", direnvNix, "config.mxmlabs.platforms.home-manager.direnv"}, {"enable-never-read", direnvNix, "enable"}, {"unused-option", direnvNix, "silent"}, {"option-path-mismatch", direnvNix, "enable"}}},
	{name: "an enable written out", file: direnvNix, old: "lib.mkEnableOption \"direnv with cached development shells\"", new: "lib.mkOption { type = lib.types.bool; default = false; description = \"Direnv.\"; }", rules: []string{"hand-written-enable"},
		want: []found{{"hand-written-enable", direnvNix, "lib.mkOption"}}},
	{name: "an enable that is on", file: direnvNix, old: "\"direnv with cached development shells\"", new: "\"direnv\" // { default = true; }", rules: []string{"enable-default-true"},
		want: []found{{"enable-default-true", direnvNix, "enable"}}},
	{name: "an option without a type", file: direnvNix, old: "      type = lib.types.bool;\n", new: "", rules: []string{"option-missing-type"},
		want: []found{{"option-missing-type", direnvNix, "silent"}}},
	{name: "a module argument that nothing uses", file: direnvNix, old: "{ config, lib, ... }:", new: "{ config, lib, pkgs, ... }:", rules: []string{"unused-module-arg"},
		want: []found{{"unused-module-arg", direnvNix, "pkgs,"}}},
	{name: "a with around the file", file: direnvNix, old: "let\n", new: "with lib;\nlet\n", rules: []string{"top-level-with"},
		want: []found{{"top-level-with", direnvNix, "with"}}},
}
