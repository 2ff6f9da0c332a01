package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// namespaceArgument takes the one namespace of the repository for the argument that modules call
// namespace, where options.${namespace} says that it is, unless some module has it further down a path.
func (l *loader) namespaceArgument() {
	if len(l.repo.Namespaces) != 1 {
		return
	}
	first, below := false, false
	for _, f := range l.repo.Files {
		if !strings.Contains(f.Src, "namespace") || !strings.Contains(f.Src, "options") {
			continue
		}
		f.Walk(func(n syntax.Node) bool {
			if b, ok := n.(*syntax.AttrBinding); ok {
				at := namespaceIn(b.Path)
				first, below = first || at == 1, below || at > 1
			}
			return true
		})
	}
	if first && !below {
		l.flake.Supply("namespace", eval.String(l.repo.Namespaces[0]))
	}
}

// namespaceIn is where ${namespace} stands in a path that begins with options, 0 if it does not.
func namespaceIn(p *syntax.AttrPath) int {
	if name, _ := syntax.StaticName(p.Names[0]); name != "options" {
		return 0
	}
	return max(0, slices.IndexFunc(p.Names, func(n syntax.AttrName) bool {
		computed, ok := n.(*syntax.Interp)
		if !ok {
			return false
		}
		id, ok := syntax.Unparen(computed.X).(*syntax.Ident)
		return ok && id.Name == "namespace"
	}))
}
