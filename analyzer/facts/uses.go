package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// useGraph answers which configuration paths expressions of one file read, through the names in them.
// What a binding reads is looked at once. Bindings that lead to each other read the same, and are
// one component; a component's own paths are kept with it, and those of the components that it
// leads to are reached through it.
type useGraph struct {
	env   *Env
	nodes map[syntax.Expr]*binding
	stack []*binding // bindings whose component is not closed yet
	order int        // how many bindings were met
	round int        // how many rounds were run: a component is visited once for each
}

// binding is an expression that a name, or with, stands for.
type binding struct {
	component  *component // nil while it is not closed
	index, low int        // as in Tarjan's algorithm: when it was met, and the first met that it leads to
	paths      []Path     // that it reads itself
	leads      []*binding
	onStack    bool
}

type component struct {
	paths []Path
	leads []*component
	round int
}

// configReads are the configuration paths that an expression reads, through let bindings too.
func (c *collector) configReads(x syntax.Expr, s *eval.Scope) []Path {
	if c.uses == nil {
		c.uses = &useGraph{env: c.Env, nodes: map[syntax.Expr]*binding{}}
	}
	return c.uses.of(x, s)
}

// of answers one question.
func (u *useGraph) of(x syntax.Expr, s *eval.Scope) []Path {
	paths, leads := u.look(x, s)
	u.round++
	for _, b := range leads {
		paths = u.gather(b.component, paths)
	}
	return paths
}

// gather adds the paths of a component, and of those that it leads to.
func (u *useGraph) gather(c *component, paths []Path) []Path {
	if c.round == u.round {
		return paths
	}
	c.round = u.round
	paths = append(paths, c.paths...)
	for _, next := range c.leads {
		paths = u.gather(next, paths)
	}
	return paths
}

// look reads one expression: its own paths, and the bindings that its names stand for.
func (u *useGraph) look(x syntax.Expr, s *eval.Scope) (paths []Path, leads []*binding) {
	syntax.Walk(x, func(n syntax.Node) bool {
		e, ok := n.(syntax.Expr)
		if !ok {
			return true
		}
		if path, _, ok := u.env.configPath(e, s, 0); ok && len(path) > 0 {
			paths = append(paths, path)
			return false
		}
		if id, ok := n.(*syntax.Ident); ok {
			leads = u.bound(id, s, leads)
		}
		return true
	})
	return paths, leads
}

// bound adds what a name is bound to, or what with may have it from.
func (u *useGraph) bound(id *syntax.Ident, s *eval.Scope, leads []*binding) []*binding {
	b, bound := s.Lookup(id.Name)
	switch {
	case bound && b.Expr != nil:
		return append(leads, u.binding(b.Expr, b.Scope))
	case bound && b.From != nil && b.From.Expr != nil:
		return append(leads, u.binding(b.From.Expr, b.From.Scope))
	case bound:
		return leads
	}
	for at := s; at != nil; at = at.Parent {
		if at.With != nil && at.With.Expr != nil {
			leads = append(leads, u.binding(at.With.Expr, at.With.Scope))
		}
	}
	return leads
}

// binding looks at what a name stands for, and closes the components below it.
func (u *useGraph) binding(x syntax.Expr, s *eval.Scope) *binding {
	if b, met := u.nodes[x]; met {
		return b
	}
	u.order++
	b := &binding{index: u.order, low: u.order, onStack: true}
	u.nodes[x] = b
	u.stack = append(u.stack, b)
	b.paths, b.leads = u.look(x, s)
	for _, next := range b.leads {
		if next.onStack {
			b.low = min(b.low, next.low)
		}
	}
	if b.low == b.index {
		u.close(b)
	}
	return b
}

// close makes a component of b and of the bindings met after it.
func (u *useGraph) close(b *binding) {
	c := &component{}
	for {
		last := u.stack[len(u.stack)-1]
		u.stack = u.stack[:len(u.stack)-1]
		last.component, last.onStack = c, false
		c.paths = append(c.paths, last.paths...)
		for _, next := range last.leads {
			if next.component != nil && next.component != c {
				c.leads = append(c.leads, next.component)
			}
		}
		if last == b {
			return
		}
	}
}
