package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// part is one element of a list to come: an operand, or plain operands that stay joined.
type part struct {
	start, end int
	op         int  // where the "//" before it stands; 0 for the first
	wrap       bool // it needs parentheses to stand in a list
}

// joinWithMerge writes lib.mkMerge [ A B C ] for A // B // C. Where it is not plain what each
// operand is, or the value is no definition, there is no fix.
func joinWithMerge(f *analyzer.File, m *analyzer.Merge) *diag.Fix {
	if m.Fn != "mkIf" && m.Fn != "mkMerge" {
		return nil // what a forced or ordered set was meant to be beside another is not plain
	}
	operands, ops := updateChain(f, m.Span.Start.Offset)
	if len(operands) < 2 {
		return nil
	}
	name := mkMergeName(f, operands)
	if name == "" {
		return nil
	}
	fix := &diag.Fix{Message: "join them with " + name}
	parts := mergeParts(operands, ops)
	for i, p := range parts {
		opening, closing := "", ""
		if p.wrap {
			opening, closing = "(", ")"
		}
		if i == 0 {
			opening = name + " [ " + opening
		} else {
			blank := len(f.Src[p.op+2:]) - len(strings.TrimLeft(f.Src[p.op+2:], " "))
			fix.Edits = append(fix.Edits, diag.Edit{Span: f.Range(p.op, p.op+2+blank)})
		}
		if i == len(parts)-1 {
			closing += " ]"
		}
		if p.end == nextOp(parts, i) {
			return nil
		}
		fix.Edits = append(fix.Edits, insert(f, p.start, opening), insert(f, p.end, closing))
	}
	fix.Edits = slices.DeleteFunc(fix.Edits, func(e diag.Edit) bool { return e.Text == "" && e.Span.Start == e.Span.End })
	return fix
}

func nextOp(parts []part, i int) int {
	if i+1 == len(parts) {
		return -1
	}
	return parts[i+1].op
}

// updateChain gives the operands of A // B // C and the places between them, for the operator at
// one of these places; none if the chain is not the value of an attribute or an element of a list.
func updateChain(f *analyzer.File, op int) (operands []syntax.Expr, ops []int) {
	isOp := func(n syntax.Node) bool {
		b, ok := n.(*syntax.Binary)
		return ok && b.Op == syntax.Update && int(b.OpPos) == op
	}
	above := enclosing(f.Root, isOp)
	top := len(above) - 1
	for ; top > 0; top-- {
		outer, ok := above[top-1].(*syntax.Binary)
		if !ok || outer.Op != syntax.Update || outer.Y != above[top] {
			break
		}
	}
	if top < 1 || !holdsDefinition(above[:top]) {
		return nil, nil
	}
	x := above[top].(syntax.Expr)
	for {
		b, ok := x.(*syntax.Binary)
		if !ok || b.Op != syntax.Update {
			return append(operands, x), ops
		}
		operands, ops, x = append(operands, b.X), append(ops, int(b.OpPos)), b.Y
	}
}

func holdsDefinition(above []syntax.Node) bool {
	last := len(above) - 1
	for ; last > 0; last-- {
		if _, ok := above[last].(*syntax.Paren); !ok {
			break
		}
	}
	switch above[last].(type) {
	case *syntax.AttrBinding, *syntax.List:
		return true
	}
	return false
}

// mkMergeName is how mkMerge is called where the operands are: as mkIf is, or through the argument
// lib; "" if neither is known, or an operand may be anything.
func mkMergeName(f *analyzer.File, operands []syntax.Expr) string {
	name := ""
	if hasFormal(rootFormals(f), "lib") {
		name = "lib.mkMerge"
	}
	for _, x := range operands {
		if _, isName := x.(*syntax.Ident); isName && len(operands) > 2 {
			return ""
		}
		if prefix, ok := strings.CutSuffix(calleeText(f, x), ".mkIf"); ok {
			name = prefix + ".mkMerge"
		}
	}
	return name
}

// calleeText is the called function as it is written, "" if x is no call.
func calleeText(f *analyzer.File, x syntax.Expr) string {
	x = syntax.Unparen(x)
	call, ok := x.(*syntax.Apply)
	for ok {
		x = call.Fn
		call, ok = x.(*syntax.Apply)
	}
	switch x.(type) {
	case *syntax.Select, *syntax.Ident:
		return f.Text(x)
	}
	return ""
}

// mergeParts keeps operands joined that are plain sets side by side.
func mergeParts(operands []syntax.Expr, ops []int) []part {
	parts := []part{{start: operands[0].Pos(), end: operands[0].End(), wrap: !standsAlone(operands[0])}}
	for i, x := range operands[1:] {
		last := &parts[len(parts)-1]
		if len(ops) > 1 && isSet(operands[i]) && isSet(x) {
			last.end, last.wrap = x.End(), true
			continue
		}
		parts = append(parts, part{start: x.Pos(), end: x.End(), op: ops[i], wrap: !standsAlone(x)})
	}
	return parts
}

func isSet(x syntax.Expr) bool {
	_, ok := syntax.Unparen(x).(*syntax.AttrSet)
	return ok
}

func standsAlone(x syntax.Expr) bool {
	switch x.(type) {
	case *syntax.AttrSet, *syntax.Paren, *syntax.Ident, *syntax.Select:
		return true
	}
	return false
}
