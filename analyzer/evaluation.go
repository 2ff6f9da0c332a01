package analyzer

import (
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/tree"
)

// Tree is what the repository's files were read from.
func (r *Repo) Tree() *tree.Tree { return r.loader.tree }

// Watch is told what an evaluation of the flake looks at.
type Watch struct {
	Read func(name string)       // a file
	List func(name string)       // the names in a folder
	Stat func(name, kind string) // what a path is
	Self func(diag.Unknown)      // the flake itself
}

// Evaluation is the flake as it is evaluated once more, for who follows what its hosts are made of.
type Evaluation struct {
	Machine      *eval.Machine
	Inputs, Self eval.Value // nil where flake.nix cannot be read
	Hosts        []*Host    // without their imports
	Unknowns     []diag.Unknown
	Parts        *Parts // nil without flake-parts
	loader       *loader
}

// Parts are the modules of flake-parts.
type Parts struct {
	Reach  *Reach
	Bodies []*eval.Set
}

// Evaluate evaluates the flake once more, down to its hosts.
func (r *Repo) Evaluate(watch Watch) *Evaluation {
	l := r.loader.anew(watch)
	e := &Evaluation{Machine: l.machine, Inputs: l.flake.inputs, Self: l.flake.self, Hosts: l.repo.Hosts, Unknowns: l.repo.Unknowns, loader: l}
	if l.parts != nil {
		e.Parts = &Parts{Reach: l.parts.reach}
		for _, b := range l.parts.bodies {
			e.Parts.Bodies = append(e.Parts.Bodies, b.set)
		}
	}
	return e
}

// InRepository gives the file that a path or string names: a folder's default.nix for a folder.
func (e *Evaluation) InRepository(v eval.Value) (name string, ok bool) {
	return e.loader.tree.InRepository(e.Machine, v)
}

// SpanOf is a place in a file of the repository, or the start of flake.nix.
func (e *Evaluation) SpanOf(at eval.Place) diag.Span { return e.loader.spanOf(at) }

// Made is the call that makes a host; nil if it is not seen.
func (h *Host) Made() *eval.Made { return h.made }

// anew is a loader that evaluates the flake again, and tells what it looks at.
func (l *loader) anew(watch Watch) *loader {
	n := newLoader(l.ctx, l.fsys, l.opts)
	n.tree = l.tree
	for name, f := range l.repo.byName {
		n.repo.byName[name] = &File{File: f.File, Names: f.Names, Unread: f.Unread, Encrypted: f.Encrypted}
	}
	n.machine, n.namespace = eval.New(watch.over(n.world())), l.namespace
	n.machine.Stop = n.stop
	n.onSelf = watch.Self
	n.readFlake()
	return n
}

// over is a world of which it is noted what is looked at.
func (w Watch) over(world eval.World) eval.World {
	file, read, list, stat := world.File, world.Read, world.ReadDir, world.Stat
	world.File = func(name string) *syntax.File { w.Read(name); return file(name) }
	world.Read = func(name string) (string, error) { w.Read(name); return read(name) }
	world.ReadDir = func(name string) (map[string]string, error) { w.List(name); return list(name) }
	world.Stat = func(name string) string { kind := stat(name); w.Stat(name, kind); return kind }
	return world
}
