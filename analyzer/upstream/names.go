package upstream

import (
	_ "embed" // the table
	"maps"
	"strings"
)

// names are those of lib, of the sets of functions in it, and of builtins, dotted, one on a line.
//
//go:embed names.txt
var names string

// Names are sets whose names are all known: builtins of every nix from 2.8 on, and lib of every
// nixpkgs of the last three years.
type Names struct {
	sets map[string][]string // "lib", "lib.types"
	has  map[string]bool     // "lib.types.str"
}

// ReadNames reads the table.
func ReadNames() Names {
	n := Names{sets: map[string][]string{}, has: map[string]bool{}}
	add := func(dotted string) {
		set, name, _ := cutLast(dotted)
		n.sets[set] = append(n.sets[set], name)
		n.has[dotted] = true
	}
	for _, line := range strings.Fields(names) {
		add(line)
	}
	for _, name := range libOfInputs {
		add("lib." + name)
	}
	return n
}

// libOfInputs are names that lib has in flakes: nixpkgs itself adds the first two, and home-manager
// and nix-darwin are commonly merged in.
var libOfInputs = []string{"nixosSystem", "nixos", "hm", "homeManagerConfiguration", "darwinSystem"}

// With are the names, those of one more set in lib, and others of lib beside that.
func (n Names) With(set string, names, beside []string) Names {
	all := Names{sets: maps.Clone(n.sets), has: maps.Clone(n.has)}
	dotted := "lib." + set
	all.has[dotted], all.sets[dotted] = true, names
	for _, name := range names {
		all.has[dotted+"."+name] = true
	}
	for _, name := range beside {
		all.has["lib."+name] = true
	}
	return all
}

func cutLast(dotted string) (set, name string, ok bool) {
	i := strings.LastIndexByte(dotted, '.')
	if i < 0 {
		return "", dotted, false
	}
	return dotted[:i], dotted[i+1:], true
}

// IsSet reports whether all names of a set are known.
func (n Names) IsSet(set string) bool { return n.sets[set] != nil }

// Has reports whether a set has a name.
func (n Names) Has(set, name string) bool { return n.has[set+"."+name] }

// Of are the names of a set.
func (n Names) Of(set string) []string { return n.sets[set] }
