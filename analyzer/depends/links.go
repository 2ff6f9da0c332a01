package depends

import (
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/tree"
)

// links opens what is reached through symbolic links: they are not followed.
func (m *marker) links() {
	for _, link := range m.symbolic() {
		c := Change{Name: link}
		through := m.Touches(c)
		for name := range m.Files {
			through = through || strings.HasPrefix(name, link+"/")
		}
		for name := range m.Below {
			through = through || strings.HasPrefix(name, link+"/")
		}
		if through {
			m.open(diag.Span{File: link}, "a symbolic link is not followed")
			return
		}
	}
}

// symbolic are the tracked symbolic links, of the whole checkout.
func (r *Reader) symbolic() []string {
	if r.linked == nil {
		r.linked = []string{}
		for _, name := range r.tree.Tracked() {
			if r.tree.IsLink(name) {
				r.linked = append(r.linked, name)
			}
		}
		for _, name := range r.tree.Checkout.Around {
			if tree.Outside(name) && r.tree.IsLink(name) {
				r.linked = append(r.linked, name)
			}
		}
	}
	return r.linked
}
