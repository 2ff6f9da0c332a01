package upstream

import "strings"

// ownRoots are repositories whose modules declare options below roots of their own, or those of NixOS, nix-darwin and
// home-manager, and so none in the namespace of somebody else.
var ownRoots = map[string]bool{
	"agenix": true, "agenix-rekey": true, "ragenix": true, "sops-nix": true, "vaultix": true, "disko": true, "impermanence": true, "preservation": true,
	"home-manager": true, "nix-darwin": true, "darwin": true, "hjem": true, "nix-maid": true, "plasma-manager": true, "nix-index-database": true,
	"nixos-hardware": true, "nixos-generators": true, "nixos-wsl": true, "nixos-apple-silicon": true, "lanzaboote": true, "microvm": true, "jovian": true,
	"nixos-mailserver": true, "simple-nixos-mailserver": true, "stylix": true, "catppuccin": true, "nixvim": true, "nvf": true, "niri": true, "niri-flake": true,
	"colmena": true, "srvos": true, "comin": true, "arion": true, "quadlet-nix": true, "nix-flatpak": true, "nur": true, "musnix": true,
	"spicetify-nix": true, "vscode-server": true, "nixos-vscode-server": true, "treefmt-nix": true, "lix-module": true, "flake-compat": true, "nix-minecraft": true,
	"nixos-facter-modules": true, "nixos-raspberrypi": true, "nixos-avf": true, "nixos-images": true, "nixos-cli": true, "nixos-dns": true, "nixos-router": true,
	"proxmox-nixos": true, "jetpack-nixos": true, "nix-homebrew": true, "mac-app-util": true, "nix-topology": true, "nix-gaming": true, "microvm.nix": true,
	"jovian-nixos": true, "zen-browser-flake": true, "nix-flake": true, "nixos-utils": true, "steam-config-nix": true, "nixos-anywhere": true, "flake-utils": true,
	"flake-utils-plus": true, "flake-parts": true, "nix-colors": true, "nix-snapd": true, "declarative-flatpak": true, "aagl-gtk-on-nix": true, "hyprland": true,
	"determinate": true, "grub2-themes": true, "mango": true, "mangowc": true, "nixarr": true, "nixcord": true, "authentik-nix": true, "selfhostblocks": true, "hermes-agent": true, "deploy-rs": true, "nix-wrapper-modules": true, "wrapper-modules": true,
}

// HasOwnRoots reports whether a repository, or an address with its name at the end, is known to declare no option in a
// namespace of others.
func HasOwnRoots(name string) bool {
	name = strings.ToLower(name)
	return ownRoots[name] || strings.Contains(name, "nixpkgs") || strings.HasPrefix(name, "home-manager") || strings.HasPrefix(name, "nixos-2") || strings.HasPrefix(name, "nixos-unstable")
}
