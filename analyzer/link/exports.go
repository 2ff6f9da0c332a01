package link

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
)

// exports follows the modules that other flakes may import: they are used, and their class is that
// of the output that they stand in.
func (l *Flake) exports() {
	for _, set := range facts.Contents(l.Machine, l.Opened(l.Outputs)) {
		for _, name := range set.Names() {
			class := facts.ClassOfOutput(name)
			if strings.HasSuffix(name, "Configurations") {
				l.exportSystems(name, set.Attrs[name])
				continue
			}
			if class == 0 {
				continue
			}
			for _, group := range facts.Contents(l.Machine, l.Opened(l.Machine.Fresh().Force(set.Attrs[name]))) {
				l.exportGroup(class, group, 0)
			}
		}
	}
}

// exportSystems follows the systems of an output that is none of those of hosts, such as images: what they import is used.
func (l *Flake) exportSystems(output string, t *eval.Thunk) {
	if slices.ContainsFunc(host.Kinds(), func(k host.Kind) bool { return k.Output == output }) || slices.Contains(hives, output) || l.takenIn(output) {
		return
	}
	for _, group := range facts.Contents(l.Machine, l.Opened(l.Machine.Fresh().Force(t))) {
		for _, name := range group.Names() {
			made, ok := l.Machine.Fresh().Force(group.Attrs[name]).(*eval.MakerCall)
			kind := slices.IndexFunc(host.Kinds(), func(k host.Kind) bool { return ok && k.Maker == made.Maker })
			if kind < 0 {
				continue
			}
			h := l.hostOf(host.Kinds()[kind], name, group.Attrs[name])
			w := l.walk(l.Machine, h)
			w.finish()
			l.Exported = append(l.Exported, h.Closure)
		}
	}
}

// maxGroups bounds how deep groups of modules stand in each other.
const maxGroups = 4

// exportGroup follows the modules of a set of modules, and of the sets of modules in it.
func (l *Flake) exportGroup(class facts.Class, group *eval.Set, depth int) {
	for _, name := range group.Names() {
		t := group.Attrs[name]
		v := l.Machine.Fresh().Force(t)
		if inner, ok := v.(*eval.Set); ok && depth < maxGroups && l.holdsModules(inner, depth) {
			l.exportGroup(class, inner, depth+1)
			continue
		}
		w := l.walker(l.Machine, class, nil)
		w.module(v, t.At(), false)
		w.finish()
		l.Exported = append(l.Exported, w.reach)
	}
}

// holdsModules reports whether a set holds modules, and is none: all its values are functions, files of
// the repository, or such sets.
func (l *Flake) holdsModules(set *eval.Set, depth int) bool {
	if depth > maxGroups || len(set.Attrs) == 0 {
		return false
	}
	for name, t := range set.Attrs {
		if facts.IsModuleKey(name) {
			return false
		}
		v := l.Machine.Fresh().Force(t)
		switch v := v.(type) {
		case *eval.Func:
			continue
		case eval.Path:
			if _, ours := l.tree.InRepository(l.Machine, v); ours {
				continue
			}
		case *eval.Set:
			if l.holdsModules(v, depth+1) {
				continue
			}
		}
		return false
	}
	return true
}
