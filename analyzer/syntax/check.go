package syntax

import (
	"fmt"
	"math"
	"strings"
)

// What Nix checks while it parses, beyond grammar: names defined twice, and computed names in let.

// checkBindings finds what a set or let defines twice. Most define each name once, by a name's
// first component; only where one repeats is the set built as Nix builds it.
func (p *parser) checkBindings(of Node, bs []Binding) {
	if !p.repeats(bs) {
		return
	}
	m := merger{known: p.merged, report: func(at span, notice int, before span, path []string) {
		if p.broken[notice] {
			notice = math.MaxInt
		}
		if !p.dead {
			message := fmt.Sprintf("attribute %q is already defined; remove one of the definitions", strings.Join(path, "."))
			p.add(issue{span: at, notice: notice, related: &before, path: path, attr: true, message: message})
		}
	}}
	if p.merged == nil {
		p.merged = make(map[Node]*attrs)
		m.known = p.merged
	}
	rec := true
	if set, ok := of.(*AttrSet); ok {
		rec = set.Rec
	}
	p.merged[of] = m.build(bs, rec)
}

// fewNames is how many names are compared with each other; more go through a map.
const fewNames = 12

// repeats reports whether two bindings define the same name, or go through it.
func (p *parser) repeats(bs []Binding) bool {
	mark := len(p.wordStack)
	for _, b := range bs {
		switch b := b.(type) {
		case *AttrBinding:
			if len(b.Path.Names) > 0 {
				p.pushName(b.Path.Names[0])
			}
		case *Inherit:
			for _, name := range b.Names {
				p.pushName(name)
			}
		}
	}
	again := p.firstRepeated(p.wordStack[mark:]) >= 0
	p.wordStack = p.wordStack[:mark]
	return again
}

func (p *parser) pushName(name AttrName) {
	if s, ok := staticName(name); ok {
		p.wordStack = append(p.wordStack, s)
	}
}

// firstRepeated gives the index of the first word that stands before already, -1 without.
func (p *parser) firstRepeated(words []string) int {
	if len(words) <= fewNames {
		for i, w := range words {
			for _, before := range words[:i] {
				if w == before {
					return i
				}
			}
		}
		return -1
	}
	if p.seen == nil {
		p.seen = make(map[string]struct{}, len(words))
	}
	clear(p.seen)
	for i, w := range words {
		p.seen[w] = struct{}{}
		if len(p.seen) != i+1 {
			return i
		}
	}
	return -1
}

// checkLet refuses computed names in let.
func (p *parser) checkLet(n *Let) {
	for _, b := range n.Bindings {
		if b, ok := b.(*AttrBinding); ok && len(b.Path.Names) > 0 {
			if _, ok := staticName(b.Path.Names[0]); !ok {
				p.meaningless(mkSpan(n.Pos(), n.Pos()+len("let")), p.start, "computed attribute name in let; name it, or use a set")
				return
			}
		}
	}
}

// checkFormals finds formal arguments of the same name. Nix looks at the argument that has them
// all only if they differ.
func (p *parser) checkFormals(n *Lambda) {
	mark := len(p.wordStack)
	for _, f := range n.Formals.List {
		p.wordStack = append(p.wordStack, f.Name.Name)
	}
	words := p.wordStack[mark:]
	p.wordStack = p.wordStack[:mark]
	if p.firstRepeated(words) >= 0 {
		p.repeatedFormals(n.Formals)
		return
	}
	if n.Arg == nil {
		return
	}
	for _, f := range n.Formals.List {
		if f.Name.Name == n.Arg.Name {
			at := f.Name.span
			p.definedTwice(mkSpan(n.Pos(), n.Pos()+1), p.start, &at, nil,
				fmt.Sprintf("argument %q has the name of one of its formals; rename one", n.Arg.Name))
			return
		}
	}
}

func (p *parser) repeatedFormals(formals *Formals) {
	first := make(map[string]*Formal, len(formals.List))
	for _, f := range formals.List {
		name := f.Name.Name
		if before := first[name]; before != nil {
			at := before.Name.span
			p.definedTwice(f.Name.span, p.start, &at, []string{name}, fmt.Sprintf("formal argument %q is named twice; remove one", name))
			continue
		}
		first[name] = f
	}
}
