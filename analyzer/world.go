package analyzer

import (
	"regexp"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
)

// world is what the evaluator sees.
func (l *loader) world() eval.World {
	w := l.tree.World()
	w.Makers, w.Open, w.Param = makers(), l.open, l.param
	return w
}

// makers are the functions of inputs that make systems and flakes, and how many arguments they take.
func makers() map[string]int {
	m := map[string]int{"evalModules": 1, "mkFlake": 2}
	for _, kind := range host.Kinds() {
		m[kind.Maker] = 1
	}
	return m
}

// param is what an argument is while a file is read without a call: what the module system, or
// every host alike, hands to a module under that name.
func (l *loader) param(_ *eval.Machine, t *eval.Thunk, s *eval.Scope) eval.Value {
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
	case t.Name == "inputs" && l.flake.inputs != nil:
		return l.flake.inputs
	case t.Name == "self" && l.flake.self != nil:
		return l.flake.self
	case t.Name == "modulesPath":
		return eval.String("/@modules")
	case l.args[t.Name] != nil && (s.Open || t.Name == "lib"):
		return l.args[t.Name]
	case t.Name == "namespace" && s.Open && l.namespace():
		return eval.String(l.repo.Namespaces[0])
	}
	return nil
}

// namespaceArg reports whether the argument that modules call namespace is the one namespace of the
// repository: options.${namespace} says so, unless some module has it further down a path.
func (l *loader) namespaceArg() bool {
	first, below := false, false
	for _, f := range l.repo.Files {
		first = first || strings.Contains(f.Src, "options.${namespace}")
		below = below || belowName.MatchString(f.Src)
	}
	return first && !below && len(l.repo.Namespaces) == 1
}

var belowName = regexp.MustCompile(`options\.[\w-]+\.\$\{namespace\}`)
