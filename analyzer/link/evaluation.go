package link

import (
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Watch receives what an evaluation of the flake looks at.
type Watch struct {
	Read func(name string)       // a file
	List func(name string)       // the names in a folder
	Stat func(name, kind string) // what a path is
	Self func(diag.Unknown)      // the flake itself
}

// over is a world of which it is noted what is looked at.
func (w *Watch) over(world eval.World) eval.World {
	file, read, list, stat := world.File, world.Read, world.ReadDir, world.Stat
	world.File = func(name string) *syntax.File { w.Read(name); return file(name) }
	world.Read = func(name string) (string, error) { w.Read(name); return read(name) }
	world.ReadDir = func(name string) (map[string]string, error) { w.List(name); return list(name) }
	world.Stat = func(name string) string { kind := stat(name); w.Stat(name, kind); return kind }
	return world
}

// Again evaluates the flake once more, down to its hosts, and reports to watch what is looked at.
func (l *Flake) Again(watch *Watch) *Flake {
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
