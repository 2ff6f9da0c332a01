package analyzer

import (
	"slices"

	"mxmcheck/analyzer/syntax"
)

// namespaceArg is the one namespace of the repository, if the argument that modules call namespace is
// it, else "": options.${namespace} says so, unless some module has it further down a path.
func (l *loader) namespaceArg() string {
	first, below := false, false
	for _, f := range l.repo.Files {
		syntax.Walk(f.Root, func(n syntax.Node) bool {
			if b, ok := n.(*syntax.AttrBinding); ok {
				at := namespaceIn(b.Path)
				first, below = first || at == 1, below || at > 1
			}
			return true
		})
	}
	if first && !below && len(l.repo.Namespaces) == 1 {
		return l.repo.Namespaces[0]
	}
	return ""
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
