// Package host is the table of host kinds: what a flake output of hosts is called, and which
// module class its hosts have.
//
// In: nothing. Out: Kinds, Kind, ID. It refuses everything that is not the same for every
// room: how a host is evaluated is told in harness, how it is found in source in analyzer.
package host

import (
	"cmp"
	"slices"
)

// Kind is one kind of host.
type Kind struct {
	Name   string // the short word: in paths, on the command line, in JSON
	Output string // the flake output that holds the hosts
	Class  string // the module system's class of such a host's modules
	Label  string // the word in prose
	Built  string // the attribute path, within a host, of what is built of it
}

// Kinds lists every kind, in report order.
func Kinds() []Kind {
	return []Kind{
		{Name: "nixos", Output: "nixosConfigurations", Class: "nixos", Label: "NixOS", Built: "config.system.build.toplevel"},
		{Name: "darwin", Output: "darwinConfigurations", Class: "darwin", Label: "macOS", Built: "config.system.build.toplevel"},
		{Name: "home", Output: "homeConfigurations", Class: "homeManager", Label: "home", Built: "activationPackage"},
	}
}

// KindNamed finds a kind by its Name.
func KindNamed(name string) (Kind, bool) {
	kinds := Kinds()
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// ID names one host: the kind's Name and the attribute in the flake output.
type ID struct{ Kind, Name string }

func (id ID) String() string { return id.Kind + "/" + id.Name }

// Compare orders hosts by kind, in the order of Kinds, then by name.
func Compare(a, b ID) int {
	return cmp.Or(cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

func rank(kind string) int {
	return slices.IndexFunc(Kinds(), func(k Kind) bool { return k.Name == kind })
}
