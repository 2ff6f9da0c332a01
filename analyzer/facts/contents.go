package facts

import "mxmcheck/analyzer/eval"

// Contents are the sets that a definition holds, behind mkIf, mkMerge, mkDefault and their kin. The
// conditions are not evaluated: what may be there is. A set is given once, however often it is held.
func Contents(m *eval.Machine, v eval.Value) []*eval.Set {
	var all []*eval.Set
	met := map[*eval.Set]bool{}
	var visit func(v eval.Value, depth int)
	visit = func(v eval.Value, depth int) {
		set, ok := v.(*eval.Set)
		if !ok || met[set] || depth > maxProperties {
			return
		}
		met[set] = true
		property, inner := propertyOf(m, set)
		if !property {
			all = append(all, set)
		}
		for _, t := range inner {
			visit(m.Force(t), depth+1)
		}
	}
	visit(v, 0)
	return all
}

// maxProperties bounds how many properties of the module system stand around each other: a
// function can make them without end.
const maxProperties = 100

// propertyOf reads a set that mkIf, mkMerge or one of their kin made: what it is about.
func propertyOf(m *eval.Machine, set *eval.Set) (is bool, inner []*eval.Thunk) {
	t, ok := set.Attrs["_type"]
	if !ok {
		return false, nil
	}
	kind, _ := m.Force(t).(eval.String)
	switch kind {
	case "if", "override", "order":
		if content, ok := set.Attrs["content"]; ok {
			inner = append(inner, content)
		}
	case "merge":
		if contents, ok := set.Attrs["contents"]; ok {
			if list, ok := m.Force(contents).(*eval.List); ok {
				inner = list.Elems
			}
		}
	default:
		return false, nil
	}
	return true, inner
}
