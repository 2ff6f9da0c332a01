package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Input is an input that flake.nix declares. It asserts what flake.nix says of it; it does not
// assert what flake.lock made of that.
type Input struct {
	Name     string
	Span     diag.Span         // its name, where it is declared first
	Bindings []syntax.Node     // all that declares it, in order of place
	Follows  map[string]string // inputs of its own, dotted, and the input of ours that they follow: "a", "a/b"
}

// Inputs are the inputs that the repository's flake.nix declares, in order of place; known is false
// where there is no flake.nix, or its inputs are not written out.
func (r *Repo) Inputs() (inputs []*Input, known bool) {
	f := r.byName["flake.nix"]
	if f == nil || len(f.Errors) > 0 {
		return nil, false
	}
	root, ok := syntax.Unparen(f.Root).(*syntax.AttrSet)
	if !ok {
		return nil, false
	}
	c := &inputReader{file: f, byName: map[string]*Input{}, known: true}
	c.set(root, nil, nil)
	return c.list, c.known
}

type inputReader struct {
	file   *File
	list   []*Input
	byName map[string]*Input
	known  bool
}

// set reads attributes below a path of flake.nix; top is the binding that declares the input.
func (c *inputReader) set(set *syntax.AttrSet, path []string, top syntax.Node) {
	for _, b := range set.Bindings {
		b, ok := b.(*syntax.AttrBinding)
		if !ok {
			c.known = c.known && len(path) == 0
			continue
		}
		names, whole := staticNames(b.Path)
		full := slices.Concat(path, names)
		if !whole || len(full) == 0 {
			c.known = c.known && len(path) == 0
			continue
		}
		if full[0] == "inputs" {
			c.binding(b, full, len(path), top)
		}
	}
}

func staticNames(p *syntax.AttrPath) (names []string, whole bool) {
	for _, n := range p.Names {
		name, ok := eval.Plain(n)
		if !ok {
			return names, false
		}
		names = append(names, name)
	}
	return names, true
}

func (c *inputReader) binding(b *syntax.AttrBinding, full []string, above int, top syntax.Node) {
	if len(full) > 1 && full[1] != "self" {
		in := c.byName[full[1]]
		if in == nil {
			in = &Input{Name: full[1], Span: c.file.Span(b.Path.Names[1-min(above, 1)]), Follows: map[string]string{}}
			c.byName[in.Name] = in
			c.list = append(c.list, in)
		}
		if top == nil {
			top = b
			in.Bindings = append(in.Bindings, b)
		}
		c.follow(in, full[2:], b.Value)
	}
	if set, ok := syntax.Unparen(b.Value).(*syntax.AttrSet); ok {
		c.set(set, full, top)
	} else if len(full) == 1 {
		c.known = false
	}
}

// follow notes inputs.x.inputs.y.follows = "z", at any depth.
func (c *inputReader) follow(in *Input, rest []string, value syntax.Expr) {
	if len(rest) == 0 || rest[len(rest)-1] != "follows" {
		return
	}
	if text, ok := syntax.StaticText(value); ok {
		var own []string
		for _, name := range rest[:len(rest)-1] {
			if name != "inputs" {
				own = append(own, name)
			}
		}
		in.Follows[strings.Join(own, ".")] = text
	}
}
