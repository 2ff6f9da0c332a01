package depends

import (
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/tree"
)

// fileAt is a file of the flake, or of the checkout around it; nil if there is none, or none in Nix.
func (r *Reader) fileAt(name string) *analyzer.File {
	if !tree.Outside(name) {
		return r.tree.File(name)
	}
	if f, known := r.around[name]; known {
		return f
	}
	r.around[name] = nil
	if strings.HasSuffix(name, ".nix") && r.tree.Checkout.Kind(name) == "regular" {
		r.around[name] = r.tree.Parse(name)
	}
	return r.around[name]
}

// anyBelow notes that anything at a path, and at paths that it begins, may be read.
func (m *marker) anyBelow(relative string, span diag.Span) {
	if name, ok := m.tree.Checkout.Name(relative); ok {
		m.Below[name] = true
		return
	}
	m.open(span, "a path leads out of the flake")
}
