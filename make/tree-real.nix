# What a nixpkgs lacks of that which the tree and the modules of its other inputs take of it, as one line; "" if nothing.
# A part of a nixpkgs will do, such as its lib with packages that are names alone.
{ nixpkgs }:
let
  flake = builtins.getFlake "path:${nixpkgs}";
  packages = flake.legacyPackages.x86_64-linux;
  host = flake.lib.nixosSystem { modules = [ { nixpkgs.hostPlatform = "x86_64-linux"; } ]; };

  neededPackages = [
    "age"
    "bash"
    "buildEnv"
    "callPackage"
    "coreutils"
    "docker"
    "fetchurl"
    "findutils"
    "fish"
    "formats"
    "git"
    "gnugrep"
    "gnused"
    "go"
    "libvirt"
    "mkShell"
    "neovim"
    "nix"
    "nixfmt"
    "openssh"
    "opentofu"
    "podman"
    "postgresql_18"
    "prometheus"
    "python3"
    "restic"
    "runCommand"
    "sops"
    "stdenv"
    "symlinkJoin"
    "systemd"
    "util-linux"
    "writeScript"
    "writeScriptBin"
    "writeShellApplication"
    "writeShellScript"
    "writeShellScriptBin"
    "writeText"
    "writeTextFile"
    "writers"
    "xorriso"
    "zsh"
  ];

  # Those that a module, or a check of the tree, reads whether a host sets them or not.
  neededOptions = [
    "fonts"
    "nixpkgs"
    "services"
    "system"
    "systemd"
    "users"
    "zramSwap"
  ];

  missing =
    map (name: "pkgs.${name}") (builtins.filter (name: !(packages ? ${name})) neededPackages)
    ++ map (name: "the option ${name}") (builtins.filter (name: !(host.options ? ${name})) neededOptions);
in
builtins.concatStringsSep ", " missing
