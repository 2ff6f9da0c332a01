package syntax

import (
	"maps"
	"slices"
)

// Names is what one pass over a file's variables finds.
type Names struct {
	Undefined []*Ident   // variables that nothing binds; empty below a with, which may bind any name
	Unused    []Unused   // what is bound and never used
	IdleWiths []*With    // a with that no name can come from
	IdleRecs  []*AttrSet // a rec whose names nothing in it uses
}

// Unused is a name that is bound and never used: by a binding of Let, or by Lambda, as its @-name
// or as one of its formals. Binding, Let, Lambda and Formal are nil where they do not apply.
type Unused struct {
	Name    AttrName
	Text    string
	Let     *Let
	Binding Binding // nil too if several bindings make up the value: let a.b = 1; a.c = 2;
	Lambda  *Lambda
	Formal  *Formal
}

// ResolveNames finds for every variable what binds it, and marks those that have a name of lib and are not lib's, once, as a file is read. Its work is linear in the size of the file.
// Of a file that does not parse it gives nothing: the missing part may use any name.
func ResolveNames(f *File) Names {
	if len(f.Errors) > 0 {
		return Names{}
	}
	r := &resolver{bound: map[string]*binder{}, mark: true}
	r.visit(f.Root)
	return r.names
}

// binder is a name in scope.
type binder struct {
	name  string
	uses  int
	outer *binder // the binder of the same name that this one hides
	at    Unused
}

// withScope is a with around the place that is being visited; used if a name may come from it.
type withScope struct {
	node  *With
	outer *withScope
	used  bool
}

type resolver struct {
	bound map[string]*binder
	with  *withScope
	names Names
	mark  bool // variables and selections that have names of lib are marked where they are not lib's

	wanted *With // whose names are gathered in taken
	taken  map[string]bool
	unsure bool // a name may come from wanted or from another with
}

// NamesFrom gives the names that come from a with of the file, sorted; sure is false if some may
// come from another with instead.
func NamesFrom(f *File, w *With) (names []string, sure bool) {
	r := &resolver{bound: map[string]*binder{}, wanted: w, taken: map[string]bool{}}
	r.visit(f.Root)
	return slices.Sorted(maps.Keys(r.taken)), !r.unsure
}

// take notes a name that comes from the innermost with.
func (r *resolver) take(name string) {
	r.with.used = true
	if r.wanted == nil {
		return
	}
	if r.with.node == r.wanted && r.with.outer == nil {
		r.taken[name] = true
		return
	}
	for at := r.with; at != nil; at = at.outer {
		r.unsure = r.unsure || at.node == r.wanted
	}
}

// use counts a variable. What nothing binds may come from any with around it.
func (r *resolver) use(id *Ident) {
	r.markVariable(id)
	if b := r.bound[id.Name]; b != nil {
		b.uses++
		return
	}
	switch {
	case id.Name == "" || isGlobal(id.Name):
	case r.with != nil:
		r.take(id.Name)
	default:
		r.names.Undefined = append(r.names.Undefined, id)
	}
}

// scope visits with the binders in scope, and takes them out again.
func (r *resolver) scope(binders []*binder, visit func()) {
	for _, b := range binders {
		b.outer = r.bound[b.name]
		r.bound[b.name] = b
	}
	visit()
	for i := len(binders) - 1; i >= 0; i-- {
		r.bound[binders[i].name] = binders[i].outer
	}
}

func (r *resolver) unused(binders []*binder) {
	for _, b := range binders {
		if b.uses == 0 {
			r.names.Unused = append(r.names.Unused, b.at)
		}
	}
}

func (r *resolver) visit(n Node) {
	switch n := n.(type) {
	case *Ident:
		r.use(n)
	case *Select:
		r.markSelected(n)
		EachChild(n, r.visit)
	case *SearchPath:
		for _, name := range []string{"__findFile", "__nixPath"} { // <x> is __findFile __nixPath "x", whatever binds them
			if b := r.bound[name]; b != nil {
				b.uses++
			}
		}
	case *AttrSet:
		r.attrSet(n)
	case *LegacyLet:
		r.scope(bindersOf(n.Bindings, nil), func() { r.bindings(n.Bindings) })
		r.inherits(n.Bindings)
	case *Let:
		binders := bindersOf(n.Bindings, n)
		r.inherits(n.Bindings)
		r.scope(binders, func() { r.bindings(n.Bindings); r.visit(n.Body) })
		r.unused(binders)
	case *With:
		r.visit(n.Scope)
		r.withBody(n)
	case *Lambda:
		r.lambda(n)
	case *AttrPath:
		for _, name := range n.Names {
			if _, plain := name.(*Ident); !plain {
				r.visit(name)
			}
		}
	default:
		EachChild(n, r.visit)
	}
}

func (r *resolver) attrSet(n *AttrSet) {
	r.inherits(n.Bindings)
	if !n.Rec {
		r.bindings(n.Bindings)
		return
	}
	binders := bindersOf(n.Bindings, nil)
	r.scope(binders, func() { r.bindings(n.Bindings) })
	for _, b := range binders {
		if b.uses > 0 || b.name == "__overrides" {
			return
		}
	}
	r.names.IdleRecs = append(r.names.IdleRecs, n)
}

func (r *resolver) withBody(n *With) {
	own := &withScope{node: n, outer: r.with}
	r.with = own
	r.visit(n.Body)
	r.with = own.outer
	switch {
	case !own.used:
		r.names.IdleWiths = append(r.names.IdleWiths, n)
	case own.outer != nil:
		own.outer.used = true
	}
}

// bindings visits the values and the sources of inherit, with the bindings' own names in scope.
func (r *resolver) bindings(bindings []Binding) {
	for _, b := range bindings {
		switch b := b.(type) {
		case *AttrBinding:
			r.visit(b.Path)
			r.visit(b.Value)
		case *Inherit:
			if b.From != nil {
				r.visit(b.From)
			}
		}
	}
}

// inherits uses the names of inherit a b; which are those of the scope around the set.
func (r *resolver) inherits(bindings []Binding) {
	for _, b := range bindings {
		if in, ok := b.(*Inherit); ok && in.From == nil {
			for _, n := range in.Names {
				if name, ok := staticName(n); ok {
					r.use(&Ident{span: span{int32(n.Pos()), int32(n.End())}, Name: name})
				}
			}
		}
	}
}

// bindersOf are the names that a let or a recursive set binds, each once.
func bindersOf(bindings []Binding, let *Let) []*binder {
	var binders []*binder
	byName := map[string]*binder{}
	add := func(n AttrName, b Binding) {
		name, ok := staticName(n)
		if !ok {
			return
		}
		if known := byName[name]; known != nil {
			known.at.Binding = nil
			return
		}
		byName[name] = &binder{name: name, at: Unused{Name: n, Text: name, Let: let, Binding: b}}
		binders = append(binders, byName[name])
	}
	for _, b := range bindings {
		switch b := b.(type) {
		case *AttrBinding:
			add(b.Path.Names[0], b)
		case *Inherit:
			for _, n := range b.Names {
				add(n, b)
			}
		}
	}
	return binders
}

func (r *resolver) lambda(n *Lambda) {
	var binders []*binder
	if n.Arg != nil {
		binders = append(binders, &binder{name: n.Arg.Name, at: Unused{Name: n.Arg, Text: n.Arg.Name, Lambda: n}})
	}
	if n.Formals == nil {
		r.scope(binders, func() { r.visit(n.Body) })
		return
	}
	for _, f := range n.Formals.List {
		binders = append(binders, &binder{name: f.Name.Name, at: Unused{Name: f.Name, Text: f.Name.Name, Lambda: n, Formal: f}})
	}
	r.scope(binders, func() {
		for _, f := range n.Formals.List {
			if f.Default != nil {
				r.visit(f.Default)
			}
		}
		r.visit(n.Body)
	})
	r.unused(binders)
}
