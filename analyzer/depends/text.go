package depends

import (
	"maps"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/tree"
)

// reaches is what a file's text names: paths that are written out, and what makes other paths.
type reaches struct {
	files []string // that are imported
	below []string // paths that are used otherwise
	open  []diag.Unknown
	whole map[string]diag.Span // names that are used whole, not only for an attribute
	parts bool                 // what the parts define for a system is read
}

// closure follows the texts of files until nothing is new.
func (m *marker) closure() {
	done := map[string]bool{}
	for again := true; again; {
		again = false
		for _, name := range m.filesBelow(m.Below) {
			m.file(name)
		}
		for _, name := range slices.Sorted(maps.Keys(m.texts)) {
			if !done[name] {
				done[name], again = true, true
				m.text(name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		if f := m.tree.File(name); f != nil && !done[name] {
			m.leftOut(f)
		}
	}
}

func (m *marker) text(name string) {
	f := m.fileAt(name)
	if f == nil { // no .nix file, or none that is there
		return
	}
	if f.Encrypted {
		m.open(diag.Span{File: name}, "the file is encrypted: what it reads is not known")
		return
	}
	if f.Unread || len(f.Errors) > 0 {
		m.open(diag.Span{File: name}, "the file cannot be parsed")
		return
	}
	r := m.reachesOf(f)
	m.Open = append(m.Open, r.open...)
	if r.parts {
		m.allParts()
	}
	for _, inputs := range slices.Sorted(maps.Keys(m.inputs)) {
		span, ok := r.whole[inputs]
		if !ok {
			span, ok = r.whole[allArguments]
		}
		if ok {
			m.open(span, "the inputs are passed on whole, and the flake itself with them")
		}
	}
	for _, file := range r.files {
		m.file(m.importedFile(file))
	}
	for _, below := range r.below {
		m.Below[below] = true
	}
}

// importedFile is the file that importing a path reads.
func (r *Reader) importedFile(name string) string {
	if r.tree.Kind(name) == "directory" {
		return path.Join(name, "default.nix")
	}
	return name
}

// filesBelow are the .nix files whose path begins with one of the prefixes.
func (r *Reader) filesBelow(prefixes map[string]bool) []string {
	var names []string
	known := r.tree.Names()
	for _, name := range r.tree.Checkout.Around {
		if tree.Outside(name) && strings.HasSuffix(name, ".nix") {
			known = append(known, name)
		}
	}
	for _, name := range known {
		for prefix := range prefixes {
			if prefix == "." || strings.HasPrefix(name, prefix) {
				names = append(names, name)
				break
			}
		}
	}
	slices.Sort(names)
	return names
}

// reachesOf reads a file's text.
func (r *Reader) reachesOf(f *analyzer.File) *reaches {
	if known, ok := r.reaches[f.File]; ok {
		return known
	}
	t := &textReader{file: f, around: r.tree.Checkout, places: r.placesOf(f.File), reaches: reaches{whole: map[string]diag.Span{}}}
	if fn, ok := syntax.Unparen(f.Root).(*syntax.Lambda); ok && fn.Arg != nil {
		if _, curried := syntax.Unparen(fn.Body).(*syntax.Lambda); !curried || fn.Formals != nil { // no module takes two arguments
			t.args = fn.Arg.Name
		}
	}
	t.node(f.Root, "")
	if t.options && t.ofFiles != nil {
		t.doubt(t.ofFiles, climbsBy("files"))
	}
	if t.options {
		if n := anyPart(f.Root); n != nil {
			t.doubt(n, readsParts)
		}
	}
	r.reaches[f.File] = &t.reaches
	return &t.reaches
}
