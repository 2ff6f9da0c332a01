package host

import (
	"fmt"
	"slices"
	"strings"
)

// Place is where a flake holds hosts: a set of hosts of one kind.
type Place struct {
	Kind Kind
	Path []string // attribute names; Any stands for every name that is there
	Text string   // as it is written
}

// Any stands for every name, in a place.
const Any = "*"

// OwnPlaces are the outputs that nix knows hosts by.
func OwnPlaces() []Place {
	var places []Place
	for _, kind := range kinds {
		places = append(places, Place{kind, []string{kind.Output}, kind.Output})
	}
	return places
}

// ParsePlace reads a place as it is written: names with a dot between them, and before them, if need
// be, the kind and a colon. Without, the last name that is an output of some kind says the kind, and
// what has none holds NixOS hosts.
func ParsePlace(text string) (Place, error) {
	written, path := text, strings.Split(text, ".")
	kind, named := kinds[0], false
	if name, rest, ok := strings.Cut(text, ":"); ok {
		if kind, named = KindNamed(name); !named {
			return Place{}, fmt.Errorf("%q: %q is no kind of host", text, name)
		}
		path = strings.Split(rest, ".")
	}
	if slices.Contains(path, "") {
		return Place{}, fmt.Errorf("%q is no path of an output: names with one dot between them", text)
	}
	if path[0] == Any {
		return Place{}, fmt.Errorf("%q begins with %s: every output would be looked into", text, Any)
	}
	for _, name := range path {
		if i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Output == name }); i >= 0 && !named {
			kind = kinds[i]
		}
	}
	return Place{kind, path, written}, nil
}

// Name is what a host is called that is the attribute attr of the set at the path found. What Any
// stood for is part of it: the same name may be there for every system.
func (p Place) Name(found []string, attr string) string {
	var parts []string
	for i, name := range p.Path {
		if name == Any && i < len(found) {
			parts = append(parts, found[i])
		}
	}
	return strings.Join(append(parts, attr), ".")
}

// Holds reports whether the set at a path is one of the place.
func (p Place) Holds(path []string) bool {
	return slices.EqualFunc(p.Path, path, func(want, name string) bool { return want == Any || want == name })
}
