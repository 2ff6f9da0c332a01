package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// namespacePackages reports pkgs.NAMESPACE.NAME of a package that no folder of snowfall-lib's defines.
func namespacePackages(p *analyzer.Pass) {
	namespace, known := p.Repo.NamespacePackages()
	if namespace == "" {
		return
	}
	for _, f := range p.Repo.Files {
		if len(f.Errors) > 0 || isTrial(f.Name) || !strings.Contains(f.Src, "pkgs.") {
			continue
		}
		syntax.WalkScopes(f.Root, func(n syntax.Node, s *syntax.Scopes) bool {
			sel, ok := n.(*syntax.Select)
			if !ok || sel.Or != nil || len(sel.Path.Names) < 2 || !ofNamespace(sel, namespace, s) {
				return true
			}
			name, static := syntax.StaticName(sel.Path.Names[1])
			if static && !slices.Contains(known, name) && !strings.Contains(f.Src, "? "+name) {
				message := fmt.Sprintf("nothing defines pkgs.%s.%s: packages has no folder of that name", namespace, name)
				if meant, like := analyzer.Nearest(name, known); like {
					message += fmt.Sprintf("; did you mean %q?", meant)
				}
				p.Report(diag.Diagnostic{Span: f.Span(sel.Path.Names[1]), Message: message})
			}
			return true
		})
	}
}

// ofNamespace reports whether an expression selects the namespace of the argument pkgs.
func ofNamespace(sel *syntax.Select, namespace string, s *syntax.Scopes) bool {
	id, ok := syntax.Unparen(sel.X).(*syntax.Ident)
	if !ok || id.Name != "pkgs" {
		return false
	}
	if b, bound := s.Lookup("pkgs"); !bound || b.Lambda == nil {
		return false
	}
	if name, static := syntax.StaticName(sel.Path.Names[0]); static {
		return name == namespace
	}
	computed, is := sel.Path.Names[0].(*syntax.Interp)
	if !is {
		return false
	}
	arg, is := syntax.Unparen(computed.X).(*syntax.Ident)
	if !is || arg.Name != "namespace" {
		return false
	}
	b, bound := s.Lookup("namespace")
	return bound && b.Lambda != nil
}
