package depends

import (
	"path"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// handedOn is by what names and arguments the files of a tree hand paths to each other.
type handedOn struct {
	attributes map[string]bool   // attributes whose value is a path, or a text with one
	arguments  map[string][]bool // by file, which of the arguments of its function are paths
}

// handedOn reads every file of the tree once.
func (r *Reader) handedOn() *handedOn {
	if r.handed != nil {
		return r.handed
	}
	r.handed = &handedOn{attributes: map[string]bool{}, arguments: map[string][]bool{}}
	for _, name := range r.tree.Names() {
		f := r.fileAt(name)
		if f == nil {
			continue
		}
		f.Walk(func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.AttrBinding:
				if name, plain := eval.Plain(n.Path.Names[len(n.Path.Names)-1]); plain && isPlace(n.Value) {
					r.handed.attributes[name] = true
				}
			case *syntax.Apply:
				r.handedTo(f.File, n)
			}
			return true
		})
	}
	return r.handed
}

// handedTo notes what a call of an imported file is given.
func (r *Reader) handedTo(f *syntax.File, n *syntax.Apply) {
	fn, args := callOf(n)
	if nameOf(fn) != "import" || len(args) < 2 {
		return
	}
	literal, ok := syntax.Unparen(args[0]).(*syntax.Path)
	if !ok {
		return
	}
	text, plain := eval.Literal(literal.Parts)
	name, inside := r.tree.Checkout.Name(path.Join(path.Dir(f.Name), text))
	if !plain || !inside || strings.HasPrefix(text, "/") {
		return
	}
	name = r.importedFile(name)
	for i, arg := range args[1:] {
		for len(r.handed.arguments[name]) <= i {
			r.handed.arguments[name] = append(r.handed.arguments[name], false)
		}
		r.handed.arguments[name][i] = r.handed.arguments[name][i] || isPlace(arg)
	}
}

// isPlace reports whether an expression is a path itself, or a text that it is written in.
func isPlace(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Path, *syntax.Str, *syntax.Binary, *syntax.Apply:
		return (&places{}).holds(x)
	}
	return false
}
