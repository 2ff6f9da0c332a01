package depends

import (
	"path"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/tree"
)

// textReader reads one file. role is where a node stands: "import" for what import is called with
// or a list of imports holds, "args" for a set of arguments of modules.
type textReader struct {
	reaches
	file   *analyzer.File
	around tree.Checkout
	args   string // the name of all of the file's arguments
	places *places

	options bool        // the options are read
	ofFiles syntax.Node // where an attribute is read that has, of an option, the files that define it; nil if nowhere
}

func (r *textReader) doubt(n syntax.Node, message string) {
	r.open = append(r.open, diag.Unknown{Span: r.file.Span(n), Message: message})
}

func (r *textReader) node(n syntax.Node, role string) {
	switch n := n.(type) {
	case *syntax.Paren:
		r.node(n.X, role)
	case *syntax.Path:
		r.path(n, role)
	case *syntax.Text:
		if climbs(n.Value) {
			r.doubt(n, `a path is made of ".."`)
		}
	case *syntax.Ident:
		if role != "args" || n.Name != allArguments {
			r.name(n)
		}
	case *syntax.Binary:
		r.node(n.X, argsOnly(role))
		r.node(n.Y, argsOnly(role))
	case *syntax.Select:
		r.selection(n)
	case *syntax.With:
		r.with(n)
	case *syntax.Apply:
		r.call(n)
		if id, ok := syntax.Unparen(n.Fn).(*syntax.Ident); ok && id.Name == "import" {
			role = "import"
		} else if fn, ok := syntax.Unparen(n.Fn).(*syntax.Apply); ok && calledName(fn) == "import" {
			role = "args" // import ./x.nix { inherit inputs; }: that file is read too
		} else {
			role = ""
		}
		r.node(n.Arg, role)
	case *syntax.List:
		for _, e := range n.Elems {
			if _, literal := e.(*syntax.Path); literal {
				r.node(e, role)
			} else {
				r.node(e, "")
			}
		}
	case *syntax.AttrSet:
		for _, b := range n.Bindings {
			r.binding(b, role)
		}
	case *syntax.Let:
		for _, b := range n.Bindings {
			r.binding(b, "")
		}
		r.node(n.Body, "")
	case *syntax.Lambda:
		if n.Formals != nil {
			for _, f := range n.Formals.List {
				if f.Default != nil {
					r.node(f.Default, "")
				}
			}
		}
		r.node(n.Body, "")
	default:
		syntax.EachChild(n, func(child syntax.Node) { r.node(child, "") })
	}
}

// binding reads one line of a set. The names of its path are no uses of names.
func (r *textReader) binding(b syntax.Binding, role string) {
	switch b := b.(type) {
	case *syntax.AttrBinding:
		for _, name := range b.Path.Names {
			if _, plain := eval.Plain(name); !plain {
				r.node(name, "")
			}
		}
		r.node(b.Value, roleOf(b.Path))
	case *syntax.Inherit:
		if b.From != nil {
			r.inherited(b)
			return
		}
		for _, name := range b.Names {
			if id, ok := name.(*syntax.Ident); role != "args" && !(ok && id.Name == allArguments) {
				r.node(name, "")
			} else if id, ok := name.(*syntax.Ident); ok && id.Name == "self" {
				r.name(id)
			}
		}
	}
}

func (r *textReader) inherited(b *syntax.Inherit) {
	id, ok := syntax.Unparen(b.From).(*syntax.Ident)
	if !ok || isClimbing(id.Name) || id.Name == "self" {
		r.node(b.From, "")
	}
	for _, name := range b.Names {
		text, plain := eval.Plain(name)
		if !plain || text == "self" || isClimbing(text) || ok && id.Name == "builtins" && builtinHolds[text] == wholeTree {
			r.doubt(name, climbsBy(text))
		}
		if text == "files" {
			r.ofFiles = name
		}
		r.parts = r.parts || perSystem[text]
	}
}

// with reads a with. The names of builtins mean the same inside of it; of those that are not known to
// be harmless, each is a doubt wherever it stands.
func (r *textReader) with(n *syntax.With) {
	if id, ok := syntax.Unparen(n.Scope).(*syntax.Ident); !ok || id.Name != "builtins" {
		r.node(n.Scope, "")
	} else {
		r.unbound(n.Body)
	}
	r.node(n.Body, "")
}

// unbound doubts names below "with builtins" that no table has and nothing around them binds.
func (r *textReader) unbound(body syntax.Expr) {
	bound := map[string]bool{}
	r.file.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Lambda:
			if n.Arg != nil {
				bound[n.Arg.Name] = true
			}
			if n.Formals != nil {
				for _, f := range n.Formals.List {
					bound[f.Name.Name] = true
				}
			}
		case *syntax.AttrBinding:
			name, _ := eval.Plain(n.Path.Names[0])
			bound[name] = true
		case *syntax.Inherit:
			for _, name := range n.Names {
				text, _ := eval.Plain(name)
				bound[text] = true
			}
		}
		return true
	})
	syntax.Walk(body, func(n syntax.Node) bool {
		if id, ok := n.(*syntax.Ident); ok && !bound[id.Name] && id.Name != "builtins" && builtinHolds[id.Name] == wholeTree {
			r.doubt(id, climbsBy(id.Name))
		}
		return true
	})
}

// call reads what a call calls: import is no value there, and neither is the text of a path.
func (r *textReader) call(n *syntax.Apply) {
	if id, ok := syntax.Unparen(n.Fn).(*syntax.Ident); !ok || id.Name != "import" {
		r.node(n.Fn, "")
	}
	if r.places.spelledOut(n) {
		r.doubt(n, "it computes with the place of a path, which is another one for each tree")
	}
}

func roleOf(p *syntax.AttrPath) string {
	name, _ := eval.Plain(p.Names[len(p.Names)-1])
	switch name {
	case "imports":
		return "import"
	case "specialArgs", "extraSpecialArgs":
		return "args"
	}
	return ""
}

func (r *textReader) path(n *syntax.Path, role string) {
	text, plain := eval.Literal(n.Parts)
	switch {
	case !plain:
		r.doubt(n, "a path is computed")
		return
	case strings.HasPrefix(text, "/") || strings.HasPrefix(text, "~"):
		return
	}
	name, ok := r.around.Name(path.Join(path.Dir(r.file.Name), text))
	switch {
	case !ok:
		r.doubt(n, "a path leads out of the flake")
	case role == "import":
		r.files = append(r.files, name)
	default:
		r.below = append(r.below, name)
	}
}

func (r *textReader) name(n *syntax.Ident) {
	switch {
	case n.Name == "self":
		r.doubt(n, climbsBy("self"))
	case isClimbing(n.Name):
		r.doubt(n, climbsBy(n.Name))
	case n.Name == r.args:
		r.doubt(n, "the file's arguments are passed on whole")
	case n.Name == "import" || n.Name == "builtins" || n.Name == "scopedImport":
		r.doubt(n, n.Name+" is used as a value")
	}
	r.parts = r.parts || perSystem[n.Name]
	r.options = r.options || n.Name == "options"
	r.whole[n.Name] = r.file.Span(n)
}

// allArguments is the name by which modules are handed all that a maker hands them.
const allArguments = "specialArgs"

// argsOnly is the role of a part of a set that is joined of two.
func argsOnly(role string) string {
	if role == "args" {
		return role
	}
	return ""
}

// handed notes which of the arguments that all modules are handed are used whole, where they are read
// by way of their set: specialArgs.x and config._module.specialArgs.x are x.
func (r *textReader) handed(n *syntax.Select) {
	base, _ := syntax.Unparen(n.X).(*syntax.Ident)
	within := base != nil && base.Name == allArguments
	for i, name := range n.Path.Names {
		text, _ := eval.Plain(name)
		if within && text != "" && (i+1 == len(n.Path.Names) || !isPlain(n.Path.Names[i+1])) {
			r.whole[text] = r.file.Span(n)
		}
		within = within || text == allArguments || text == "_module"
	}
}

func isPlain(x syntax.AttrName) bool {
	_, plain := eval.Plain(x)
	return plain
}

// selection reads x.a.b: the name x is not used whole, as long as a is written out.
func (r *textReader) selection(n *syntax.Select) {
	first, plain := eval.Plain(n.Path.Names[0])
	base, isName := syntax.Unparen(n.X).(*syntax.Ident)
	if last, _ := eval.Plain(n.Path.Names[len(n.Path.Names)-1]); last == "files" {
		r.ofFiles = n
	}
	r.options = r.options || isName && base.Name == "options" || first == "options"
	r.handed(n)
	switch {
	case !isName || !plain || base.Name == "self" || isClimbing(base.Name):
		r.node(n.X, "")
	case base.Name == "builtins":
		if builtinHolds[first] == wholeTree {
			r.doubt(n, climbsBy(first))
		}
	case perSystem[base.Name]:
		r.parts = true
	case base.Name == r.args && len(n.Path.Names) == 1:
		r.whole[first] = r.file.Span(n)
	case base.Name == r.args:
		if _, plain := eval.Plain(n.Path.Names[1]); !plain {
			r.whole[first] = r.file.Span(n)
		}
	}
	for _, name := range n.Path.Names {
		text, plain := eval.Plain(name)
		if !plain {
			r.node(name, "")
		} else if text == "self" || isClimbing(text) {
			r.doubt(name, climbsBy(text))
		}
	}
	if n.Or != nil {
		r.node(n.Or, "")
	}
}
