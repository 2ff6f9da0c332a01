package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// ownTypes reports whether the repository binds types to anything that is not lib's own: a lib of its own
// may have more of them.
func (c *nameCheck) ownTypes() bool {
	return slices.ContainsFunc(c.pass.Repo.All(), func(f *analyzer.File) bool {
		return fileNamed(f.Name, "types") || strings.Contains(f.Src, "types") && bindsOwnTypes(f)
	})
}

func bindsOwnTypes(f *analyzer.File) (own bool) {
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			path, _ := syntax.StaticPath(n.Path)
			dotted := syntax.Dotted(n.Value)
			own = own || slices.Contains(path, "types") && dotted != "lib.types" && !strings.HasSuffix(dotted, ".lib.types") && !holdsNoTypes(path, n.Value)
		case *syntax.Binary:
			own = own || n.Op == syntax.Update && (strings.HasSuffix(syntax.Dotted(n.X), "types") || strings.HasSuffix(syntax.Dotted(n.Y), "types"))
		}
		return !own
	})
	return own
}

// holdsNoTypes reports whether what is bound to types is surely no set of them: a list, a text or an option.
func holdsNoTypes(path []string, x syntax.Expr) bool {
	if path[len(path)-1] != "types" {
		return false
	}
	call, is := syntax.Unparen(x).(*syntax.Apply)
	return is && syntax.Callee(call.Fn) == "mkOption" || literalKind(syntax.Unparen(x)).kinds&^(ofSet|ofFunction) != 0
}
