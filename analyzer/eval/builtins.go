package eval

import (
	_ "embed" // the prelude
	"maps"
	"sync"

	"mxmcheck/analyzer/syntax"
)

// primitive is a function written in Go; it is called when all its arguments are there.
type primitive struct {
	arity int
	call  func(m *Machine, args []*Thunk, at Place) Value
}

func (b *Builtin) apply(m *Machine, arg *Thunk, at Place) Value {
	args := append(b.args[:len(b.args):len(b.args)], arg)
	if len(args) < b.fn.arity {
		return &Builtin{Name: b.Name, fn: b.fn, args: args}
	}
	return b.fn.call(m, args, at)
}

// strict makes a primitive of a function of values, which answers nil where it has no result: that
// is a failure if the arguments are known.
func strict(arity int, f func(m *Machine, v []Value, at Place) Value) primitive {
	return primitive{arity, func(m *Machine, args []*Thunk, at Place) Value {
		values, cause := make([]Value, arity), Value(nil)
		for i, t := range args {
			values[i] = m.Force(t)
			if u, failed := failure(values[i]); failed {
				return u.uncaught(arity > 1)
			}
			if !known(values[i]) && cause == nil {
				cause = values[i]
			}
		}
		if v := f(m, values, at); v != nil {
			return m.so(v)
		}
		if cause == nil {
			return m.fail(at, "an argument has another type")
		}
		return m.unknown(at, "an argument is not known", cause)
	}}
}

// failure is a value that is certain to fail.
func failure(v Value) (*Unknown, bool) {
	u, ok := v.(*Unknown)
	return u, ok && u.Fails != Perhaps
}

// broken is why the making of a value fails, though a part of it is known: [ 1 ] ++ throw "no".
// Who evaluates goes no further than Nix; who reads the facts sees the part.
func broken(v Value) *Unknown {
	switch v := v.(type) {
	case *Unknown:
		return worst(v)
	case *List:
		return worst(v.Open...)
	case *Set:
		return worst(v.Open)
	}
	return nil
}

// worst is the first failure; nil if there is none.
func worst(all ...*Unknown) *Unknown {
	for _, u := range all {
		if u != nil && u.Fails != Perhaps {
			return u
		}
	}
	return nil
}

// loops reports whether a value needs itself.
func loops(v Value) bool {
	u, ok := v.(*Unknown)
	return ok && u.Fails == Loops
}

// uncaught is the failure where another one may come before it, which nothing catches.
func (u *Unknown) uncaught(other bool) *Unknown {
	if !other || u.Fails != Throws {
		return u
	}
	return &Unknown{At: u.At, Reason: u.Reason, Foreign: u.Foreign, Fails: Fails}
}

// fail is a failure that tryEval does not catch.
func (m *Machine) fail(at Place, reason string) *Unknown {
	return &Unknown{At: at, Reason: reason, Fails: Fails}
}

// plain is an Unknown without what it may be.
func (u *Unknown) plain() *Unknown {
	return &Unknown{At: u.At, Reason: u.Reason, Foreign: u.Foreign, Fails: u.Fails, Lacks: u.Lacks}
}

// lack is the failure of a name that is not there.
func lack(at Place, reason, name string, in ...*Set) *Unknown {
	u := &Unknown{At: at, Reason: reason, Fails: Fails, Lacks: &Lack{Name: name, In: in}}
	for _, set := range in {
		if set.Loose {
			u.Fails, u.Lacks = Perhaps, nil
		}
	}
	return u
}

// preludeText says in Nix what lib's functions give.
//
//go:embed prelude.nix
var preludeText string

// names is what the evaluator knows by name.
type names struct {
	primitives map[string]primitive
	constants  map[string]Value
	global     map[string]Value // what has its name everywhere
	prelude    *Set
}

var (
	namesOnce  sync.Once
	namesValue *names
)

// library is made once for the process, and only read.
func library() *names {
	namesOnce.Do(func() {
		n := &names{primitives: map[string]primitive{}, constants: constants(), global: map[string]Value{}}
		for _, table := range []map[string]primitive{
			listPrimitives(), orderPrimitives(), setPrimitives(), groupPrimitives(), textPrimitives(), numberPrimitives(),
			typePrimitives(), filePrimitives(), controlPrimitives(), optionPrimitives(),
		} {
			maps.Copy(n.primitives, table)
		}
		for _, name := range globals() {
			n.global[name] = n.builtin(name)
		}
		f := syntax.Parse("prelude.nix", []byte(preludeText))
		set, ok := New(World{}).Eval(f.Root, FileScope(f)).(*Set)
		if !ok || len(f.Errors) > 0 {
			panic("eval: the prelude is no set")
		}
		n.prelude, namesValue = set, n
	})
	return namesValue
}

// globals are the names that are bound in the outermost scope.
func globals() []string {
	return []string{
		"true", "false", "null", "builtins", "import", "map", "toString", "throw", "abort", "baseNameOf", "dirOf", "removeAttrs", "isNull",
		"fetchTarball", "fetchGit", "fetchTree", "fetchMercurial", "derivation", "derivationStrict", "placeholder", "scopedImport", "fromTOML", "break",
	}
}

// constants are what is no function that is followed.
func constants() map[string]Value {
	all := map[string]Value{
		"true": Bool(true), "false": Bool(false), "null": Null{},
		"lib": Ref{Root: "lib"}, "builtins": Ref{Root: "lib"},
		"openSet": &Set{Attrs: map[string]*Thunk{}, Open: &Unknown{Reason: "the argument is not known"}},
	}
	for _, name := range []string{
		"types", "lists", "attrsets", "strings", "trivial", "modules", "options", "filesystem", "path", "fixedPoints", "customisation",
	} {
		all[name] = Ref{Root: "lib", Path: []string{name}}
	}
	for _, name := range []string{
		"fetchTree", "fetchGit", "fetchTarball", "fetchMercurial", "fetchurl", "fetchClosure", "getFlake", "derivation", "derivationStrict", "placeholder",
		"scopedImport", "fromTOML", "break",
	} {
		all[name] = &Unknown{Reason: "what " + name + " gives is not known", Foreign: true}
	}
	return all
}

// builtin is a constant or a primitive; nil if there is none of that name.
func (n *names) builtin(name string) Value {
	if v, ok := n.constants[name]; ok {
		return v
	}
	if p, ok := n.primitives[name]; ok {
		return &Builtin{Name: name, fn: p}
	}
	return nil
}

// global gives a name that Nix defines everywhere; nil for any other.
func global(name string) Value {
	return library().global[name]
}
