package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// inner is what an expression gives, behind let and with.
func inner(x syntax.Expr) syntax.Expr {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Let:
			x = y.Body
		case *syntax.With:
			x = y.Body
		default:
			return y
		}
	}
}

// ofTexts reports whether ++ joins a list of texts that are written out with others: what they make up holds no
// lists either.
func ofTexts(x syntax.Expr) bool {
	for range maxHops {
		sum, is := inner(x).(*syntax.Binary)
		if !is || sum.Op != syntax.Concat {
			break
		}
		if allTexts(inner(sum.X)) || allTexts(inner(sum.Y)) {
			return true
		}
		x = sum.Y
	}
	return false
}

func allTexts(x syntax.Expr) bool {
	list, is := x.(*syntax.List)
	if !is || len(list.Elems) == 0 {
		return false
	}
	for _, e := range list.Elems {
		if literalKind(syntax.Unparen(e)).kinds != ofString {
			return false
		}
	}
	return true
}

// packages reports a package that an option is set to, or that stands in its list, where the option takes none.
func (c *wrongKindCheck) packages(path analyzer.Path, x syntax.Expr, s *syntax.Scopes) {
	list, isList := x.(*syntax.List)
	if !isList && c.packageNamed(x, s) == "" {
		return
	}
	types, _, ok := c.pass.Repo.TypeAt(path)
	if !ok {
		return
	}
	if !isList {
		c.takesPackage(x, types, path, s)
		return
	}
	elements := make([]analyzer.Type, len(types))
	for i, t := range types {
		if elements[i] = t.Arg(0); t.Name != "listOf" && t.Name != "nonEmptyListOf" {
			return
		}
	}
	for _, e := range list.Elems {
		c.takesPackage(e, elements, path, s)
	}
}

// takesPackage reports a package where each of the types wants something else. A package is a set, and a path is made of it.
func (c *wrongKindCheck) takesPackage(x syntax.Expr, types []analyzer.Type, path analyzer.Path, s *syntax.Scopes) {
	pack := c.packageNamed(x, s)
	if t := (thing{kinds: ofAny(types)}); pack == "" || noPackage[pack] || !t.none(ofPackage|ofSet|ofPath) {
		return
	}
	c.pass.Report(diag.Diagnostic{Span: c.file.Span(x), Option: path.String(), Message: fmt.Sprintf("%s is a package, and %q takes %s", pack, path, typeWords(types[0]))})
}

// noPackage are names of pkgs that hold a text or a list.
var noPackage = map[string]bool{"pkgs.system": true, "pkgs.path": true, "pkgs.runtimeShell": true, "pkgs.overlays": true, "pkgs.config": true, "pkgs.lib": true}

// packageNamed is the name of a package of pkgs; "" for anything else, and where the repository may make
// anything else of that name.
func (c *wrongKindCheck) packageNamed(x syntax.Expr, s *syntax.Scopes) string {
	sel, ok := syntax.Unparen(x).(*syntax.Select)
	if !ok || sel.Or != nil || len(sel.Path.Names) != 1 {
		return ""
	}
	id, isName := syntax.Unparen(sel.X).(*syntax.Ident)
	name, static := syntax.StaticName(sel.Path.Names[0])
	if !isName || !static || id.Name != "pkgs" {
		return ""
	}
	if b, bound := s.Lookup("pkgs"); !bound || b.Lambda == nil || c.makes(name) {
		return ""
	}
	return "pkgs." + name
}

// makes reports whether the repository binds a name to what may be a list: an overlay may hand it to pkgs.
func (c *wrongKindCheck) makes(name string) bool {
	if c.made == nil {
		c.made = map[string]bool{}
		for _, f := range c.pass.Repo.Files {
			if strings.Contains(f.Src, ":") {
				f.Walk(c.noteMade)
			}
		}
	}
	return c.made[name]
}

func (c *wrongKindCheck) noteMade(n syntax.Node) bool {
	b, ok := n.(*syntax.AttrBinding)
	if !ok || len(b.Path.Names) != 1 {
		return true
	}
	if name, ok := syntax.StaticName(b.Path.Names[0]); ok {
		if kind := literalKind(syntax.Unparen(b.Value)).kinds; kind == 0 || kind == ofList {
			c.made[name] = true
		}
	}
	return true
}
