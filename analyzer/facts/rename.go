package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// renameModule takes the old paths of mkRenamedOptionModule and its kin as declared.
func (c *collector) renameModule(n *syntax.Apply) {
	fn := callee(n.Fn)
	switch fn {
	case "mkRenamedOptionModule", "mkRemovedOptionModule", "mkAliasOptionModule", "mkChangedOptionModule", "mkRenamedOptionModuleWith", "mkAliasOptionModuleMD", "mkMergedOptionModule":
	default:
		return
	}
	if len(arguments(n)) == 1 {
		c.renamed(n.Arg, fn)
	}
}

func (c *collector) renamed(x syntax.Expr, fn string) {
	if path, ok := stringList(x); ok {
		c.file.Declarations = append(c.file.Declarations, &Declaration{Path: path, Span: c.file.Span(x), File: c.file, Opaque: true, Hidden: true, Fn: fn})
		return
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.List: // of mkMergedOptionModule
		for _, e := range x.Elems {
			c.renamed(e, fn)
		}
	case *syntax.AttrSet: // of mkRenamedOptionModuleWith
		for _, b := range x.Bindings {
			if b, ok := b.(*syntax.AttrBinding); ok {
				if name, _ := eval.Plain(b.Path.Names[0]); name == "from" {
					c.renamed(b.Value, fn)
				}
			}
		}
	}
}
