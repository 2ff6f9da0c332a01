package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Shape is a choice at the top of a module's config that depends on config: what config holds must
// be known before it is. It asserts that the condition reads the module's own config; it does not
// count what comes from options, osConfig or special arguments, which are known earlier.
type Shape struct {
	Cond syntax.Expr
	If   *syntax.If // nil for optionalAttrs and its kin
	Fn   string     // "if", "optionalAttrs", "optional", "map", "${…}": what makes the choice
	Head bool       // it makes the whole module, if the file is one
}

// shapes reads the values of the config keys of the file's set.
func (c *collector) shapes() {
	m, ok := c.moduleIn(c.file.Root, c.scope())
	if !ok {
		c.headShapes()
		return
	}
	if !c.file.Module {
		return
	}
	c.args = m.args
	for _, b := range m.set.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok && len(b.Path.Names) == 1 {
			if name, _ := eval.Plain(b.Path.Names[0]); name == "config" {
				c.shape(b.Value, m.scope, 0)
			}
		}
	}
}

// headShapes reads a module that is no set but what a choice or a call gives.
func (c *collector) headShapes() {
	fn, is := syntax.Unparen(c.file.Root).(*syntax.Lambda)
	if !is || !hasFormal(fn, "config") {
		return
	}
	c.args = c.params(fn, c.scope())
	x, s := c.inside(fn.Body, c.args)
	before := len(c.file.Shapes)
	c.shape(x, s, 0)
	for i := range c.file.Shapes[before:] {
		c.file.Shapes[before+i].Head = true
	}
}

func (c *collector) shape(x syntax.Expr, s *eval.Scope, depth int) {
	if depth > maxAlias {
		return
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.If:
		c.addShape(Shape{Cond: x.Cond, If: x, Fn: "if"}, s)
		c.shape(x.Then, s, depth)
		c.shape(x.Else, s, depth)
	case *syntax.Binary:
		if x.Op == syntax.Update || x.Op == syntax.Concat {
			c.shape(x.X, s, depth)
			c.shape(x.Y, s, depth)
		}
	case *syntax.Let:
		c.shape(x.Body, c.let(x, x.Bindings, s), depth)
	case *syntax.With:
		c.shape(x.Body, c.with(x, s), depth)
	case *syntax.Assert:
		c.shape(x.Body, s, depth)
	case *syntax.Ident:
		if b, ok := s.Lookup(x.Name); ok && b.Expr != nil {
			if leave, ok := c.trail.Step(b.Expr); ok {
				c.shape(b.Expr, b.Scope, depth+1)
				leave()
			}
		}
	case *syntax.Select:
		for _, n := range x.Path.Names {
			if i, computed := n.(*syntax.Interp); computed {
				c.addShape(Shape{Cond: i.X, Fn: "${…}"}, s)
			}
		}
	case *syntax.Apply:
		c.shapeCall(x, s, depth)
	}
}

func (c *collector) shapeCall(x *syntax.Apply, s *eval.Scope, depth int) {
	args := arguments(x)
	switch fn := syntax.LibCallee(x); {
	case (fn == "optionalAttrs" || fn == "optional" || fn == "optionals") && len(args) == 2:
		c.addShape(Shape{Cond: args[0], Fn: fn}, s)
		c.shape(args[1], s, depth)
	case fn == "mkIf" && len(args) == 2:
		c.shape(args[1], s, depth)
	case (fn == "mkMerge" || fn == "mergeAttrsList") && len(args) == 1:
		c.shapeList(args[0], s, depth)
	case (fn == "foldr" || fn == "foldl" || fn == "foldl'" || fn == "fold") && len(args) == 3:
		c.shapeList(args[2], s, depth)
	case fn == "genAttrs" && len(args) == 2:
		c.addShape(Shape{Cond: args[0], Fn: fn}, s)
	case fn == "listToAttrs" && len(args) == 1:
		c.shapeList(args[0], s, depth)
	case elementwise[fn] > 0 && len(args) == elementwise[fn]:
		c.addShape(Shape{Cond: args[len(args)-1], Fn: fn}, s)
	}
}

// elementwise are functions whose last argument decides how many elements or names they give, and
// how many arguments they take.
var elementwise = map[string]int{
	"map": 2, "imap0": 2, "imap1": 2, "filter": 2, "concatMap": 2, "attrValues": 1, "attrNames": 1,
	"mapAttrs": 2, "mapAttrs'": 2, "mapAttrsToList": 2, "filterAttrs": 2, "concatMapAttrs": 2, "mapAttrsFlatten": 2,
}

// shapeList reads the list of mkMerge: its elements, and the choices that make it longer or shorter.
func (c *collector) shapeList(x syntax.Expr, s *eval.Scope, depth int) {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.List:
		for _, e := range x.Elems {
			c.shape(e, s, depth)
		}
	case *syntax.Binary:
		if x.Op == syntax.Concat {
			c.shapeList(x.X, s, depth)
			c.shapeList(x.Y, s, depth)
		}
	default:
		c.shape(x, s, depth)
	}
}

func (c *collector) addShape(shape Shape, s *eval.Scope) {
	if c.dependsOnConfig(shape.Cond, s, map[syntax.Expr]bool{}) {
		c.file.Shapes = append(c.file.Shapes, shape)
	}
}

// dependsOnConfig reports whether an expression surely reads the module argument config. met holds
// the bindings that were looked at.
func (c *collector) dependsOnConfig(x syntax.Expr, s *eval.Scope, met map[syntax.Expr]bool) bool {
	found := false
	if met[x] {
		return false
	}
	met[x] = true
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrPath, *syntax.Lambda, *syntax.Let, *syntax.AttrSet:
			return false
		case *syntax.Ident:
			b, at, bound := s.Find(n.Name)
			switch {
			case !bound || found:
			case b.Expr != nil:
				found = c.dependsOnConfig(b.Expr, b.Scope, met)
			case b.From != nil:
				found = c.dependsOnConfig(b.From.Expr, b.From.Scope, met)
			case at == c.args:
				found = n.Name == "config"
			}
		}
		return !found
	})
	return found
}
