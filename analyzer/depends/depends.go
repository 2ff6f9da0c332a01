// Package depends says which bytes of a repository one host can see.
//
// In: a frozen analyzer.Repo, whose flake it has evaluated once more for each host to note what is
// looked at. Out: an Extent for each host. It never prints and never runs nix.
package depends

import (
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/link"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/tree"
)

// Extent is what the evaluation of one host may touch of the repository. It asserts that nothing
// else can change what the host is, as long as Open is empty. It rests on this: a file is reached
// only by a path, and a path is written out somewhere in a file that the host reaches, or made of
// one that is. What makes paths otherwise, such as the flake's own outPath, is in Open. It does not
// see what an input's code does with the flake itself, where that is handed to it as an argument.
type Extent struct {
	Files map[string]bool   // that are read
	Below map[string]bool   // paths from which on anything may be read, as in a folder
	Lists map[string]bool   // folders whose names are read
	Kinds map[string]string // what a path is: regular, directory, symlink, or "" for nothing
	Open  []diag.Unknown    // why more may be touched
}

// Change is a file that differs between two trees.
type Change struct {
	Name string // slash path from the root
	Kept bool   // it is there in both
}

// Touches reports whether the host may be another one after the change.
func (d *Extent) Touches(c Change) bool {
	if len(d.Open) > 0 || d.Files[c.Name] {
		return true
	}
	for prefix := range d.Below {
		if prefix == "." || strings.HasPrefix(c.Name, prefix) {
			return true
		}
	}
	for dir := range d.Lists {
		if !c.Kept && (dir == "." || strings.HasPrefix(c.Name, dir+"/")) {
			return true
		}
	}
	return false
}

// TouchesBelow reports whether the host may be another one after a change of anything in a folder.
func (d *Extent) TouchesBelow(folder string) bool {
	within := folder + "/"
	if d.Touches(Change{Name: within}) || below(d.Files, within) || below(d.Lists, within) || d.Lists[folder] {
		return true
	}
	for prefix := range d.Below {
		if strings.HasPrefix(prefix+"/", within) {
			return true
		}
	}
	for name := range d.Kinds {
		if strings.HasPrefix(name+"/", within) {
			return true
		}
	}
	return false
}

func below(names map[string]bool, within string) bool {
	for name := range names {
		if strings.HasPrefix(name, within) {
			return true
		}
	}
	return false
}

// Reader says of each host of a repository what it may touch. It keeps what it read of the files, as
// that is the same for all hosts. It is not safe for concurrent use.
type Reader struct {
	repo    *analyzer.Repo
	tree    *tree.Tree
	reaches map[*syntax.File]*reaches // what texts name
	around  map[string]*analyzer.File // of the checkout, outside of the flake's folder
	upwards map[string]bool           // data files: whether one may lead a path upwards
	linked  []string                  // symbolic links; nil until they are needed
	hosts   map[host.ID]*Extent       // that were looked for
}

// New reads nothing yet.
func New(repo *analyzer.Repo) *Reader {
	return &Reader{repo: repo, tree: repo.Tree(), reaches: map[*syntax.File]*reaches{}, around: map[string]*analyzer.File{}, upwards: map[string]bool{}, hosts: map[host.ID]*Extent{}}
}

// Host says what the evaluation of a host may touch. It is found once, and is not to be changed.
func (r *Reader) Host(id host.ID) *Extent {
	if r.hosts[id] == nil {
		r.hosts[id] = r.extent(id)
	}
	return r.hosts[id]
}

func (r *Reader) extent(id host.ID) *Extent {
	d := &Extent{Files: map[string]bool{"flake.nix": true, "flake.lock": true}, Below: map[string]bool{}, Lists: map[string]bool{}, Kinds: map[string]string{}}
	m := &marker{Extent: d, Reader: r, flake: r.repo.Flake().Again(d.watch()), thunks: map[*eval.Thunk]bool{}, nodes: map[placed]bool{}, texts: map[string]bool{}, inputs: map[string]bool{}}
	m.root()
	m.localInputs()
	known := slices.IndexFunc(r.repo.Hosts, func(h *analyzer.Host) bool { return h.ID() == id })
	found := slices.IndexFunc(m.flake.Hosts, func(h *link.Host) bool { return h.ID() == id })
	if known < 0 || found < 0 {
		m.open(diag.Span{File: "flake.nix"}, "how the host is made cannot be seen")
		return d
	}
	reach := r.repo.Hosts[known].Closure
	d.Open = append(d.Open, reach.Unknowns...)
	m.host(m.flake.Hosts[found])
	m.closure()
	m.data()
	for _, name := range slices.Sorted(maps.Keys(reach.Files)) { // two ways to the same answer
		if !d.Touches(Change{Name: name, Kept: true}) {
			m.open(diag.Span{File: name}, "how the host reaches the file cannot be seen")
		}
	}
	m.links()
	slices.SortFunc(d.Open, diag.CompareUnknown)
	return d
}

// Kind is what stands at a path of the repository, for a comparison with Extent.Kinds of another.
func (r *Reader) Kind(name string) string { return r.tree.Kind(name) }

// watch notes what an evaluation of the flake looks at.
func (d *Extent) watch() *link.Watch {
	return &link.Watch{
		Read: func(name string) { d.Files[name] = true },
		List: func(name string) { d.Lists[name] = true },
		Stat: func(name, kind string) { d.Kinds[name] = kind },
		Self: func(u diag.Unknown) { d.Open = append(d.Open, u) },
	}
}

// marker gathers what one host touches: expressions of the files that make the hosts are followed
// one by one; of the modules, every path that is written out counts.
type marker struct {
	*Extent
	*Reader
	flake  *link.Flake
	thunks map[*eval.Thunk]bool
	nodes  map[placed]bool
	texts  map[string]bool // files whose whole text counts
	inputs map[string]bool // names by which modules are handed the inputs

	deep, marked int  // what is followed now, and was in all; see enter
	endless      bool // there was too much
}

type placed struct {
	node  syntax.Node
	scope *eval.Scope
}

func (m *marker) open(span diag.Span, message string) {
	if len(m.Open) < 1000 {
		m.Open = append(m.Open, diag.Unknown{Span: span, Message: message})
	}
}
