package analyzer

import (
	"path"
	"strings"
)

// snowfallModules notes the modules that snowfall-lib takes from its folders: systems/SYSTEM/NAME,
// homes/SYSTEM/NAME and modules/CLASS/…, each with a default.nix. Where the flake names another folder
// than its own, none of them is there.
func (l *loader) snowfallModules() {
	if l.snowfall() == "" {
		return
	}
	for _, f := range l.repo.Files {
		class := snowfallClass(f.Name)
		if class == 0 || len(f.Errors) > 0 {
			continue
		}
		f.Classes |= class
	}
}

// snowfallClass is the class of the module that a file is by its folder; 0 for any other file.
func snowfallClass(name string) Class {
	parts := strings.Split(name, "/")
	if path.Base(name) != "default.nix" || len(parts) < 4 {
		return 0
	}
	switch {
	case parts[0] == "systems" && len(parts) == 4 && strings.HasSuffix(parts[1], "-linux"):
		return NixOS
	case parts[0] == "systems" && len(parts) == 4 && strings.HasSuffix(parts[1], "-darwin"):
		return Darwin
	case parts[0] == "homes" && len(parts) == 4:
		return Home
	case parts[0] == "modules" && parts[1] == "nixos":
		return NixOS
	case parts[0] == "modules" && parts[1] == "darwin":
		return Darwin
	case parts[0] == "modules" && parts[1] == "home":
		return Home
	}
	return 0
}
