package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func mkifOperand() analyzer.Rule {
	return analyzer.Rule{
		Name:     "mkif-operand",
		Severity: diag.Error,
		Default:  true,
		Trees:    true,
		Doc: analyzer.Doc{
			Title: "mkIf, mkDefault or another property as an operand of ++ or +, or in a string",
			Why: `A property is a set that the module system takes apart where it merges definitions: an operator sees the
set, and the evaluation ends ("value is a set while a list was expected"). A call binds tighter than an operator, so
"mkIf c [ a ] ++ [ b ]" is the same. In a list, optional and optionals do what was meant.`,
			Bad:     "{ config, lib, ... }: { config.services.a.list = [ 1 ] ++ lib.mkIf config.services.a.enable [ 2 ]; }\n",
			Good:    "{ config, lib, ... }: { config.services.a.list = [ 1 ] ++ lib.optionals config.services.a.enable [ 2 ]; }\n",
			Unknown: "properties that a name stands for",
		},
		Check: func(p *analyzer.Pass) {
			c := &operandCheck{pass: p, closedSets: setsOf(p.Repo)}
			for _, f := range p.Repo.Files {
				if strings.Contains(f.Src, "mk") {
					c.file = f
					syntax.WalkScopes(f.Root, c.visit)
				}
			}
		},
	}
}

type operandCheck struct {
	closedSets
	pass *analyzer.Pass
	file *analyzer.File
}

func (c *operandCheck) visit(n syntax.Node, s *syntax.Scopes) bool {
	switch n := n.(type) {
	case *syntax.Binary:
		if n.Op == syntax.Concat || n.Op == syntax.Add {
			op := map[syntax.BinaryOp]string{syntax.Concat: "++", syntax.Add: "+"}[n.Op]
			c.check(n.X, s, "is an operand of "+op)
			c.check(n.Y, s, "is an operand of "+op)
		}
	case *syntax.Str:
		c.parts(n.Parts, s)
	case *syntax.IndStr:
		c.parts(n.Parts, s)
	}
	return true
}

func (c *operandCheck) parts(parts []syntax.StrPart, s *syntax.Scopes) {
	for _, part := range parts {
		if i, ok := part.(*syntax.Interp); ok {
			c.check(i.X, s, "stands in a string")
		}
	}
}

func (c *operandCheck) check(x syntax.Expr, s *syntax.Scopes, where string) {
	name, is := propertyCall(syntax.Unparen(x))
	if !is {
		return
	}
	fn := syntax.Unparen(x)
	for range propertyArguments[name] {
		fn = syntax.Unparen(fn.(*syntax.Apply).Fn)
	}
	if origin := c.origin(fn, s, 0); origin != "lib."+name && origin != "lib.modules."+name {
		return
	}
	c.pass.Report(diag.Diagnostic{Span: c.file.Span(x), Message: fmt.Sprintf("%s %s, which sees a set and no value; the module system takes properties apart only where they are a definition", name, where)})
}
