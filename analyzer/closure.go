package analyzer

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
	*loader
	machine *eval.Machine // its own: configurations are followed at once
	inline  []inlineModule
	class   Class
	args    *eval.Set // what modules are called with
	reach   *Reach
	gone    map[string]bool // files that a module of the configuration disables
	off     map[string]bool // files that disabledModules names, as far as the walk has come
	keep    bool            // bodies are wanted, so that no file is passed over
	bodies  []body
	trail   facts.Trail
	met     map[any]bool // thunks and functions that were followed
}

// body is a module's set, and the file it stands in.
type body struct {
	set  *eval.Set
	file *File
}

func (l *loader) walker(m *eval.Machine, class Class, special *eval.Set) *walker {
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
	} else if l.flake.inputs != nil {
		args.Attrs["inputs"], args.Attrs["self"] = eval.Known(l.flake.inputs), eval.Known(l.flake.self)
	}
	return &walker{loader: l, machine: m, class: class, args: args, met: map[any]bool{}, reach: newReach(), off: map[string]bool{}}
}

// finish hands the class to the files that were reached, and has the facts of the modules taken that
// were met. Configurations are finished one by one, in their order.
func (w *walker) finish() {
	w.loader.inline = append(w.loader.inline, w.inline...)
	w.inline = nil
	for name, class := range w.reach.Files {
		w.repo.byName[name].Classes |= class
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
	switch {
	case u.Foreign:
		w.reach.foreign(u, w.class, w.unknownAt(u, at).Span)
	default:
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
		if v.Root == "config" {
			w.unknown(&eval.Unknown{At: at, Reason: "the module is taken from a configuration"}, at)
			return
		}
		w.reach.foreign(v, w.class, w.spanOf(at))
	case eval.Path, eval.String, *eval.Call:
		w.reach.foreign(v, w.class, w.spanOf(at))
	case *eval.Func:
		w.called(v, at, perhaps)
	case *eval.Set:
		w.body(v, at, perhaps)
	case *eval.List:
		w.list(v, at, perhaps)
	case *eval.Unknown:
		w.unknown(v, at)
	default:
		w.unknown(&eval.Unknown{At: at, Reason: "it is no module that can be seen"}, at)
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
	f := w.repo.byName[name]
	if w.gone[name] {
		return
	}
	if f == nil {
		w.reach.Absent = append(w.reach.Absent, Absent{Name: name, Span: w.spanOf(at)})
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
	if !w.keep {
		if s := w.staticImports(f); s.ok {
			w.reach.seat(s.body, w.class, perhaps)
			w.plainSet(f)
			if s.head {
				w.reach.Heads[name] |= w.class
			}
			for _, target := range s.targets {
				w.file(target, at, perhaps)
			}
			return
		}
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
	w.reach.seat(set.Node, w.class, perhaps)
	if set.Node == nil {
		w.reach.unseen |= w.class
	}
	if t, ok := set.Attrs["imports"]; ok {
		w.list(w.machine.Fresh().Force(t), t.At(), perhaps)
	}
	if t, ok := set.Attrs["disabledModules"]; ok {
		w.disable(w.machine.Fresh().Force(t))
	}
	if set.Open != nil {
		w.unknown(set.Open, at)
	}
	if w.class.Has(NixOS|Darwin) && (f == nil || strings.Contains(f.Src, "home-manager")) {
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

func (w *walker) fileOf(set *eval.Set, at eval.Place) *File {
	if set.Scope != nil && set.Scope.File != nil {
		return w.repo.byName[set.Scope.File.Name]
	}
	if at.File != nil {
		return w.repo.byName[at.File.Name]
	}
	return nil
}

// gather has the facts of a module taken that stands inside of a file's expression, such as an
// element of modules = [ … ].
func (w *walker) gather(set *eval.Set, f *File) {
	if set.Node != nil {
		w.inline = append(w.inline, inlineModule{f, set.Node, set.Scope, w.class})
	}
}

// plainSet has the facts of a file taken that is a set and no more, which only its being imported
// makes a module.
func (w *walker) plainSet(f *File) {
	if len(f.Errors) == 0 {
		w.inline = append(w.inline, inlineModule{file: f})
	}
}

// inlineModule is a module that only an import makes one: a set inside of a file, or, without set,
// the file itself. The imports are followed first; the facts of what they meet are gathered then.
type inlineModule struct {
	file  *File
	set   *syntax.AttrSet
	scope *eval.Scope
	class Class
}

// inlined gathers the facts of the modules that the imports met.
func (l *loader) inlined() {
	for _, m := range l.inline {
		if m.set == nil {
			facts.Module(l.env, m.file)
		} else {
			facts.Inline(l.env, m.file, m.set, m.scope, m.class)
		}
	}
	l.inline = nil
}

// homes follows home-manager.users and home-manager.sharedModules.
func (w *walker) homes(set *eval.Set, perhaps bool) {
	for _, conf := range facts.Configs(w.machine, set) {
		t, ok := conf.Attrs["home-manager"]
		if !ok {
			continue
		}
		for _, manager := range facts.Contents(w.machine, w.machine.Fresh().Force(t)) {
			home := *w
			home.class = Home
			home.args = &eval.Set{Attrs: maps.Clone(w.args.Attrs), Open: w.args.Open}
			home.met, home.inline = map[any]bool{}, nil
			w.homeArgs(home.args, manager)
			if t, ok := manager.Attrs["sharedModules"]; ok {
				home.list(w.machine.Fresh().Force(t), t.At(), perhaps)
			}
			home.users(manager, perhaps)
			w.inline = append(w.inline, home.inline...)
		}
	}
}

func (w *walker) users(manager *eval.Set, perhaps bool) {
	t, ok := manager.Attrs["users"]
	if !ok {
		return
	}
	v := w.machine.Fresh().Force(t)
	if u, ok := v.(*eval.Unknown); ok {
		w.unknown(u, t.At())
	}
	for _, users := range facts.Contents(w.machine, v) {
		for _, name := range users.Names() {
			w.user(users.Attrs[name], perhaps)
		}
		for _, user := range users.Rest { // whoever it is, the module is read
			w.user(user, perhaps)
		}
		if users.Open != nil && len(users.Rest) == 0 {
			w.unknown(users.Open, t.At())
		}
	}
}

// user follows the module of one home, through mkIf and its kin.
func (w *walker) user(t *eval.Thunk, perhaps bool) {
	v := w.machine.Fresh().Force(t)
	if set, ok := v.(*eval.Set); ok && set.Attrs["_type"] != nil {
		for _, inner := range facts.Contents(w.machine, set) {
			w.body(inner, t.At(), perhaps)
		}
		return
	}
	w.module(v, t.At(), perhaps)
}

// homeArgs adds what a module hands to all modules of homes.
func (w *walker) homeArgs(args *eval.Set, manager *eval.Set) {
	t, ok := manager.Attrs["extraSpecialArgs"]
	if !ok {
		return
	}
	sets := facts.Contents(w.machine, w.machine.Fresh().Force(t))
	for _, special := range sets {
		maps.Copy(args.Attrs, special.Attrs)
		w.reach.homeArgs = append(w.reach.homeArgs, special.Names()...)
		w.reach.homeArgsOpen = w.reach.homeArgsOpen || !special.Whole()
	}
	w.reach.homeArgsOpen = w.reach.homeArgsOpen || len(sets) == 0
}

// head notes a file whose outermost function is called as modules are.
func (w *walker) head(f *eval.Func) {
	if file := f.Scope.File; file != nil && syntax.Unparen(file.Root) == syntax.Expr(f.Lambda) {
		w.reach.Heads[file.Name] |= w.class
	}
}

// staticImports are the imports of a file that need no evaluation: a list of plain paths, or none.
type staticImports struct {
	targets []string
	body    *syntax.AttrSet
	head    bool // a function stands around the set
	ok      bool
}

func (w *walker) staticImports(f *File) staticImports {
	if s, known := w.static.Load(f.Name); known {
		return s.(staticImports)
	}
	s := w.readStatic(f)
	w.static.Store(f.Name, s)
	return s
}

func (w *walker) readStatic(f *File) staticImports {
	set := staticBody(f.Root)
	if set == nil || strings.Contains(f.Src, "home-manager") {
		return staticImports{}
	}
	_, head := syntax.Unparen(f.Root).(*syntax.Lambda)
	s := staticImports{ok: true, body: set, head: head}
	for _, b := range set.Bindings {
		b, isAttr := b.(*syntax.AttrBinding)
		if !isAttr {
			return staticImports{}
		}
		switch name, plain := eval.Plain(b.Path.Names[0]); {
		case !plain || name == "disabledModules" || name == "config" && len(b.Path.Names) == 1 && len(f.Errors) > 0:
			return staticImports{}
		case name == "imports":
			list, ok := syntax.Unparen(b.Value).(*syntax.List)
			if !ok {
				return staticImports{}
			}
			for _, e := range list.Elems {
				p, ok := e.(*syntax.Path)
				if !ok {
					return staticImports{}
				}
				v, _ := w.machine.Fresh().Eval(p, eval.FileScope(f.File)).(eval.Path)
				name, ok := w.tree.InRepository(w.machine, v)
				if !ok {
					return staticImports{}
				}
				s.targets = append(s.targets, name)
			}
		}
	}
	return s
}

// staticBody is a module's set where no call stands around it.
func staticBody(x syntax.Expr) *syntax.AttrSet {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Lambda:
			if _, curried := syntax.Unparen(y.Body).(*syntax.Lambda); curried {
				return nil
			}
			x = y.Body
		case *syntax.Let:
			x = y.Body
		case *syntax.With:
			x = y.Body
		case *syntax.AttrSet:
			return y
		default:
			return nil
		}
	}
}
