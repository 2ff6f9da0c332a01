package link

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/upstream"
)

// world is what the evaluator sees.
func (l *Flake) world() eval.World {
	w := l.tree.World()
	w.Makers, w.Open, w.Param = makers(), l.open, l.param
	return w
}

// makers are the functions of inputs that make systems and flakes, and how many arguments they take.
func makers() map[string]int {
	m := map[string]int{}
	for name, maker := range upstream.Makers() {
		m[name] = maker.Arguments
	}
	for _, kind := range host.Kinds() {
		m[kind.Maker] = 1
	}
	return m
}

// param is what an argument is while a file is read without a call: what the module system, or
// every host alike, hands to a module under that name.
func (l *Flake) param(_ *eval.Machine, t *eval.Thunk, s *eval.Scope) eval.Value {
	if s.Own {
		return nil
	}
	switch {
	case facts.IsConfigRoot(t.Name):
		return eval.Ref{Root: "config", Path: []string{}}
	case t.Name == "pkgs":
		return eval.Ref{Root: "pkgs"}
	case t.Name == "lib" && l.args["lib"] == nil:
		return eval.Ref{Root: "lib"}
	case t.Name == "inputs" && l.Inputs != nil:
		return l.Inputs
	case t.Name == "self" && l.Self != nil:
		return l.Self
	case t.Name == "modulesPath":
		return eval.String("/@modules")
	case l.args[t.Name] != nil && (s.Open || t.Name == "lib"):
		return l.args[t.Name]
	case t.Name == "namespace" && s.Open && l.namespace() != "":
		return eval.String(l.namespace())
	}
	return nil
}
