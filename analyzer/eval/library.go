package eval

import (
	"cmp"
	"maps"
	"slices"
)

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
	if maker, ok := m.World.Makers[name]; ok {
		return &Builtin{Name: name, fn: primitive{maker.Arguments, func(_ *Machine, args []*Thunk, at Place) Value {
			return &MakerCall{Maker: name, Gives: maker.Gives, From: r, Args: args, At: at}
		}}}
	}
	n := library()
	if v, ok := n.constants[name]; ok {
		return v
	}
	if t, ok := n.prelude.Attrs[name]; ok {
		return m.Force(t)
	}
	return n.builtin(name)
}

// optionPrimitives are the functions of lib that make records of the module system.
func optionPrimitives() map[string]primitive {
	packageOption := primitive{3, func(_ *Machine, args []*Thunk, at Place) Value {
		set := optionOf("mkPackageOption", &Set{Attrs: map[string]*Thunk{"type": Known(Ref{"lib", []string{"types", "package"}}), "description": args[1]}})
		set.Open = &Unknown{At: at, Reason: "the package is not known"}
		return set
	}}
	return map[string]primitive{
		"mkOption": strict(1, mkOption),
		"mkEnableOption": {1, func(_ *Machine, args []*Thunk, _ Place) Value {
			return optionOf("mkEnableOption", &Set{Attrs: map[string]*Thunk{
				"default": Known(Bool(false)), "example": Known(Bool(true)), "description": args[0], "type": Known(Ref{"lib", []string{"types", "bool"}}),
			}})
		}},
		"mkPackageOption":   packageOption,
		"mkPackageOptionMD": packageOption,
		"extend":            {1, extendLib},
	}
}

func mkOption(m *Machine, v []Value, at Place) Value {
	set := m.shape(v[0])
	if set == nil {
		set = &Set{Open: m.unknown(at, "the option's attributes are not known", v[0])}
	}
	return optionOf("mkOption", set)
}

func optionOf(ctor string, set *Set) *Set {
	out := set.with(len(set.Attrs) + 1)
	out.Base, out.Ctor = nil, ctor
	out.Attrs["_type"] = Known(String("option"))
	return out
}

// extendLib is lib.extend: lib with the attributes of an overlay.
func extendLib(m *Machine, args []*Thunk, at Place) Value { return m.extended(args, at) }

// extended is lib with overlays: each sees what those before it gave, and as final what all of them give.
func (m *Machine) extended(overlays []*Thunk, at Place) Value {
	out := &Set{Attrs: map[string]*Thunk{}, Base: Ref{Root: "lib"}}
	var last Value = Ref{Root: "lib"}
	for _, overlay := range overlays {
		added := m.Apply(m.Apply(m.Force(overlay), Known(out), at), Known(last), at)
		set, ok := added.(*Set)
		if !ok {
			out.Open = m.unknown(at, "what lib is extended by is not known", added)
			break
		}
		maps.Copy(out.Attrs, set.Attrs)
		out.Open = cmp.Or(out.Open, set.Open)
		last = out.with(len(out.Attrs))
		if set.Node != nil {
			at = Place{set.Scope.File, set.Node} // one overlay makes the same lib wherever it is handed over
		}
	}
	out.Attrs["extend"] = Later(at, func(*Machine) Value {
		return &Builtin{Name: "extend", fn: primitive{1, func(m *Machine, more []*Thunk, at Place) Value {
			return m.extended(append(slices.Clip(overlays), more...), at)
		}}}
	})
	return out
}
