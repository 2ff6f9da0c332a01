package link

import (
	"mxmcheck/analyzer/eval"
)

// Again evaluates the flake once more, down to its hosts, and reports to watch what is looked at; so does its machine from then on.
func (l *Flake) Again(watch func(eval.Look)) *Flake {
	opts := l.opts
	opts.Watch = watch
	again := Read(l.tree, opts)
	for name, v := range l.supplied {
		again.Supply(name, v)
	}
	return again
}

// MakerCall is the call that makes a host; nil if it is not seen.
func (h *Host) MakerCall() *eval.MakerCall { return h.made }

// Parts are the modules of flake-parts: what they import, and their sets. ok is false where the flake
// is made without it.
func (l *Flake) Parts() (reach *Closure, bodies []*eval.Set, ok bool) {
	if l.parts == nil {
		return nil, nil, false
	}
	for _, b := range l.parts.bodies {
		bodies = append(bodies, b.set)
	}
	return l.parts.reach, bodies, true
}
