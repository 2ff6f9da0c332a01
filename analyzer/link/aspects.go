package link

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
)

// aspectKeys are names in an aspect of flake-aspects that are no classes.
var aspectKeys = []string{"name", "description", "includes", "provides", "_", "__functor", "__functionArgs", "modules", "resolve"}

// aspects adds to the outputs what flake-aspects makes of flake.aspects: flake.modules.CLASS.ASPECT of
// flake.aspects.ASPECT.CLASS, and of the aspects that it includes. It reports whether all that it makes is known.
func (l *Flake) aspects(m *eval.Machine, out *eval.Set, w *walker) (known bool) {
	t, ok := out.Attrs["aspects"]
	if !ok {
		return true
	}
	if w == nil || !slices.ContainsFunc(w.reach.Inputs(), func(name string) bool { return l.Repository(name) == "flake-aspects" }) {
		return false
	}
	sets := facts.Contents(m, m.Fresh().Force(t))
	made := &aspectModules{byClass: map[string]map[string][]*eval.Thunk{}, known: len(sets) > 0}
	for _, set := range sets {
		made.known = made.known && set.Whole()
		for _, name := range set.Names() {
			made.aspect(m, name, set.Attrs[name])
		}
	}
	parts := []eval.Value{made.modules()}
	if own, ok := out.Attrs["modules"]; ok {
		parts = append(parts, m.Fresh().Force(own))
	}
	out.Attrs["modules"] = eval.Known(l.joinedAt(m, parts, []string{"modules"}))
	return made.known
}

type aspectModules struct {
	byClass map[string]map[string][]*eval.Thunk
	known   bool // no aspect may have other classes
}

// aspect notes the modules of one aspect, by class.
func (a *aspectModules) aspect(m *eval.Machine, name string, t *eval.Thunk) {
	sets := facts.Contents(m, m.Fresh().Force(t))
	a.known = a.known && len(sets) > 0
	for _, set := range sets {
		a.known = a.known && set.Whole() && set.Attrs["__functor"] == nil
		for _, class := range set.Names() {
			if slices.Contains(aspectKeys, class) {
				continue
			}
			if a.byClass[class] == nil {
				a.byClass[class] = map[string][]*eval.Thunk{}
			}
			modules := append(a.byClass[class][name], set.Attrs[class])
			if includes, ok := set.Attrs["includes"]; ok {
				modules = append(modules, included(includes, class, 0))
			}
			a.byClass[class][name] = modules
		}
	}
}

// maxIncludes bounds how deep aspects include each other.
const maxIncludes = 20

// included is a module that imports those of a class in a list of aspects.
func included(t *eval.Thunk, class string, depth int) *eval.Thunk {
	imports := eval.Later(t.At(), func(m *eval.Machine) eval.Value {
		list, ok := m.Force(t).(*eval.List)
		if !ok || depth > maxIncludes {
			return &eval.Unknown{At: t.At(), Reason: "which aspects are included is not known"}
		}
		var modules []*eval.Thunk
		for _, e := range list.Elems {
			set, ok := m.Force(e).(*eval.Set)
			if !ok || !set.Whole() {
				modules = append(modules, eval.Known(&eval.Unknown{At: e.At(), Reason: "an aspect that is included is not known"}))
				continue
			}
			if module, has := set.Attrs[class]; has {
				modules = append(modules, module)
			}
			if further, has := set.Attrs["includes"]; has {
				modules = append(modules, included(further, class, depth+1))
			}
		}
		return &eval.List{Elems: modules}
	})
	return eval.Known(&eval.Set{Attrs: map[string]*eval.Thunk{"imports": imports}})
}

// modules are the modules of all classes, by their aspects.
func (a *aspectModules) modules() *eval.Set {
	all := map[string]*eval.Thunk{}
	for class, byName := range a.byClass {
		of := map[string]*eval.Thunk{}
		for name, list := range byName {
			of[name] = list[0]
			if len(list) > 1 {
				of[name] = eval.Known(&eval.Set{Attrs: map[string]*eval.Thunk{"imports": eval.Known(&eval.List{Elems: list})}})
			}
		}
		all[class] = eval.Known(&eval.Set{Attrs: of})
	}
	return &eval.Set{Attrs: all}
}
