package link

import (
	"maps"
	"path"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
)

// partitions puts the outputs that flake-parts takes from partitions into those of the flake: a
// partition is all modules of the flake and one more, with more inputs.
func (l *Flake) partitions(m *eval.Machine, made *eval.MakerCall, w *walker, special *eval.Set, outputs eval.Value) {
	out, ok := outputs.(*eval.Set)
	if !ok {
		return
	}
	p := &partitionMaker{w: w, made: made, special: special, parts: map[string]eval.Value{}}
	for _, conf := range w.configs(m) {
		t, ok := conf.Attrs["partitionedAttrs"]
		if !ok {
			continue
		}
		l.parted = true
		taken := m.Fresh().Force(t)
		sets := facts.Contents(m, taken)
		if len(sets) == 0 {
			out.Open = reasonOf(taken, t.At())
		}
		for _, set := range sets {
			p.take(m, set, out)
		}
	}
}

// partitionMaker makes the partitions of a flake, each once.
type partitionMaker struct {
	w       *walker
	made    *eval.MakerCall
	special *eval.Set
	parts   map[string]eval.Value
}

// take puts the outputs that a set names the partitions of into those of the flake.
func (p *partitionMaker) take(m *eval.Machine, named, out *eval.Set) {
	if named.Open != nil {
		out.Open = named.Open
	}
	for _, attr := range named.Names() {
		t := named.Attrs[attr]
		text, _ := m.Fresh().Force(t).(eval.String)
		name := string(text)
		part, met := p.parts[name]
		if !met {
			part = p.w.partition(m, p.made, p.w, p.special, name)
			p.parts[name] = part
		}
		out.Attrs[attr] = eval.Later(t.At(), func(m *eval.Machine) eval.Value { return m.Select(part, attr, t.At()) })
	}
}

// partition is what the flake is with the modules of one partition.
func (l *Flake) partition(m *eval.Machine, made *eval.MakerCall, w *walker, special *eval.Set, name string) eval.Value {
	inputs := l.partitionInputs(m, w, name)
	roots := []*eval.Thunk{eval.Later(made.At, func(m *eval.Machine) eval.Value { return m.Force(made.Args[1]) })}
	roots = append(roots, w.partitionAttr(m, name, "module")...)
	if len(roots) == 1 {
		return &eval.Unknown{At: made.At, Reason: "the module of the partition " + name + " is not known"}
	}
	p := l.walkParts(m, l.partsArgs(m, made, inputs, special), roots...)
	l.adopt(w, p)
	return l.joined(m, p.outputs(m), p)
}

// adopt notes what a partition reaches as reached by the flake.
func (l *Flake) adopt(w, p *walker) {
	for file, class := range p.reach.Files {
		if _, met := w.reach.Files[file]; !met {
			w.reach.Files[file] = class
		}
	}
	known := map[any]bool{}
	for _, b := range w.bodies {
		known[b.set.Node] = true
	}
	for _, b := range p.bodies {
		if b.set.Node == nil || !known[b.set.Node] {
			w.bodies = append(w.bodies, b)
		}
	}
	w.inline = append(w.inline, p.inline...)
}

// partitionAttr are what modules define an attribute of a partition with.
func (w *walker) partitionAttr(m *eval.Machine, name, attr string) (found []*eval.Thunk) {
	for _, conf := range w.configs(m) {
		t, ok := conf.Attrs["partitions"]
		if !ok {
			continue
		}
		for _, all := range facts.Contents(m, m.Fresh().Force(t)) {
			one, ok := all.Attrs[name]
			if !ok {
				continue
			}
			for _, set := range facts.Contents(m, m.Fresh().Force(one)) {
				if t, ok := set.Attrs[attr]; ok {
					found = append(found, t)
				}
			}
		}
	}
	return found
}

// partitionInputs are the inputs of the flake and those of the flake that a partition names. More may
// be handed over.
func (l *Flake) partitionInputs(m *eval.Machine, w *walker, name string) eval.Value {
	own, ok := l.Inputs.(*eval.Set)
	if !ok {
		return l.Inputs
	}
	inputs := &eval.Set{Attrs: maps.Clone(own.Attrs), Open: &eval.Unknown{Reason: "the inputs of the partition are not all known"}}
	for _, t := range w.partitionAttr(m, name, "extraInputsFlake") {
		dir, ok := eval.InRepository(pathText(m.Fresh().Force(t)))
		if !ok {
			continue
		}
		flake, ok := m.Fresh().Import(path.Join(eval.Root, dir, "flake.nix"), t.At()).(*eval.Set)
		if !ok {
			continue
		}
		declared, _ := m.Select(flake, "inputs", t.At()).(*eval.Set)
		if declared == nil {
			continue
		}
		for input := range declared.Attrs {
			inputs.Attrs[input] = eval.Known(l.input(input))
		}
	}
	return inputs
}

// pathText is the path that a value is; "" if it is none.
func pathText(v eval.Value) string {
	switch v := v.(type) {
	case eval.Path:
		return string(v)
	case eval.String:
		return string(v)
	}
	return ""
}
