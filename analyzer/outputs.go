package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// namedOutputs are outputs whose attributes the flake's own files select by name. Those of modules
// stand below their classes.
var namedOutputs = []string{
	"nixosModules", "darwinModules", "homeModules", "homeManagerModules", "flakeModules", "overlays", "lib", "modules",
	"nixosConfigurations", "darwinConfigurations", "homeConfigurations",
}

// noteOutputs notes the names in outputs of the flake.
func (l *loader) noteOutputs() {
	if l.flake.Outputs == nil {
		return
	}
	l.repo.outputs = map[string][]string{}
	for _, set := range facts.Contents(l.flake.Machine, l.flake.Opened(l.flake.Outputs)) {
		for _, name := range namedOutputs {
			if t, ok := set.Attrs[name]; ok {
				l.noteOutput(name, t)
			}
		}
	}
}

func (l *loader) noteOutput(name string, t *eval.Thunk) {
	for _, group := range facts.Contents(l.flake.Machine, l.flake.Opened(l.flake.Machine.Fresh().Force(t))) {
		for _, inner := range group.Names() {
			if name == "modules" {
				l.noteOutput(name+"."+inner, group.Attrs[inner])
				continue
			}
			l.repo.outputs[name] = append(l.repo.outputs[name], inner)
		}
	}
}

// Exports reports whether the flake has an output of that name, or may have: in its outputs, in a part of flake-parts,
// or from folders, as snowfall-lib and blueprint make them.
func (r *Repo) Exports(output string) bool {
	if r.loader.snowfall() != "" || r.loader.flake.Takes("blueprint") {
		return true
	}
	flake := r.byName["flake.nix"]
	return len(r.outputs[output]) > 0 || slices.ContainsFunc(r.Files, func(f *File) bool {
		return slices.ContainsFunc(f.Definitions, func(d *Definition) bool { return d.Path.HasPrefix(Path{"flake", output}) })
	}) || flake != nil && bindsInSet(flake.Root, output)
}

// HandsOver reports whether a function of an input makes the whole flake and is given the namespace, as in
// framework.lib.make inputs ./. "acme": it may declare options there for the repository's modules. That
// of snowfall-lib declares none.
func (r *Repo) HandsOver(namespace string) bool {
	if !r.Closed || r.loader.snowfall() != "" {
		return false
	}
	given := false
	r.byName["flake.nix"].Walk(func(n syntax.Node) bool {
		x, ok := n.(*syntax.Str)
		text := ""
		if ok {
			text, ok = syntax.StaticText(x)
		}
		given = given || ok && text == namespace
		return !given
	})
	return given
}

// bindsInSet reports whether a set of an expression has an attribute of that name.
func bindsInSet(x syntax.Node, name string) bool {
	found := false
	syntax.Walk(x, func(n syntax.Node) bool {
		if set, ok := n.(*syntax.AttrSet); ok {
			found = found || slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
				attr, ok := b.(*syntax.AttrBinding)
				if !ok {
					return false
				}
				first, _ := syntax.StaticName(attr.Path.Names[0])
				return first == name
			})
		}
		return !found
	})
	return found
}

// LacksOutput reports whether an output of modules, such as nixosModules, is surely not there: no module of
// flake-parts defines it.
func (r *Repo) LacksOutput(name string) bool {
	return len(r.outputs[name]) == 0 && r.loader.flake.LacksOutput(name)
}

// OutputsWith are the outputs that have a name, sorted.
func (r *Repo) OutputsWith(name string) (outputs []string) {
	for output, names := range r.outputs {
		if slices.Contains(names, name) {
			outputs = append(outputs, output)
		}
	}
	slices.Sort(outputs)
	return outputs
}

// OutputNames are names that an output of the flake is seen to have, such as nixosModules or
// modules.nixos: those that path begins with, and what is left of path behind it. There may be others.
func (r *Repo) OutputNames(path Path) (output string, names []string, rest Path) {
	n := 1
	if len(path) > 0 && path[0] == "modules" {
		n = 2
	}
	if len(path) <= n {
		return "", nil, nil
	}
	output = strings.Join(path[:n], ".")
	return output, r.outputs[output], path[n:]
}
