package eval

import (
	"slices"
	"sync/atomic"
)

// The bounds of one question: what needs more is Unknown. A question pays for each distinct thunk
// that it reaches, whoever evaluated it first, so that what is known depends on no order.
const (
	maxCost      = 400_000 // steps, and what is made
	maxDepth     = 3_000
	bytesPerStep = 64
	madeElem     = 4     // an element or attribute that is computed later
	cheap        = 8     // a value of at most this cost is paid for whenever it is needed
	tick         = 1_024 // steps between two looks at Stop
)

// question is what a question has spent.
type question struct {
	id    uint64
	at    Place
	own   int             // what it computed
	bound int             // at most what the values cost that other questions computed
	roots []*Thunk        // those values
	seen  map[*Thunk]bool // what bound counts, each once; nil until a coarse bound is too much
	paid  map[*Thunk]bool // what it computed, though another machine published first
	over  *Unknown        // why nothing more is computed
}

var questions atomic.Uint64

// frame is what the thunk that is being evaluated has spent.
type frame struct {
	own   int
	bytes int // less than a step's
	top   int // the deepest that it went
	deps  []*Thunk
	looks []Look
	loops []*Thunk
}

// Fresh starts a new question: what is spent is counted from here. Within an evaluation it does
// nothing: what one evaluation starts is all one question.
func (m *Machine) Fresh() *Machine {
	if m.depth > 0 {
		return m
	}
	m.question = question{id: questions.Add(1)}
	m.frame = frame{}
	if m.stopped {
		m.question.over = &Unknown{Reason: "the run was stopped"}
	}
	return m
}

// enter goes one step deeper; false if the question is over.
func (m *Machine) enter(at Place) bool {
	if m.depth == 0 {
		m.question.at = at
	}
	if !m.pay(1) {
		return false
	}
	if m.depth >= maxDepth {
		return m.end("too deep")
	}
	m.depth++
	m.frame.top = max(m.frame.top, m.depth)
	return true
}

func (m *Machine) leave() { m.depth-- }

// so is v, unless the question is over: what was cut short is no value.
func (m *Machine) so(v Value) Value {
	if m.question.over != nil {
		return m.question.over
	}
	return v
}

// end ends the question.
func (m *Machine) end(reason string) bool {
	if m.question.over == nil {
		m.question.over = &Unknown{At: m.question.at, Reason: reason}
	}
	return false
}

// pay counts steps; false if the question is over.
func (m *Machine) pay(n int) bool {
	q := &m.question
	if q.over != nil {
		return false
	}
	n = min(n, maxCost+1)
	m.frame.own += n
	q.own += n
	if m.ticks -= n; m.ticks < 0 {
		m.ticks = tick
		if m.Stop != nil && m.Stop() {
			m.stopped = true
			return m.end("the run was stopped")
		}
	}
	return m.within()
}

// payBytes counts what a text of n bytes costs.
func (m *Machine) payBytes(n int) bool {
	n += m.frame.bytes
	m.frame.bytes = n % bytesPerStep
	return m.pay(n / bytesPerStep)
}

// within reports whether the question may go on.
func (m *Machine) within() bool {
	q := &m.question
	if q.own+q.bound <= maxCost {
		return true
	}
	if q.seen == nil {
		q.seen, q.bound = map[*Thunk]bool{}, 0
		for _, t := range q.roots {
			m.charge(t)
		}
		q.roots = nil
	}
	if q.own+q.bound > maxCost {
		return m.end("too much to compute")
	}
	return true
}

// charge pays for a thunk and all that was evaluated for it, each once.
func (m *Machine) charge(t *Thunk) {
	q, open := &m.question, []*Thunk{t}
	for len(open) > 0 && q.own+q.bound <= maxCost {
		t := open[len(open)-1]
		open = open[:len(open)-1]
		r := t.done.Load()
		if r == nil || r.by == q.id || q.seen[t] || q.paid[t] {
			continue
		}
		q.seen[t] = true
		q.bound += r.cost
		open = append(open, r.deps...)
	}
}

// reuse gives a value that was computed before.
func (m *Machine) reuse(t *Thunk, r *result) Value {
	m.replay(t, r)
	if r.cost == 0 && len(r.deps) == 0 && !r.looked {
		return r.value
	}
	if m.depth == 0 {
		m.question.at = t.At()
	}
	if m.depth+r.height > maxDepth {
		m.end("too deep")
		return m.question.over
	}
	m.frame.top = max(m.frame.top, m.depth+r.height)
	if r.cheap() {
		m.pay(r.cost)
	} else {
		m.needs(t)
		if r.by != m.question.id && !m.question.paid[t] {
			m.borrow(t, r)
		}
	}
	if m.question.over != nil {
		return m.question.over
	}
	return r.value
}

func (r *result) cheap() bool { return r.cost <= cheap && len(r.deps) == 0 && !r.looked }

func (m *Machine) needs(t *Thunk) {
	if n := len(m.frame.deps); n == 0 || m.frame.deps[n-1] != t {
		m.frame.deps = append(m.frame.deps, t)
	}
}

// borrow pays for a value that another question computed.
func (m *Machine) borrow(t *Thunk, r *result) {
	q := &m.question
	if q.seen != nil {
		m.charge(t)
	} else if n := len(q.roots); n == 0 || q.roots[n-1] != t {
		q.roots = append(q.roots, t)
		q.bound += r.bound
	}
	m.within()
}

// publish gives a thunk its value for all questions.
func (m *Machine) publish(t *Thunk, v Value, f frame) {
	r := &result{value: v, cost: f.own, bound: f.own, height: f.top - m.depth + 1, by: m.question.id, deps: distinct(f.deps), looks: f.looks, loops: f.loops, looked: len(f.looks)+len(f.loops) > 0}
	for _, d := range r.deps {
		if known := d.done.Load(); known != nil {
			r.bound = min(r.bound+known.bound, maxCost+1)
			r.looked = r.looked || known.looked
		}
	}
	if !t.done.CompareAndSwap(nil, r) { // another machine was faster, and this question has paid
		if m.question.paid == nil {
			m.question.paid = map[*Thunk]bool{}
		}
		m.question.paid[t] = true
	}
	if r.cheap() {
		m.frame.own += r.cost
	} else {
		m.needs(t)
	}
}

func distinct(deps []*Thunk) []*Thunk {
	if len(deps) < 2 {
		return deps
	}
	seen := make(map[*Thunk]bool, len(deps))
	return slices.Clip(slices.DeleteFunc(deps, func(t *Thunk) bool {
		again := seen[t]
		seen[t] = true
		return again
	}))
}
