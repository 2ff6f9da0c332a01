package link

import (
	"slices"
	"strings"
)

// ownerOf is who an input's address names, unless that is an organisation: github:OWNER/NAME.
func ownerOf(url string) string {
	parts := strings.FieldsFunc(url, func(r rune) bool { return r == ':' || r == '/' })
	host := slices.IndexFunc(parts, func(part string) bool {
		return strings.HasPrefix(part, "git") && part != "git" && part != "git+https" && part != "git+ssh"
	})
	if host < 0 || host+2 >= len(parts) {
		return ""
	}
	switch owner := parts[host+1]; strings.ToLower(owner) {
	case "nixos", "nix-community", "nix-darwin", "numtide", "hercules-ci", "cachix", "determinatesystems", "hyprwm", "catppuccin", "lnl7", "ryantm", "mic92":
		return ""
	default:
		return owner
	}
}
