package link

import (
	"cmp"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/upstream"
)

// Lack is a name that a set surely does not have, where it is wanted of it: whoever evaluates the place fails.
type Lack struct {
	Span   diag.Span // of the name
	Name   string
	Holder string   // what it is wanted of, as it is written; "" where that is long
	Known  []string // the names that are there, sorted
	Inputs bool     // what lacks it are the inputs of the flake
	Call   bool     // it is an argument that a function does not take
	Needed bool     // it is one that the function needs, and that the call lacks

	perhaps bool     // it is wanted where a condition holds only, of which that is not known
	of      []string // the names that stand for what lacks it
}

// head is the function of a file, and what a configuration calls it with as a module.
type head struct {
	file string
	fn   *eval.Func
	args *eval.Set
	sure bool
}

// fails notes an import that surely fails for want of a name. One behind a condition need not be evaluated.
func (w *walker) fails(u *eval.Unknown) {
	if u.Fails == eval.Fails && u.Lacks != nil && len(u.Lacks.In) > 0 && w.sure {
		w.reach.failed = append(w.reach.failed, u)
	}
}

// madePerSystem are outputs that flake-parts makes of perSystem, or that a module of its own defines.
var madePerSystem = []string{"packages", "legacyPackages", "devShells", "checks", "apps", "formatter", "bundlers"}

// loosen notes in the outputs that flake-parts joins where others may be: it makes some of perSystem, and modules of inputs define some.
func (l *Flake) loosen(out *eval.Set, w *walker, aspects bool) {
	out.Loose = true
	for name, t := range out.Attrs {
		switch {
		case !plainOutput[name]:
			out.Attrs[name] = loose(t, anyDepth)
		case l.addsTo(name, w, aspects):
			out.Attrs[name] = loose(t, 1)
		}
	}
	if w == nil {
		return
	}
	for _, name := range ofModules {
		if out.Attrs[name] == nil && !l.addsTo(name, w, aspects) {
			w.lacking = append(w.lacking, name)
		}
	}
}

// ofModules are outputs of modules, which few inputs define.
var ofModules = []string{"nixosModules", "darwinModules", "homeModules", "homeManagerModules", "modules"}

// addsTo reports whether something beside what the modules define may add to an output.
func (l *Flake) addsTo(output string, w *walker, aspects bool) bool {
	switch {
	case w == nil || !w.reach.Whole() || !aspects && output == "modules":
		return true
	case output == "overlays":
		if w.reach.takes("easyOverlay") {
			return true // overlays.default of perSystem
		}
	case slices.Contains(madePerSystem, output):
		return true
	}
	return slices.ContainsFunc(w.reach.Inputs(), func(name string) bool {
		repository := l.Repository(name)
		return !upstream.DefinesNoOutputs(repository) && !(slices.Contains(ofModules, output) && upstream.DefinesNoModules(repository))
	})
}

// LacksOutput reports whether an output of modules is surely not there: no module of flake-parts defines it.
func (l *Flake) LacksOutput(name string) bool {
	return l.parts != nil && !l.parted && slices.Contains(l.parts.lacking, name)
}

// plainOutput are outputs of which flake-parts, and what is used with it, joins what modules define, and adds no
// attribute below their names. Of any other output a module may declare options, whose defaults nobody defines.
var plainOutput = map[string]bool{
	"nixosConfigurations": true, "darwinConfigurations": true, "homeConfigurations": true, "nixosModules": true, "darwinModules": true,
	"homeModules": true, "homeManagerModules": true, "flakeModules": true, "modules": true, "templates": true, "lib": true, "overlays": true,
	"packages": true, "legacyPackages": true, "devShells": true, "checks": true, "apps": true, "formatter": true, "bundlers": true,
}

// anyDepth is deeper than sets of options go.
const anyDepth = 12

// loose is a value whose set, and the sets in it to a depth, may have others.
func loose(t *eval.Thunk, depth int) *eval.Thunk {
	return eval.Later(t.At(), func(m *eval.Machine) eval.Value {
		v := m.Force(t)
		set, ok := v.(*eval.Set)
		if !ok {
			return v
		}
		copied := *set
		copied.Loose = true
		if depth > 0 {
			copied.Attrs = make(map[string]*eval.Thunk, len(set.Attrs))
			for name, inner := range set.Attrs {
				copied.Attrs[name] = loose(inner, depth-1)
			}
		}
		return &copied
	})
}

// Lacks are the names that sets surely do not have where the files of the flake want them: in the imports of
// configurations, and in what stands in files, as far as that is known with the arguments that all configurations call
// them with.
func (l *Flake) Lacks(each func(n int, f func(m *eval.Machine, i int))) []Lack {
	if l.File == nil {
		return nil
	}
	byFile := make([][]Lack, len(l.tree.Files))
	heads, closures := map[string][]head{}, l.closures()
	for _, r := range closures {
		for _, h := range r.heads {
			heads[h.file] = append(heads[h.file], h)
		}
	}
	each(len(byFile), func(m *eval.Machine, i int) {
		if f := l.tree.Files[i]; len(f.Errors) == 0 && !l.stop() {
			s := &lackScan{Flake: l, machine: m, file: f, heads: heads[f.Name]}
			s.scan()
			byFile[i] = s.found
		}
	})
	all := l.spared(slices.Concat(byFile...))
	called := l.makersCalled()
	for _, r := range closures {
		for _, u := range r.failed {
			if lack, ok := l.lackOfHost(u, called); ok {
				all = append(all, lack)
			}
		}
	}
	for _, h := range l.Hosts {
		if h.needs == nil {
			continue
		}
		if lack, ok := l.lackOfHost(h.needs, called); ok {
			all = append(all, lack)
		}
	}
	if l.parted {
		all = slices.DeleteFunc(all, func(k Lack) bool { return k.Inputs })
	}
	slices.SortFunc(all, func(a, b Lack) int {
		return cmp.Or(strings.Compare(a.Span.File, b.Span.File), a.Span.Start.Offset-b.Span.Start.Offset, strings.Compare(b.Holder, a.Holder))
	})
	return slices.CompactFunc(all, func(a, b Lack) bool { return a.Span == b.Span })
}

func (l *Flake) closures() (all []*Closure) {
	for _, h := range l.Hosts {
		all = append(all, h.Closure)
	}
	if l.parts != nil {
		all = append(all, l.parts.reach)
	}
	return all
}

func (l *Flake) fileAt(at eval.Place) *facts.File {
	if at.File == nil || at.Node == nil {
		return nil
	}
	return l.tree.File(at.File.Name)
}

// maxHolder is how long what lacks a name may be as it is written, to be named.
const maxHolder = 48

// ofSource are names that a flake has by its source, beside its outputs.
var ofSource = []string{
	"rev", "shortRev", "dirtyRev", "dirtyShortRev", "revCount", "lastModified", "lastModifiedDate", "narHash", "outPath", "sourceInfo", "inputs",
	"outputs", "_type", "submodules", "lfs", "ref", "dir",
}

// lackOf says of a failure where the name stands; ok is false where it is one that nix gives every flake.
func (l *Flake) lackOf(f *facts.File, u *eval.Unknown) (_ Lack, ok bool) {
	lack := Lack{Name: u.Lacks.Name, Span: f.Span(u.At.Node)}
	for _, set := range u.Lacks.In {
		lack.Known = append(lack.Known, set.Names()...)
		lack.Inputs = lack.Inputs || eval.Value(set) == l.Inputs
		if eval.Value(set) == l.Outputs && slices.Contains(ofSource, lack.Name) {
			return lack, false
		}
	}
	slices.Sort(lack.Known)
	lack.Known = slices.Compact(lack.Known)
	if sel, ok := u.At.Node.(*syntax.Select); ok {
		lack.ofSelect(f, sel)
	}
	lack.Holder = short(lack.Holder)
	return lack, true
}

// short is a text, if it may stand in a message.
func short(text string) string {
	if strings.Contains(text, "\n") || len(text) > maxHolder {
		return ""
	}
	return text
}

func (k *Lack) ofSelect(f *facts.File, sel *syntax.Select) {
	for i, n := range sel.Path.Names {
		name, static := eval.Plain(n)
		if !static || name == k.Name {
			k.Span, k.Holder = f.Span(n), f.Text(sel.X)
			if i > 0 {
				k.Holder = f.Src[f.Span(sel.X).Start.Offset:f.Span(sel.Path.Names[i-1]).End.Offset]
			}
			if name == k.Name {
				return
			}
		}
	}
}
