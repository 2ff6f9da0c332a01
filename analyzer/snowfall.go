package analyzer

import (
	"path"
	"slices"
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

// snowfallArgs are what snowfall-lib calls the modules of every class with. It wraps each in a function that takes
// pkgs and no other name, so that what _module.args adds does not come there.
var snowfallArgs = []string{
	"config", "options", "lib", "pkgs", "specialArgs", "modulesPath", "class", "_class", "_prefix", "name", "extendModules", "moduleType",
	"system", "target", "format", "virtual", "systems", "inputs", "namespace", "host",
}

// SnowfallSupplied gives the modules below modules/ that snowfall-lib calls, each with the names of all that it is called
// with; none where the repository may hand them arguments of its own.
func (r *Repo) SnowfallSupplied(each func(f *File, names []string)) {
	if r.unread || r.loader.snowfall() == "" || !r.loader.flake.Takes("snowfall-lib") || r.handsArguments() {
		return
	}
	for _, f := range r.Files {
		if class := snowfallClass(f.Name); class != 0 && len(f.Errors) == 0 && strings.HasPrefix(f.Name, "modules/") && !r.loader.env.Called[f.Name] {
			each(f, snowfallNames(class))
		}
	}
}

// snowfallNames are the names that modules of a class may take, in whatever configuration they are.
func snowfallNames(class Class) []string {
	names := slices.Clone(snowfallArgs)
	if class == Home {
		names = append(names, "user")
	}
	if kind, ok := class.Kind(); ok {
		names = append(append(names, kind.Args...), kind.GuestArgs...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// handsArguments reports whether some file speaks of arguments of hosts or homes: those of snowfall-lib are not all then.
func (r *Repo) handsArguments() bool {
	return slices.ContainsFunc(r.Files, func(f *File) bool {
		return strings.Contains(f.Src, "pecialArgs") || f.Name == "flake.nix" && (strings.Contains(f.Src, "extraArgs") || strings.Contains(f.Src, "hostDefaults"))
	})
}
