// Package depends says which bytes of a repository one host can see.
//
// In: a frozen analyzer.Repo, whose flake it evaluates once more to note what is looked at: for all
// hosts together, and what a value looked at for each host that meets the value. Out: an Extent for each host. It never prints and never runs nix.
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

// Reader says of each host of a repository what it may touch. It evaluates the flake once more, and
// keeps what it read of the files: both are the same for all hosts. It is not safe for concurrent use.
type Reader struct {
	repo    *analyzer.Repo
	tree    *tree.Tree
	reaches map[*syntax.File]*reaches // what texts name
	places  map[*syntax.File]*places  // which names may stand for paths
	handed  *handedOn                 // what files hand to each other; nil until it is needed
	around  map[string]*analyzer.File // of the checkout, outside of the flake's folder
	upwards map[string]bool           // data files: whether one may lead a path upwards
	linked  []string                  // symbolic links; nil until they are needed
	hosts   map[host.ID]*Extent       // that were looked for
	all     *marker                   // what every host touches; nil until it is needed
	made    map[host.ID]*link.Host    // by all's flake
	known   map[host.ID]*analyzer.Host
}

// New reads nothing yet.
func New(repo *analyzer.Repo) *Reader {
	return &Reader{repo: repo, tree: repo.Tree(), reaches: map[*syntax.File]*reaches{}, places: map[*syntax.File]*places{}, around: map[string]*analyzer.File{}, upwards: map[string]bool{}, hosts: map[host.ID]*Extent{}}
}

// Host says what the evaluation of a host may touch. It is found once, and is not to be changed.
func (r *Reader) Host(id host.ID) *Extent {
	if r.hosts[id] == nil {
		r.hosts[id] = r.extent(id)
	}
	return r.hosts[id]
}

func (r *Reader) extent(id host.ID) *Extent {
	if r.all == nil {
		r.readAll()
	}
	m := r.all.another()
	known, made := r.known[id], r.made[id]
	if known == nil || made == nil || made.Elsewhere || made.Tool != "" {
		m.open(diag.Span{File: "flake.nix"}, "how the host is made cannot be seen")
		return m.Extent
	}
	m.Open = append(m.Open, known.Closure.Unknowns...)
	m.host(made)
	m.closure()
	m.data()
	for _, name := range slices.Sorted(maps.Keys(known.Closure.Files)) { // two ways to the same answer
		if !m.Touches(Change{Name: name, Kept: true}) {
			m.open(diag.Span{File: name}, "how the host reaches the file cannot be seen")
		}
	}
	m.links()
	slices.SortFunc(m.Open, diag.CompareUnknown)
	m.Open = slices.Compact(m.Open)
	return m.Extent
}

// readAll evaluates the flake down to its hosts, and notes what that looks at: each of them may
// depend on it.
func (r *Reader) readAll() {
	r.known, r.made = map[host.ID]*analyzer.Host{}, map[host.ID]*link.Host{}
	for _, h := range r.repo.Hosts {
		r.known[h.ID()] = h
	}
	d := &Extent{Files: map[string]bool{"flake.nix": true, "flake.lock": true}, Below: map[string]bool{}, Lists: map[string]bool{}, Kinds: map[string]string{}}
	m := &marker{Extent: d, Reader: r, thunks: map[*eval.Thunk]bool{}, nodes: map[placed]bool{}, texts: map[string]bool{}, inputs: map[string]bool{}}
	m.flake = r.repo.Flake().Again(m.saw)
	for _, h := range m.flake.Hosts {
		r.made[h.ID()] = h
	}
	m.root()
	m.localInputs()
	r.all = m
}

// Kind is what stands at a path of the repository, for a comparison with Extent.Kinds of another.
func (r *Reader) Kind(name string) string { return r.tree.Kind(name) }

// saw notes what an evaluation of the flake looks at.
func (m *marker) saw(look eval.Look) {
	switch look.Kind {
	case eval.LookRead:
		m.Files[look.Name] = true
	case eval.LookList:
		m.Lists[look.Name] = true
	case eval.LookStat:
		m.Kinds[look.Name] = look.Is
	case eval.LookSelf:
		m.open(m.repo.Flake().File.Range(0, 0), "the flake itself is read: "+look.Name)
	}
}

// another goes on from here apart from m: what it notes, and what its flake looks at from now on or
// looked at for what it meets, is its own.
func (m *marker) another() *marker {
	d := &Extent{Files: maps.Clone(m.Files), Below: maps.Clone(m.Below), Lists: maps.Clone(m.Lists), Kinds: maps.Clone(m.Kinds), Open: slices.Clone(m.Open)}
	n := &marker{Extent: d, Reader: m.Reader, flake: m.flake, thunks: maps.Clone(m.thunks), nodes: maps.Clone(m.nodes), texts: maps.Clone(m.texts), inputs: maps.Clone(m.inputs), marked: m.marked, endless: m.endless}
	n.flake.Machine.Observe(n.saw)
	return n
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
