package eval

import (
	_ "embed" // the prelude
	"sync"

	"mxmcheck/analyzer/syntax"
)

// preludeText says in Nix what lib's functions give.
//
//go:embed prelude.nix
var preludeText string

var (
	preludeOnce sync.Once
	preludeSet  *Set
)

// prelude is parsed once for the process; every machine reads it.
func prelude() *Set {
	preludeOnce.Do(func() {
		f := syntax.Parse("prelude.nix", []byte(preludeText))
		set, ok := New(World{}).Eval(f.Root, FileScope(f)).(*Set)
		if !ok || len(f.Errors) > 0 {
			panic("eval: the prelude is no set")
		}
		preludeSet = set
	})
	return preludeSet
}

// refer is an attribute of something known by name.
func (m *Machine) refer(r Ref, name string) Value {
	switch {
	case r.Root == "lib", r.Root == "inputs" && len(r.Path) == 2 && r.Path[1] == "lib":
		if v := m.library(r, name); v != nil {
			return v
		}
	case name == "lib" && (r.Root == "pkgs" || r.Root == "inputs" && len(r.Path) > 1 && r.Path[1] == "legacyPackages"):
		return Ref{Root: "lib"}
	case name == "outPath" && r.Root == "inputs" && len(r.Path) == 1:
		return String("/@input/" + r.Path[0])
	case r.Root == "inputs" && len(r.Path) == 2 && r.Path[1] == "inputs":
		return Ref{Root: "inputs", Path: []string{name}}
	}
	return r.below(name)
}

// Library is a function of the prelude or of lib.
func (m *Machine) Library(name string) Value { return m.library(Ref{Root: "lib"}, name) }

// library finds a function of lib or builtins by its name, whichever part of lib it is selected
// from: lib.mapAttrs, lib.attrsets.mapAttrs. nil if there is none.
func (m *Machine) library(r Ref, name string) Value {
	if len(r.Path) > 0 && r.Root == "lib" && r.Path[0] == "types" {
		return nil
	}
	if arity, ok := m.World.Makers[name]; ok {
		return &Builtin{Name: name, fn: primitive{arity, func(_ *Machine, args []*Thunk, at Place) Value {
			return &Made{Maker: name, From: r, Args: args, At: at}
		}}}
	}
	switch name {
	case "types", "lists", "attrsets", "strings", "trivial", "modules", "options", "filesystem", "path", "fixedPoints", "lib", "builtins", "customisation":
		if name == "lib" || name == "builtins" {
			return Ref{Root: "lib"}
		}
		return Ref{Root: "lib", Path: []string{name}}
	case "fetchTree", "fetchGit", "fetchTarball", "fetchMercurial", "fetchurl", "fetchClosure", "getFlake":
		return &Unknown{Reason: "what " + name + " gives is not known", Foreign: true}
	case "true":
		return Bool(true)
	case "false":
		return Bool(false)
	case "null":
		return Null{}
	}
	if t, ok := prelude().Attrs[name]; ok {
		return m.Force(t)
	}
	return primitiveNamed(name)
}

// modulePrimitive knows the functions of lib that make records of the module system.
func modulePrimitive(name string) (primitive, bool) {
	switch name {
	case "mkOption":
		return strict(1, func(m *Machine, v []Value, at Place) Value {
			set := m.shape(v[0])
			if set == nil {
				return &Set{Attrs: map[string]*Thunk{"_type": Known(String("option"))}, Ctor: name, Open: m.unknown(at, "the option's attributes are not known", v[0])}
			}
			return optionOf(name, set)
		}), true
	case "mkEnableOption":
		return primitive{1, func(_ *Machine, args []*Thunk, _ Place) Value {
			return optionOf(name, &Set{Attrs: map[string]*Thunk{
				"default": Known(Bool(false)), "example": Known(Bool(true)), "description": args[0], "type": Known(Ref{"lib", []string{"types", "bool"}}),
			}})
		}}, true
	case "mkPackageOption", "mkPackageOptionMD":
		return primitive{3, func(m *Machine, args []*Thunk, at Place) Value {
			set := optionOf("mkPackageOption", &Set{Attrs: map[string]*Thunk{"type": Known(Ref{"lib", []string{"types", "package"}}), "description": args[1]}})
			set.Open = &Unknown{At: at, Reason: "the package is not known"}
			return set
		}}, true
	case "extend":
		return primitive{1, extendLib}, true
	case "throw", "abort":
		return primitive{1, func(_ *Machine, _ []*Thunk, at Place) Value { return &Unknown{At: at, Reason: "it throws"} }}, true
	}
	return primitive{}, false
}

func optionOf(ctor string, set *Set) *Set {
	out := &Set{Attrs: map[string]*Thunk{}, Open: set.Open, Ctor: ctor}
	for name, t := range set.Attrs {
		out.Attrs[name] = t
	}
	out.Attrs["_type"] = Known(String("option"))
	return out
}

// extendLib is lib.extend: lib with the attributes of an overlay.
func extendLib(m *Machine, args []*Thunk, at Place) Value {
	out := &Set{Attrs: map[string]*Thunk{}, Base: Ref{Root: "lib"}}
	overlay := m.Apply(m.Apply(m.Force(args[0]), Known(out), at), Known(Ref{Root: "lib"}), at)
	set, ok := overlay.(*Set)
	if !ok {
		out.Open = m.unknown(at, "what lib is extended by is not known", overlay)
		return out
	}
	for name, t := range set.Attrs {
		out.Attrs[name] = t
	}
	out.Open = set.Open
	return out
}
