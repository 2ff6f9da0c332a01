package eval

import (
	"sync"

	"mxmcheck/analyzer/syntax"
)

// Root is where the repository stands in paths and in strings made of them.
const Root = "/@repository"

// World is what a Machine can see.
type World struct {
	File    func(name string) *syntax.File               // nil if there is none
	Stat    func(name string) string                     // directory, regular, symlink, or "" for nothing
	ReadDir func(name string) (map[string]string, error) // names and what they are
	Read    func(name string) (string, error)
	Makers  map[string]int                             // functions of inputs that make a Made, and their arguments
	Open    func(*Machine, *Made) Value                // what a Made is, for who selects from it
	Param   func(m *Machine, t *Thunk, s *Scope) Value // an argument met without a call; nil if nothing is known
}

// Machine evaluates. It is not safe for concurrent use; Fork makes one more.
type Machine struct {
	World World
	Stop  func() bool // reports whether the run is to end; nil for never

	*shared
	question question
	frame    frame
	stack    []*Thunk        // what is being evaluated, outermost first
	also     map[*Thunk]bool // of these, what another machine evaluates too
	depth    int
	ticks    int
	stopped  bool
}

// shared is what all machines of a world have in common.
type shared struct {
	mu      sync.Mutex
	imports map[string]*Thunk
}

// New makes a machine.
func New(w World) *Machine {
	m := &Machine{World: w, shared: &shared{imports: map[string]*Thunk{}}}
	return m.Fresh()
}

// Fork makes a machine of the same world, for another goroutine: they share what they compute.
func (m *Machine) Fork() *Machine {
	f := &Machine{World: m.World, Stop: m.Stop, shared: m.shared}
	return f.Fresh()
}

// unknown wraps a cause: the innermost reason is the one worth telling.
func (m *Machine) unknown(at Place, reason string, cause Value) *Unknown {
	if u, ok := cause.(*Unknown); ok {
		return &Unknown{At: u.At, Reason: u.Reason, Foreign: u.Foreign, Fails: u.Fails}
	}
	if r, ok := cause.(Ref); ok && r.Root == "config" {
		reason = "it depends on the configuration"
	}
	return &Unknown{At: at, Reason: reason}
}

// Import gives the value of a file, or of a folder's default.nix.
func (m *Machine) Import(p string, at Place) Value {
	name, ok := InRepository(p)
	if !ok {
		return &Unknown{At: at, Reason: "the path is outside of the repository", Foreign: true}
	}
	if m.World.Stat(name) == "directory" {
		name = join(name, "default.nix")
	}
	f := m.World.File(name)
	if f == nil {
		return &Unknown{At: at, Reason: name + " does not exist"}
	}
	if len(f.Errors) > 0 {
		return &Unknown{At: at, Reason: name + " cannot be parsed"}
	}
	return m.Force(m.imported(name, f))
}

func (m *Machine) imported(name string, f *syntax.File) *Thunk {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.imports[name]
	if t == nil {
		t = Lazy(f.Root, FileScope(f))
		m.imports[name] = t
	}
	return t
}

// Eval gives the value of an expression.
func (m *Machine) Eval(x syntax.Expr, s *Scope) Value {
	if !m.enter(Place{s.File, x}) {
		return m.question.over
	}
	v := m.expr(x, s)
	m.leave()
	return m.so(v)
}

func (m *Machine) expr(x syntax.Expr, s *Scope) Value {
	switch x := x.(type) {
	case *syntax.Paren:
		return m.Eval(x.X, s)
	case *syntax.Ident:
		return m.ident(x, s)
	case *syntax.Int:
		return Int(x.Value)
	case *syntax.Float:
		return Float(x.Value)
	case *syntax.Str:
		return m.text(x.Parts, s, x)
	case *syntax.IndStr:
		return m.text(x.Parts, s, x)
	case *syntax.URI:
		return String(x.Text)
	case *syntax.Path:
		return m.path(x, s)
	case *syntax.SearchPath:
		return &Unknown{At: Place{s.File, x}, Reason: "<" + x.Name + "> depends on the machine", Foreign: true}
	case *syntax.List:
		m.pay(len(x.Elems))
		l := &List{Elems: make([]*Thunk, len(x.Elems))}
		for i, e := range x.Elems {
			l.Elems[i] = Lazy(e, s)
		}
		return l
	case *syntax.AttrSet:
		return m.attrSet(x, s)
	case *syntax.LegacyLet:
		inner := s.Let(x.Bindings)
		return m.Select(m.set(x.Bindings, inner, s), "body", Place{s.File, x})
	case *syntax.Let:
		return m.Eval(x.Body, s.Let(x.Bindings))
	case *syntax.With:
		return m.Eval(x.Body, s.Under(x.Scope))
	case *syntax.Assert:
		return m.Eval(x.Body, s)
	case *syntax.If:
		return m.branch(x, s)
	case *syntax.Lambda:
		return &Func{Lambda: x, Scope: s}
	case *syntax.Apply:
		return m.Apply(m.Eval(x.Fn, s), Lazy(x.Arg, s), Place{s.File, x})
	case *syntax.Select:
		return m.selection(x, s)
	case *syntax.HasAttr:
		return m.hasAttr(x, s)
	case *syntax.Unary:
		return m.unary(x, s)
	case *syntax.Binary:
		return m.binary(x, s)
	}
	return &Unknown{At: Place{s.File, x}, Reason: "the file cannot be read here"}
}

func (m *Machine) attrSet(x *syntax.AttrSet, s *Scope) Value {
	inner := s
	if x.Rec {
		inner = s.Let(x.Bindings)
	}
	set := m.set(x.Bindings, inner, s)
	set.Node, set.Scope = x, inner
	return set
}

func (m *Machine) branch(x *syntax.If, s *Scope) Value {
	cond := m.Eval(x.Cond, s)
	if b, ok := cond.(Bool); ok {
		if b {
			return m.Eval(x.Then, s)
		}
		return m.Eval(x.Else, s)
	}
	u := m.unknown(Place{s.File, x.Cond}, "the condition is not known", cond)
	u.Perhaps = []*Thunk{Lazy(x.Then, s), Lazy(x.Else, s)}
	return u
}

// ident finds a name: bound around it, else under with, else everywhere.
func (m *Machine) ident(x *syntax.Ident, s *Scope) Value {
	if t, ok := s.Lookup(x.Name); ok {
		return m.Force(t)
	}
	if v := global(m, x.Name); v != nil {
		return v
	}
	var doubt Value
	for at := s; at != nil; at = at.Parent {
		if at.With == nil {
			continue
		}
		v := m.Force(at.With)
		if set, ok := v.(*Set); ok {
			if t, ok := set.Attrs[x.Name]; ok {
				return m.Force(t)
			}
			if set.Base != nil {
				v = set.Base
			} else if set.Open == nil {
				continue
			} else {
				v = set.Open
			}
		}
		if r, ok := v.(Ref); ok && r.Root == "lib" {
			if known := m.library(r, x.Name); known != nil {
				return known
			}
			continue
		}
		if doubt == nil {
			doubt = m.Select(v, x.Name, Place{s.File, x})
		}
	}
	if doubt != nil {
		return doubt
	}
	return &Unknown{At: Place{s.File, x}, Reason: "the name " + x.Name + " is not known"}
}

func (m *Machine) selection(x *syntax.Select, s *Scope) Value {
	v := m.Eval(x.X, s)
	for _, n := range x.Path.Names {
		name, ok := m.Name(n, s).(String)
		if !ok {
			return m.unknown(Place{s.File, n}, "the attribute's name is computed", m.Name(n, s))
		}
		next, found := m.find(v, string(name), Place{s.File, x})
		if !found && x.Or != nil {
			return m.Eval(x.Or, s)
		}
		v = next
	}
	return v
}

// Select gives an attribute's value.
func (m *Machine) Select(v Value, name string, at Place) Value {
	next, _ := m.find(v, name, at)
	return next
}

// find is Select; found is false if it is certain that there is no such attribute.
func (m *Machine) find(v Value, name string, at Place) (_ Value, found bool) {
	switch v := v.(type) {
	case *Set:
		if t, ok := v.Attrs[name]; ok {
			return m.Force(t), true
		}
		if v.Base != nil {
			return m.find(v.Base, name, at)
		}
		if v.Open != nil {
			return &Unknown{At: v.Open.At, Reason: v.Open.Reason, Foreign: v.Open.Foreign}, true
		}
		return &Unknown{At: at, Reason: "there is no attribute " + name}, false
	case Ref:
		return m.refer(v, name), true
	case *Made:
		return m.find(m.opened(v), name, at)
	case *Unknown:
		return &Unknown{At: v.At, Reason: v.Reason, Foreign: v.Foreign}, true
	case *Call:
		return &Unknown{At: at, Reason: "what " + v.Fn.last() + " gives is not known"}, true
	}
	return &Unknown{At: at, Reason: "it is no set"}, false
}

func (m *Machine) hasAttr(x *syntax.HasAttr, s *Scope) Value {
	v := m.Eval(x.X, s)
	for _, n := range x.Path.Names {
		name, ok := m.Name(n, s).(String)
		if !ok {
			return m.unknown(Place{s.File, x}, "the attribute's name is computed", nil)
		}
		set, isSet := v.(*Set)
		if !isSet {
			if _, open := v.(*Unknown); open {
				return m.unknown(Place{s.File, x}, "", v)
			}
			if _, ref := v.(Ref); ref {
				return &Unknown{At: Place{s.File, x}, Reason: "what stands there is not known"}
			}
			return Bool(false)
		}
		t, has := set.Attrs[string(name)]
		if !has {
			if set.Whole() {
				return Bool(false)
			}
			return &Unknown{At: Place{s.File, x}, Reason: "the set's attributes are not all known"}
		}
		v = m.Force(t)
	}
	return Bool(true)
}
