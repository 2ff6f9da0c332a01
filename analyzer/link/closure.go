package link

import (
	"maps"
	"path"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// walker follows the imports of one configuration.
type walker struct {
	*Flake
	machine *eval.Machine // its own: configurations are followed at once
	inline  []Module
	class   facts.Class
	args    *eval.Set // what modules are called with
	special bool      // a host hands it over
	sure    bool      // args are what the modules are surely called with
	reach   *Closure
	gone    map[string]bool // files that a module of the configuration disables
	off     map[string]bool // files that disabledModules names, as far as the walk has come
	keep    bool            // bodies are wanted, so that no file is passed over
	bodies  []body
	lacking []string // outputs of modules that flake-parts surely has none of
	trail   facts.Trail
	met     map[any]bool  // thunks and functions that were followed
	why     *eval.Unknown // the first import that cannot be followed; nil if there is none
}

// body is a module's set, and the file it stands in.
type body struct {
	set  *eval.Set
	file *facts.File
}

func (l *Flake) walker(m *eval.Machine, class facts.Class, special *eval.Set) *walker {
	args := &eval.Set{Attrs: map[string]*eval.Thunk{
		"config":      eval.Known(eval.Ref{Root: "config"}),
		"osConfig":    eval.Known(eval.Ref{Root: "config"}),
		"options":     eval.Known(eval.Ref{Root: "config"}),
		"pkgs":        eval.Known(eval.Ref{Root: "pkgs"}),
		"lib":         eval.Known(eval.Ref{Root: "lib"}),
		"modulesPath": eval.Known(eval.String("/@modules")),
	}, Open: &eval.Unknown{Reason: "the module's argument is not known"}}
	if special != nil {
		maps.Copy(args.Attrs, special.Attrs)
	} else if l.Inputs != nil {
		args.Attrs["inputs"], args.Attrs["self"] = eval.Known(l.Inputs), eval.Known(l.Self)
	}
	return &walker{Flake: l, machine: m, class: class, args: args, special: special != nil, sure: special != nil && special.Whole(), met: map[any]bool{}, reach: newClosure(), off: map[string]bool{}}
}

// finish hands the class to the files that were reached, and has the facts of the modules taken that
// were met. Configurations are finished one by one, in their order.
func (w *walker) finish() {
	w.Modules = append(w.Modules, w.inline...)
	w.inline = nil
	for name, class := range w.reach.Files {
		w.Classes[name] |= class
	}
}

// list follows the elements of an imports list.
func (w *walker) list(v eval.Value, at eval.Place, perhaps bool) {
	switch v := v.(type) {
	case *eval.List:
		for _, e := range v.Elems {
			w.thunk(e, perhaps)
		}
		for _, u := range v.Open {
			w.unknown(u, at)
		}
	case *eval.Unknown:
		w.unknown(v, at)
	default:
		w.unknown(&eval.Unknown{At: at, Reason: "the list of modules is not known"}, at)
	}
}

// unknown notes an import that cannot be followed, and follows what it may be.
func (w *walker) unknown(u *eval.Unknown, at eval.Place) {
	w.fails(u)
	switch {
	case u.Foreign:
		w.reach.foreign(u, w.class, w.unknownAt(u, at).Span, true)
	default:
		if w.why == nil {
			w.why = reasonOf(u, at)
		}
		w.reach.open |= w.class
		if len(w.reach.Unknowns) == maxUnknowns {
			break
		}
		w.reach.Unknowns = append(w.reach.Unknowns, w.unknownAt(u, at))
	}
	for _, t := range u.Perhaps {
		w.thunk(t, true)
	}
}

// thunk follows an element of a list of modules. What it leads to is followed once: a list may hold
// itself, and share what it holds.
func (w *walker) thunk(t *eval.Thunk, perhaps bool) {
	key := perhapsThunk{t, perhaps}
	if w.met[key] || w.stop() {
		return
	}
	w.met[key] = true
	leave, ok := w.trail.Step(t)
	if !ok {
		w.endless(t.At())
		return
	}
	defer leave()
	w.module(w.machine.Fresh().Force(t), t.At(), perhaps)
}

// endless notes imports that come to no end, or to more modules than any configuration has.
func (w *walker) endless(at eval.Place) {
	w.unknown(&eval.Unknown{At: at, Reason: "the imports come to no end"}, at)
}

// module follows one module.
func (w *walker) module(v eval.Value, at eval.Place, perhaps bool) {
	switch v := v.(type) {
	case eval.Path, eval.String, *eval.Func, *eval.Set:
		if name, ok := w.tree.InRepository(w.machine, v); ok {
			w.file(name, at, perhaps)
			return
		}
	}
	switch v := v.(type) {
	case eval.Ref:
		w.named(v, v, at, perhaps)
	case *eval.Call:
		w.named(v, v.Fn, at, perhaps)
	case eval.Path, eval.String:
		w.reach.foreign(v, w.class, w.SpanOf(at), perhaps)
	case *eval.Func:
		w.called(v, at, perhaps)
	case *eval.Set:
		if _, callable := v.Attrs["__functor"]; callable {
			w.functor(v, at, perhaps)
			return
		}
		w.body(v, at, perhaps)
	case *eval.List:
		w.list(v, at, perhaps)
	case *eval.Unknown:
		w.unknown(v, at)
	default:
		w.unknown(&eval.Unknown{At: at, Reason: "it is no module that can be seen"}, at)
	}
}

// functor follows a set that is a function, as the module system does: it is called with what modules are called with.
func (w *walker) functor(set *eval.Set, at eval.Place, perhaps bool) {
	if w.met[set] {
		return
	}
	w.met[set] = true
	args := &eval.Set{Attrs: map[string]*eval.Thunk{"config": eval.Known(eval.Ref{Root: "config"}), "options": eval.Known(eval.Ref{Root: "config"})}, Open: &eval.Unknown{At: at, Reason: "the module's arguments are not all known"}}
	if w.args != nil {
		maps.Copy(args.Attrs, w.args.Attrs)
	}
	w.module(w.machine.Fresh().Apply(set, eval.Known(args), at), at, perhaps)
}

// named notes a module that is known by name only, or what a function gives that is. Functions of lib that make
// modules are all followed, so that any other stands in a lib that the repository extends: it may give what stands
// in the repository. Who imports a module that is exported has a lib of its own.
func (w *walker) named(v eval.Value, name eval.Ref, at eval.Place, perhaps bool) {
	switch {
	case name.Root == "config":
		w.unknown(&eval.Unknown{At: at, Reason: "the module is taken from a configuration"}, at)
	case name.Root == "lib" && w.special:
		w.unknown(&eval.Unknown{At: at, Reason: "what " + strings.Join(append([]string{"lib"}, name.Path...), ".") + " gives is not known"}, at)
	default:
		w.reach.foreign(v, w.class, w.SpanOf(at), perhaps)
	}
}

func (w *walker) called(f *eval.Func, at eval.Place, perhaps bool) {
	place := eval.Place{File: f.Scope.File, Node: f.Lambda}
	key := placedFunc{f.Lambda, f.Scope, perhaps}
	if w.met[key] {
		return
	}
	w.met[key] = true
	w.head(f)
	switch set := w.machine.Fresh().Apply(f, eval.Known(w.args), place).(type) {
	case *eval.Set:
		w.body(set, at, perhaps)
	case *eval.Unknown:
		w.unknown(set, at)
	}
}

func (w *walker) file(name string, at eval.Place, perhaps bool) {
	f := w.tree.File(name)
	if w.gone[name] {
		return
	}
	if f == nil {
		w.reach.Absent = append(w.reach.Absent, Absent{Name: name, Span: w.SpanOf(at)})
		return
	}
	before, met := w.reach.Files[name]
	if !perhaps {
		delete(w.reach.Perhaps, name)
	} else if !met {
		w.reach.Perhaps[name] = true
	}
	w.reach.Files[name] |= w.class
	if met && before.Has(w.class) || met && w.class == 0 {
		return
	}
	v := w.machine.Fresh().Import(path.Join(eval.Root, name), at)
	if _, isPath := v.(eval.Path); isPath {
		return
	}
	w.module(v, eval.Place{File: f.File, Node: f.Root}, perhaps)
}

// body reads a module's set: what it imports, and the homes it configures.
func (w *walker) body(set *eval.Set, at eval.Place, perhaps bool) {
	if _, renamed := set.Attrs["_renamed"]; renamed {
		return
	}
	f := w.fileOf(set, at)
	if w.keep {
		w.bodies = append(w.bodies, body{set, f})
	}
	if f != nil {
		if _, met := w.reach.Files[f.Name]; !met {
			w.reach.Files[f.Name] |= w.class
		}
		w.gather(set, f)
	}
	w.reach.as(set.Node, w.class, perhaps)
	if set.Node == nil {
		w.reach.unseen |= w.class
	}
	if t, ok := set.Attrs["imports"]; ok {
		w.list(w.machine.Fresh().Force(t), t.At(), perhaps)
	}
	if set.Attrs["freeformType"] != nil {
		w.reach.free |= w.class
	}
	if t, ok := set.Attrs["disabledModules"]; ok {
		w.disable(w.machine.Fresh().Force(t))
	}
	if set.Open != nil {
		w.unknown(set.Open, at)
	}
	if w.class.Has(facts.NixOS|facts.Darwin) && (f == nil || set.Node == nil || w.definesHomes(f)) {
		w.homes(set, perhaps)
	}
}

// disable notes the files that disabledModules names.
func (w *walker) disable(v eval.Value) {
	list, ok := v.(*eval.List)
	if !ok {
		return
	}
	for _, t := range list.Elems {
		if name, ok := w.tree.InRepository(w.machine, w.machine.Fresh().Force(t)); ok {
			w.off[name] = true
		}
	}
}

func (w *walker) fileOf(set *eval.Set, at eval.Place) *facts.File {
	if set.Scope != nil && set.Scope.File != nil {
		return w.tree.File(set.Scope.File.Name)
	}
	if at.File != nil {
		return w.tree.File(at.File.Name)
	}
	return nil
}

// gather has the facts of a module taken that stands inside of a file's expression, such as an
// element of modules = [ … ].
func (w *walker) gather(set *eval.Set, f *facts.File) {
	switch {
	case set.Node == nil:
	case w.class != facts.FlakeParts && isOwn(set.Node, f.Root):
		w.inline = append(w.inline, Module{File: f, Set: set.Node, Class: w.class, Own: true})
	default:
		w.inline = append(w.inline, Module{File: f, Set: set.Node, Scope: set.Scope, Class: w.class})
	}
}

// isOwn reports whether a set is what a file is, or what its function gives: the facts of such a module
// are the same whatever it is called with.
func isOwn(set *syntax.AttrSet, root syntax.Expr) bool {
	if fn, ok := root.(*syntax.Lambda); ok {
		root = fn.Body
	}
	return root == syntax.Expr(set)
}

// Module is a module as an import met it: a set of a file, and what names mean in it.
type Module struct {
	File  *facts.File
	Set   *syntax.AttrSet
	Scope *eval.Scope // nil if it is the file's own
	Class facts.Class
	Own   bool
}

// head notes a file whose outermost function is called as modules are.
func (w *walker) head(f *eval.Func) {
	if file := f.Scope.File; file != nil && syntax.Unparen(file.Root) == syntax.Expr(f.Lambda) {
		w.reach.Functions[file.Name] |= w.class
		w.reach.heads = append(w.reach.heads, head{file: file.Name, fn: f, args: w.args, sure: w.sure})
	}
}
