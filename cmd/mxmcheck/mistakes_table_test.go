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
	{name: "mkMerge joined by //", file: localeNix, old: "  config = lib.mkIf cfg.enable {\n    time.timeZone = cfg.timeZone;\n  };", new: "  config = lib.mkIf cfg.enable ({ time.timeZone = cfg.timeZone; } // lib.mkMerge [ { console.keyMap = \"us\"; } ]);",
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
}
