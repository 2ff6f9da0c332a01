package syntax

import (
	"slices"
	"strings"
)

func (p *printer) attrs(s *attrs) {
	if s.rec {
		p.put("rec ")
	}
	p.put("{ ")
	p.bindings(s)
	p.put("}")
}

// bindings prints what is inherited, then names, then computed names.
func (p *printer) bindings(s *attrs) {
	defs := slices.Clone(s.defs)
	slices.SortFunc(defs, func(a, b attrDef) int { return strings.Compare(a.name, b.name) })
	if p.options.old {
		p.oldBindings(s, defs)
	} else {
		p.inherited(s, defs)
		for i := range defs {
			if defs[i].kind == plain {
				p.put(p.identifier(defs[i].name), " = ")
				p.value(defs[i].value, defs[i].nested)
			}
		}
	}
	for _, d := range s.dynamic {
		p.computedName(d.name)
		p.put(" = ")
		p.value(d.value, d.nested)
	}
}

// inherited prints the names that are inherited: from outside, then those from each source.
func (p *printer) inherited(s *attrs, defs []attrDef) {
	var outside []string
	groups := make([][]string, len(s.froms))
	for i := range defs {
		switch d := &defs[i]; d.kind {
		case inherited:
			outside = append(outside, d.name)
		case inheritedFrom:
			groups[d.from] = append(groups[d.from], d.name)
		}
	}
	if len(outside) > 0 {
		p.put("inherit")
		p.names(outside)
	}
	for i, names := range groups {
		if len(names) > 0 {
			p.put("inherit (")
			p.expr(s.froms[i])
			p.put(")")
			p.names(names)
		}
	}
}

func (p *printer) names(names []string) {
	for _, name := range names {
		p.put(" ", p.identifier(name))
	}
	p.put("; ")
}

// oldBindings prints as Nix 2.8: one order for all names, and inherit (from) spelled out.
func (p *printer) oldBindings(s *attrs, defs []attrDef) {
	for i := range defs {
		switch d := &defs[i]; d.kind {
		case inherited:
			p.put("inherit ", p.identifier(d.name), " ; ")
		case inheritedFrom:
			p.put(p.identifier(d.name), " = (")
			p.expr(s.froms[d.from])
			p.put(").", p.identifier(d.name), "; ")
		case plain:
			p.put(p.identifier(d.name), " = ")
			p.value(d.value, d.nested)
		}
	}
}

func (p *printer) value(x Expr, nested *attrs) {
	if nested != nil {
		p.attrs(nested)
	} else {
		p.expr(x)
	}
	p.put("; ")
}

func (p *printer) attrPath(path *AttrPath) {
	for i, n := range path.Names {
		if i > 0 {
			p.put(".")
		}
		if name, ok := staticName(n); ok {
			p.put(p.identifier(name))
			continue
		}
		p.computedName(nameExpr(n))
	}
}

func (p *printer) computedName(x Expr) {
	if p.options.exact {
		p.interpolated("${", x, "}")
		return
	}
	p.interpolated(`"${`, x, `}"`)
}

// identifier quotes a name that is not one, as an attribute name.
func (p *printer) identifier(name string) string {
	if name == "" || !isClass(name[0], idStart) {
		return p.quote(name)
	}
	for i := range len(name) {
		if !isClass(name[i], idChar) {
			return p.quote(name)
		}
	}
	if k := keyword(name); k != tokID && k != tokOrWord {
		return p.quote(name)
	}
	return name
}
