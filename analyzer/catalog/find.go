package catalog

import "slices"

// State is what a catalog says of a path.
type State uint8

// The states.
const (
	Unknown State = iota // it may be allowed
	Known                // it is an option, a group of some, or what an option's type allows below it
	Absent               // nothing of that name is there
)

// Answer is what a catalog says of a path.
type Answer struct {
	State State
	At    int      // of a path that is absent: the place in it of the first name that is not there
	Names []string // that are there in its place, sorted
	Type  *Type    // of what the path stands for; nil for a group, or if it is not known
}

// Find says whether a path is there.
func (t *Tree) Find(path []string) Answer {
	n := t.Root
	for i, name := range path {
		switch below := n.at(name); {
		case n.Option != nil:
			return n.Option.Type().below(path, i)
		case below != nil:
			n = below
		case !n.Group || t.Free || name == "_module":
			return Answer{}
		default:
			return Answer{State: Absent, At: i, Names: n.names()}
		}
	}
	if n.Option != nil {
		kind := n.Option.Type()
		return Answer{State: Known, Type: &kind}
	}
	if !n.Group {
		return Answer{}
	}
	return Answer{State: Known}
}

// below says what a type has behind the first names of a path.
func (t Type) below(path []string, from int) Answer {
	if from == len(path) {
		return Answer{State: Known, Type: &t}
	}
	switch t.Name {
	case "nullOr", "uniq", "unique":
		return t.Args[0].below(path, from)
	case "attrsOf", "lazyAttrsOf", "loaOf":
		return t.Args[0].below(path, from+1)
	case "submodule":
		return t.key(path, from)
	}
	return Answer{}
}

// key looks a name up that stands in a submodule. What is below the name is not known.
func (t Type) key(path []string, from int) Answer {
	switch {
	case !t.Closed || ofModules[path[from]]:
		return Answer{}
	case !slices.Contains(t.Keys, path[from]):
		return Answer{State: Absent, At: from, Names: t.Keys}
	case from+1 < len(path):
		return Answer{}
	}
	return Answer{State: Known}
}

// ofModules are names that a module has beside its options: where a submodule may be written as one,
// they are no definitions.
var ofModules = map[string]bool{"imports": true, "options": true, "config": true, "_module": true, "_file": true, "_class": true, "key": true, "disabledModules": true, "freeformType": true, "meta": true}
