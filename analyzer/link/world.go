package link

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/upstream"
)

// world is what the evaluator sees.
func (l *Flake) world() eval.World {
	w := l.tree.World()
	w.Makers = l.makers()
	return w
}

// makers are the functions of inputs that make systems and flakes, and how many arguments they take.
func (l *Flake) makers() map[string]eval.Maker {
	m := map[string]eval.Maker{}
	for name, maker := range upstream.Makers() {
		m[name] = eval.Maker{Arguments: maker.Arguments, Gives: l.gives}
	}
	m[clanMaker] = eval.Maker{Arguments: 1, Gives: l.gives}
	for _, kind := range host.Kinds() {
		m[kind.Maker] = eval.Maker{Arguments: 1, Gives: l.gives}
	}
	return m
}

// Argument is what a function is called with under a name, if it is a module's: what the module
// system, or every host alike, hands to modules. It is nil where that is not known.
func (l *Flake) Argument(name string, fn *syntax.Lambda) eval.Value {
	more := fn.Formals != nil && fn.Formals.Ellipsis // as the functions of modules take
	switch {
	case facts.IsConfigRoot(name):
		return eval.Ref{Root: "config", Path: []string{}}
	case name == "pkgs":
		return eval.Ref{Root: "pkgs"}
	case name == "lib" && l.args["lib"] == nil:
		return eval.Ref{Root: "lib"}
	case name == "inputs" && l.Inputs != nil:
		return l.Inputs
	case name == "self" && l.Self != nil:
		return l.Self
	case name == "modulesPath":
		return eval.String("/@modules")
	case l.args[name] != nil && (more || name == "lib"):
		return l.args[name]
	}
	return nil
}
