package eval

import (
	"cmp"
	"strings"
	"sync/atomic"

	"mxmcheck/analyzer/syntax"
)

// Thunk is a value that is not evaluated before it is needed, and then once. Several machines may
// evaluate one thunk: the first to finish publishes, and all results are equal.
type Thunk struct {
	Expr  syntax.Expr // what is evaluated, in Scope; nil if the value is computed
	Scope *Scope
	From  *Thunk // inherit (From) name: Name is selected
	Name  string
	Parts *syntax.AttrSet // what a name is bound to by parts, a.b = …; a.c = …; nil if it is not

	at      Place
	compute func(*Machine) Value
	done    atomic.Pointer[result]
	busy    atomic.Pointer[Machine] // who evaluates it
}

// result is the value of a thunk, and what a question that reaches it pays for it.
type result struct {
	value  Value
	cost   int      // of the thunk itself, without deps
	bound  int      // at most what it costs with all deps
	height int      // how deep the evaluation went
	by     uint64   // the question that evaluated it
	deps   []*Thunk // the thunks that were evaluated for it, without the cheap ones
	looks  []Look   // of the thunk itself, without deps
	loops  []*Thunk // that needed it, and that it needs: a cycle
	looked bool     // it or one of deps looked at something
}

// knownThunk saves an allocation.
type knownThunk struct {
	thunk  Thunk
	result result
}

// Known is a thunk whose value is there.
func Known(v Value) *Thunk { return knownAt(Place{}, v) }

func knownAt(at Place, v Value) *Thunk {
	k := &knownThunk{thunk: Thunk{at: at}, result: result{value: v}}
	k.thunk.done.Store(&k.result)
	return &k.thunk
}

// Lazy is a thunk for an expression in a scope.
func Lazy(x syntax.Expr, s *Scope) *Thunk { return &Thunk{Expr: x, Scope: s} }

// Later is a thunk that is computed; at is where it is written.
func Later(at Place, compute func(*Machine) Value) *Thunk { return &Thunk{at: at, compute: compute} }

// Peek is a thunk's value if it was evaluated, else nil.
func Peek(t *Thunk) Value {
	if r := t.done.Load(); r != nil {
		return r.value
	}
	return nil
}

// At is where the thunk's expression is written, or the call that makes it.
func (t *Thunk) At() Place {
	if t.Expr != nil && t.Scope != nil {
		return Place{t.Scope.File, t.Expr}
	}
	return t.at
}

// Force gives a thunk's value.
func (m *Machine) Force(t *Thunk) Value {
	if r := t.done.Load(); r != nil {
		return m.reuse(t, r)
	}
	if !m.claim(t) {
		return m.cycle(t)
	}
	v := m.evaluate(t)
	m.release(t)
	return v
}

// claim marks a thunk as being evaluated; false if this machine evaluates it already.
func (m *Machine) claim(t *Thunk) bool {
	if t.busy.CompareAndSwap(nil, m) {
		return true
	}
	if m.also[t] || t.busy.Load() == m {
		return false
	}
	if m.also == nil {
		m.also = map[*Thunk]bool{}
	}
	m.also[t] = true // another machine evaluates it
	return true
}

func (m *Machine) release(t *Thunk) {
	if !t.busy.CompareAndSwap(m, nil) {
		delete(m.also, t)
	}
}

// cycle is the value of a thunk that is needed while it is evaluated. It stands at the first place
// of the cycle, by file and offset, so that it is the same wherever the cycle is entered.
func (m *Machine) cycle(t *Thunk) Value {
	m.frame.loops = append(m.frame.loops, t)
	first := t.At()
	for i := len(m.stack) - 1; i >= 0 && m.stack[i] != t; i-- {
		if at := m.stack[i].At(); at.before(first) {
			first = at
		}
		m.pay(1)
	}
	return &Unknown{At: first, Reason: "its value needs itself", Fails: Loops}
}

// before orders places.
func (p Place) before(q Place) bool {
	if p.File == nil || q.File == nil || p.Node == nil || q.Node == nil {
		return p.File != nil && p.Node != nil
	}
	return cmp.Or(strings.Compare(p.File.Name, q.File.Name), p.Node.Pos()-q.Node.Pos()) < 0
}

// evaluate computes a thunk, and publishes the value unless it was cut short.
func (m *Machine) evaluate(t *Thunk) Value {
	if !m.enter(t.At()) {
		return m.question.over
	}
	outer := m.frame
	m.frame = frame{top: m.depth}
	m.stack = append(m.stack, t)
	v := m.so(m.thunk(t))
	m.stack = m.stack[:len(m.stack)-1]
	inner := m.frame
	m.frame = outer
	m.frame.top = max(m.frame.top, inner.top)
	if m.question.over == nil {
		m.publish(t, v, inner)
	}
	m.leave()
	return v
}

func (m *Machine) thunk(t *Thunk) Value {
	switch {
	case t.From != nil:
		return m.Select(m.Force(t.From), t.Name, t.at)
	case t.compute != nil:
		return t.compute(m)
	}
	return m.Eval(t.Expr, t.Scope)
}
