package analyzer

import "mxmcheck/analyzer/syntax"

// SelectedNames lists the attributes that the repository's files select from anything, as far as
// they are written out: a.b, a ? b, inherit (a) b, and what a with may give.
func (r *Repo) SelectedNames() []string {
	var names []string
	add := func(list ...syntax.AttrName) {
		for _, n := range list {
			if text, static := syntax.StaticName(n); static {
				names = append(names, text)
			}
		}
	}
	for _, f := range r.Files {
		f.Walk(func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Select:
				add(n.Path.Names...)
			case *syntax.HasAttr:
				add(n.Path.Names...)
			case *syntax.Inherit:
				if n.From != nil {
					add(n.Names...)
				}
			case *syntax.With:
				names = append(names, freeBelow(n)...)
			}
			return true
		})
	}
	return sortedUnique(names)
}

// freeBelow are the variables below a with: it may give any of them.
func freeBelow(w *syntax.With) []string {
	var names []string
	syntax.Walk(w.Body, func(n syntax.Node) bool {
		if id, variable := n.(*syntax.Ident); variable && id.Name != "" {
			names = append(names, id.Name)
		}
		return true
	})
	return names
}
