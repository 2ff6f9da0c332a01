package link

import (
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/upstream"
)

// flakeParts is what flake-parts' mkFlake gives: the "flake" of all its modules, joined.
func (l *Flake) flakeParts(m *eval.Machine, made *eval.MakerCall) eval.Value {
	if made.From.Root != "inputs" || l.Repository(made.From.Path[0]) != upstream.Makers()[made.Maker].Repository {
		return &eval.Unknown{At: made.At, Reason: "what this mkFlake gives is not known", Foreign: true}
	}
	special, _ := m.Select(m.Force(made.Args[0]), "specialArgs", made.At).(*eval.Set)
	root := eval.Later(made.At, func(m *eval.Machine) eval.Value { return m.Force(made.Args[1]) })
	w := l.walkParts(m, l.partsArgs(m, made, l.Inputs, special), root)
	outputs := l.joined(m, w.outputs(m), w)
	l.partitions(m, made, w, special, outputs)
	if m == l.Machine { // else it is looked for again while files are read, and known already
		l.parts = w
		l.notePartsArgs(m.Force(made.Args[0]), special)
		w.finish()
		l.Exported = append(l.Exported, w.reach)
	}
	return outputs
}

// partsArgs are what modules of flake-parts are called with. What they define for the flake is theirs
// to read, as config.flake; of the rest of their configuration only the names are known.
func (l *Flake) partsArgs(m *eval.Machine, made *eval.MakerCall, inputs eval.Value, special *eval.Set) *eval.Set {
	args := eval.NewSet(map[string]eval.Value{
		"inputs": inputs, "self": l.Self, "lib": eval.Ref{Root: "lib"}, "options": eval.Ref{Root: "config"},
		"config": &eval.Set{Base: eval.Ref{Root: "config"}, Attrs: map[string]*eval.Thunk{
			"flake": eval.Later(made.At, func(m *eval.Machine) eval.Value {
				m.Saw(eval.Look{Kind: eval.LookSelf, Name: "config.flake"})
				return made
			}),
		}},
	})
	if special != nil {
		maps.Copy(args.Attrs, special.Attrs)
		args.Open = special.Open
	} else if arg, ok := m.Force(made.Args[0]).(*eval.Set); !ok || !arg.Whole() || arg.Attrs["specialArgs"] != nil {
		args.Open = &eval.Unknown{At: made.At, Reason: "the special arguments are not known"}
	}
	if given := m.Select(m.Force(made.Args[0]), "inputs", made.At); given != l.Inputs {
		args.Open = &eval.Unknown{At: made.At, Reason: "the inputs are others"}
	}
	args.Attrs["flake-parts-lib"] = eval.Known(&eval.Set{
		Attrs: map[string]*eval.Thunk{"importApply": eval.Known(m.Library("importApply"))}, Open: &eval.Unknown{At: made.At, Reason: "what flake-parts-lib has is not known"},
	})
	for _, name := range []string{"withSystem", "moduleWithSystem"} {
		args.Attrs[name] = eval.Known(m.Library(name))
	}
	return args
}

// walkParts follows modules of flake-parts. Where some define _module.args, they are called once more
// with what these give.
func (l *Flake) walkParts(m *eval.Machine, args *eval.Set, roots ...*eval.Thunk) *walker {
	follow := func() *walker {
		w := l.walker(m, facts.FlakeParts, args)
		w.keep = true
		for _, root := range roots {
			w.module(m.Force(root), root.At(), false)
		}
		return w
	}
	w := follow()
	if given := w.given(m); len(given) > 0 {
		args = &eval.Set{Attrs: maps.Clone(args.Attrs), Open: args.Open}
		maps.Copy(args.Attrs, given)
		w = follow()
	}
	return w
}

// given are the arguments that modules hand to all by _module.args; those that two define are left out.
func (w *walker) given(m *eval.Machine) map[string]*eval.Thunk {
	given, twice := map[string]*eval.Thunk{}, map[string]bool{}
	for _, conf := range w.configs(m) {
		t, ok := conf.Attrs["_module"]
		if !ok {
			continue
		}
		args := m.Select(m.Fresh().Force(t), "args", t.At())
		for _, set := range facts.Contents(m, args) {
			for name, arg := range set.Attrs {
				twice[name] = twice[name] || given[name] != nil
				given[name] = arg
			}
		}
	}
	maps.DeleteFunc(given, func(name string, _ *eval.Thunk) bool { return twice[name] })
	return given
}

// configs are what the modules define.
func (w *walker) configs(m *eval.Machine) (all []*eval.Set) {
	for _, body := range w.bodies {
		all = append(all, facts.Configs(m, body.set)...)
	}
	return all
}

// outputs are what the modules define the flake with.
func (w *walker) outputs(m *eval.Machine) (parts []eval.Value) {
	for _, conf := range w.configs(m) {
		if t, ok := conf.Attrs["flake"]; ok {
			parts = append(parts, w.part(m, t)...)
		}
	}
	return parts
}

// notePartsArgs notes what the modules of flake-parts are called with.
func (l *Flake) notePartsArgs(arg eval.Value, special *eval.Set) {
	set, ok := arg.(*eval.Set)
	if !ok {
		return
	}
	l.PartsArgs = slices.Collect(maps.Keys(l.parts.args.Attrs))
	_, given := set.Attrs["specialArgs"]
	l.PartsKnown = set.Whole() && (!given || special != nil && special.Whole())
}

// part is what a module of flake-parts defines the flake with: a set, or the function of a module.
func (w *walker) part(m *eval.Machine, t *eval.Thunk) (parts []eval.Value) {
	v := m.Force(t)
	if f, ok := v.(*eval.Func); ok {
		v = m.Apply(f, eval.Known(w.args), t.At())
	}
	bodies := facts.Contents(m, v)
	for _, body := range bodies {
		for _, conf := range facts.Configs(m, body) {
			parts = append(parts, conf)
		}
	}
	if len(bodies) == 0 {
		w.unknown(reasonOf(v, t.At()), t.At())
	}
	return parts
}

// joined merges the outputs that parts define, as deep as names of hosts and modules go.
func (l *Flake) joined(m *eval.Machine, parts []eval.Value, w *walker) eval.Value {
	out := l.joinedAt(m, parts, nil)
	if w != nil {
		l.clans(out, w, w.clanParts(m, parts))
	}
	l.loosen(out, w, l.aspects(m, out, w))
	if w != nil && len(w.reach.Unknowns) > 0 {
		out.Open = &eval.Unknown{At: eval.Place{File: l.File.File, Node: l.File.Root}, Reason: "a part of the flake is not known"}
	}
	return out
}

// joinedAt merges what parts define at a path. What several define as one module is a module that
// imports them all.
func (l *Flake) joinedAt(m *eval.Machine, parts []eval.Value, path []string) *eval.Set {
	out, byName := &eval.Set{Attrs: map[string]*eval.Thunk{}}, map[string][]*eval.Thunk{}
	for _, part := range parts {
		sets, unknown := facts.ContentsAndRest(m, part)
		if unknown != nil {
			out.Open = unknown
		}
		for _, set := range sets {
			if set.Open != nil {
				out.Open = set.Open
			}
			for name, t := range set.Attrs {
				byName[name] = append(byName[name], t)
			}
		}
	}
	for name, list := range byName {
		below := append(slices.Clone(path), name)
		switch {
		case len(list) == 1 && (namesModule(below) || len(below) > propertyDepth):
			out.Attrs[name] = list[0]
		case len(list) == 1:
			out.Attrs[name] = l.merged(list[0], below)
		case namesModule(below):
			out.Attrs[name] = eval.Known(&eval.Set{Attrs: map[string]*eval.Thunk{"imports": eval.Known(&eval.List{Elems: list})}})
		default:
			out.Attrs[name] = eval.Later(list[0].At(), func(m *eval.Machine) eval.Value {
				var values []eval.Value
				for _, t := range list {
					values = append(values, m.Force(t))
				}
				return l.joinedAt(m, values, below)
			})
		}
	}
	return out
}

// propertyDepth is how deep in an output the module system takes mkMerge, mkIf and their kin for what they hold.
const propertyDepth = 2

// merged is what a single part defines at a path, with what mkMerge, mkIf and their kin hold in the place of their sets.
func (l *Flake) merged(t *eval.Thunk, path []string) *eval.Thunk {
	return eval.Later(t.At(), func(m *eval.Machine) eval.Value {
		v := m.Force(t)
		set, ok := v.(*eval.Set)
		switch {
		case !ok:
			return v
		case facts.IsProperty(m, set):
			return l.joinedAt(m, []eval.Value{set}, path)
		case len(path) >= propertyDepth:
			return v
		}
		copied := *set
		copied.Attrs = make(map[string]*eval.Thunk, len(set.Attrs))
		for name, inner := range set.Attrs {
			below := append(slices.Clone(path), name)
			if namesModule(below) {
				copied.Attrs[name] = inner
			} else {
				copied.Attrs[name] = l.merged(inner, below)
			}
		}
		return &copied
	})
}

// namesModule reports whether an output's path is that of a module: nixosModules.NAME, modules.CLASS.NAME or
// aspects.NAME.CLASS, whose type merges what several parts define.
func namesModule(path []string) bool {
	if len(path) == 3 && path[0] == "aspects" {
		return !slices.Contains(aspectKeys, path[2])
	}
	return len(path) == 2 && facts.ClassOfOutput(path[0]) != 0 && strings.HasSuffix(path[0], "Modules") || len(path) == 3 && path[0] == "modules"
}
