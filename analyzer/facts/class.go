package facts

import "strings"

// Class is a set of kinds of configurations. The zero Class says that none is known.
type Class uint8

// The classes of modules.
const (
	NixOS Class = 1 << iota
	Darwin
	Home
	FlakeParts
)

// Has reports whether one of the kinds is among c.
func (c Class) Has(kinds Class) bool { return c&kinds != 0 }

// Each gives the kinds in c one by one.
func (c Class) Each() []Class {
	var each []Class
	for kind := NixOS; kind <= FlakeParts; kind <<= 1 {
		if c.Has(kind) {
			each = append(each, kind)
		}
	}
	return each
}

func (c Class) String() string {
	var names []string
	for i, name := range []string{"nixos", "darwin", "home", "flake-parts"} {
		if c.Has(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, "+")
}

// classOfModules knows the names by which flake-parts' flake.modules keeps kinds of modules apart.
func classOfModules(name string) Class {
	switch name {
	case "nixos":
		return NixOS
	case "darwin":
		return Darwin
	case "homeManager":
		return Home
	case "flake":
		return FlakeParts
	}
	return 0
}

// ClassOfOutput knows the flake outputs that hold hosts and modules.
func ClassOfOutput(output string) Class {
	switch output {
	case "nixosConfigurations", "nixosModules":
		return NixOS
	case "darwinConfigurations", "darwinModules":
		return Darwin
	case "homeConfigurations", "homeModules", "homeManagerModules":
		return Home
	case "flakeModules":
		return FlakeParts
	}
	return 0
}
