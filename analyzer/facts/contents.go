package facts

import "mxmcheck/analyzer/eval"

// Contents are the sets that a definition holds, behind mkIf, mkMerge, mkDefault and their kin. The
// conditions are not evaluated: what may be there is. A set is given once, however often it is held.
func Contents(m *eval.Machine, v eval.Value) []*eval.Set {
	all, _ := ContentsAndRest(m, v)
	return all
}

// ContentsAndRest are the Contents, and what is not known of the rest: nil where all is seen.
func ContentsAndRest(m *eval.Machine, v eval.Value) (all []*eval.Set, unknown *eval.Unknown) {
	met := map[*eval.Set]bool{}
	var visit func(v eval.Value, depth int)
	visit = func(v eval.Value, depth int) {
		set, ok := v.(*eval.Set)
		if u, is := v.(*eval.Unknown); is {
			unknown = u
		}
		if !ok || met[set] || depth > maxProperties {
			return
		}
		met[set] = true
		property, inner, unseen := propertyOf(m, set)
		if unseen != nil {
			unknown = unseen
		}
		if !property {
			all = append(all, set)
		}
		for _, t := range inner {
			visit(m.Force(t), depth+1)
		}
	}
	visit(v, 0)
	return all, unknown
}

// IsProperty reports whether mkIf, mkMerge or one of their kin made a set.
func IsProperty(m *eval.Machine, set *eval.Set) bool {
	is, _, _ := propertyOf(m, set)
	return is
}

// maxProperties bounds how many properties of the module system stand around each other: a
// function can make them without end.
const maxProperties = 100

// propertyOf reads a set that mkIf, mkMerge or one of their kin made: what it is about, and
// what is not known of that.
func propertyOf(m *eval.Machine, set *eval.Set) (is bool, inner []*eval.Thunk, unseen *eval.Unknown) {
	t, ok := set.Attrs["_type"]
	if !ok {
		return false, nil, nil
	}
	kind, _ := m.Force(t).(eval.String)
	switch kind {
	case "if", "override", "order":
		if content, ok := set.Attrs["content"]; ok {
			inner = append(inner, content)
		}
	case "merge":
		if contents, ok := set.Attrs["contents"]; ok {
			switch list := m.Force(contents).(type) {
			case *eval.List:
				inner = list.Elems
				if len(list.Open) > 0 {
					unseen = list.Open[0]
				}
			case *eval.Unknown:
				unseen = list
			}
		}
	default:
		return false, nil, nil
	}
	return true, inner, unseen
}
