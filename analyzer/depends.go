package analyzer

import (
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
)

// Depends is what the evaluation of one host may touch of the repository. It asserts that nothing
// else can change what the host is, as long as Open is empty. It rests on this: a file is reached
// only by a path, and a path is written out somewhere in a file that the host reaches, or made of
// one that is. What makes paths otherwise, such as the flake's own outPath, is in Open. It does not
// see what an input's code does with the flake itself, where that is handed to it as an argument.
type Depends struct {
	Files map[string]bool   // that are read
	Below map[string]bool   // paths from which on anything may be read, as in a folder
	Lists map[string]bool   // folders whose names are read
	Kinds map[string]string // what a path is: regular, directory, symlink, or "" for nothing
	Open  []diag.Unknown    // why more may be touched
}

// FileChange is a file that differs between two trees.
type FileChange struct {
	Name string // slash path from the root
	Kept bool   // it is there in both
}

// Touches reports whether the host may be another one after the change.
func (d *Depends) Touches(c FileChange) bool {
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

// Kind is what stands at a path, for a comparison with Depends.Kinds.
func (r *Repo) Kind(name string) string { return r.loader.kindOf(name) }

// Depends says what the evaluation of a host may touch. It is not safe for concurrent use.
func (r *Repo) Depends(id host.ID) *Depends {
	d := &Depends{Files: map[string]bool{"flake.nix": true, "flake.lock": true}, Below: map[string]bool{}, Lists: map[string]bool{}, Kinds: map[string]string{}}
	m := &marker{Depends: d, loader: r.loader.anew(d), thunks: map[*eval.Thunk]bool{}, nodes: map[placed]bool{}, texts: map[string]bool{}, inputs: map[string]bool{}}
	m.root()
	m.localInputs()
	known := slices.IndexFunc(r.Hosts, func(h *Host) bool { return h.ID() == id })
	found := slices.IndexFunc(m.loader.repo.Hosts, func(h *Host) bool { return h.ID() == id })
	if known < 0 || found < 0 {
		m.open(diag.Span{File: "flake.nix"}, "how the host is made cannot be seen")
		return d
	}
	d.Open = append(d.Open, r.Hosts[known].Reach.Unknowns...)
	m.host(m.loader.repo.Hosts[found])
	m.closure()
	m.data()
	for name := range r.Hosts[known].Reach.Files { // two ways to the same answer
		if !d.Touches(FileChange{Name: name, Kept: true}) {
			m.open(diag.Span{File: name}, "how the host reaches the file cannot be seen")
		}
	}
	r.links(d)
	slices.SortFunc(d.Open, diag.CompareUnknown)
	return d
}

// links opens what is reached through symbolic links: they are not followed.
func (r *Repo) links(d *Depends) {
	for _, link := range r.loader.links() {
		c := FileChange{Name: link}
		through := d.Touches(c)
		for name := range d.Files {
			through = through || strings.HasPrefix(name, link+"/")
		}
		for name := range d.Below {
			through = through || strings.HasPrefix(name, link+"/")
		}
		if through {
			d.Open = append(d.Open, diag.Unknown{Span: diag.Span{File: link}, Message: "a symbolic link is not followed"})
			return
		}
	}
}

// marker gathers what one host touches: expressions of the files that make the hosts are followed
// one by one; of the modules, every path that is written out counts.
type marker struct {
	*Depends
	loader *loader
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

// anew is a loader that evaluates the flake again, and notes in d what it looks at.
func (l *loader) anew(d *Depends) *loader {
	n := newLoader(l.ctx, l.fsys, l.opts)
	n.tracked, n.untracked, n.reaches, n.around, n.upwards = l.tracked, l.untracked, l.reaches, l.around, l.upwards
	for name, f := range l.repo.byName {
		n.repo.byName[name] = &File{File: f.File, Names: f.Names, Unread: f.Unread, Encrypted: f.Encrypted}
	}
	w := n.world()
	n.machine, n.namespace = eval.New(tracing(w, d)), l.namespace
	n.machine.Stop = n.stop
	n.watched = d
	n.readFlake()
	return n
}

// tracing notes what is looked at.
func tracing(w eval.World, d *Depends) eval.World {
	file, read, list, stat := w.File, w.Read, w.ReadDir, w.Stat
	w.File = func(name string) *syntax.File { d.Files[name] = true; return file(name) }
	w.Read = func(name string) (string, error) { d.Files[name] = true; return read(name) }
	w.ReadDir = func(name string) (map[string]string, error) { d.Lists[name] = true; return list(name) }
	w.Stat = func(name string) string { d.Kinds[name] = stat(name); return d.Kinds[name] }
	return w
}

// links are the tracked symbolic links, of the whole checkout.
func (l *loader) links() []string {
	if l.linked == nil {
		l.linked = []string{}
		for _, name := range l.opts.Tracked {
			if l.kindOnDisk(name) == "symlink" {
				l.linked = append(l.linked, name)
			}
		}
		for _, name := range l.opts.Checkout.Around {
			if outside(name) && l.opts.Checkout.isLink(name) {
				l.linked = append(l.linked, name)
			}
		}
	}
	return l.linked
}

// root looks at what every host goes through: what the evaluator leaves out there.
func (m *marker) root() {
	if len(m.loader.repo.Unknowns) > 0 {
		u := m.loader.repo.Unknowns[0]
		m.open(u.Span, u.Message)
	}
	if m.loader.parts == nil {
		return
	}
	for _, u := range m.loader.parts.reach.Unknowns {
		m.open(u.Span, u.Message)
	}
	for _, part := range m.loader.parts.bodies {
		m.part(part.set)
	}
}

// leftOut opens the host where the evaluator does not look and nix does: conditions of assert and
// its kin that depend on files.
func (m *marker) leftOut(f *File) {
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Assert:
			if readsFiles(n.Cond) {
				m.open(f.Span(n.Cond), "an assertion reads files")
			}
		case *syntax.Apply:
			if name := calledName(n); ignoring[name] && readsFiles(n) {
				m.open(f.Span(n), name+" is called with what reads files")
			}
		}
		return true
	})
}

// ignoring are the functions whose conditions the evaluator takes for granted.
var ignoring = map[string]bool{
	"throwIf": true, "throwIfNot": true, "warnIf": true, "warnIfNot": true, "assertMsg": true, "seq": true, "deepSeq": true, "tryEval": true,
	"trace": true, "traceVal": true, "warn": true, "addErrorContext": true,
}

func calledName(x *syntax.Apply) string {
	fn := syntax.Unparen(x.Fn)
	for {
		a, ok := fn.(*syntax.Apply)
		if !ok {
			break
		}
		fn = syntax.Unparen(a.Fn)
	}
	switch fn := fn.(type) {
	case *syntax.Ident:
		return fn.Name
	case *syntax.Select:
		name, _ := eval.Plain(fn.Path.Names[len(fn.Path.Names)-1])
		return name
	}
	return ""
}

// readsFiles reports whether an expression may look at files.
func readsFiles(x syntax.Expr) bool {
	found := false
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Path:
			found = true
		case *syntax.Ident:
			found = found || slices.Contains([]string{"self", "inputs", "import", "readFile", "readDir", "pathExists", "readFileType", "hashFile"}, n.Name)
		}
		return !found
	})
	return found
}

// part looks at a flake-parts module: what is defined beside the outputs is evaluated for each of
// them, and so are the conditions around them.
func (m *marker) part(set *eval.Set) {
	for name, t := range set.Attrs {
		if name == "options" {
			m.thunk(t)
		}
	}
	if t, ok := set.Attrs["config"]; ok {
		m.conditions(t)
	}
	for _, conf := range configsOf(m.loader.machine, set) {
		for name, t := range conf.Attrs {
			switch name {
			case "flake":
				m.conditions(t)
				for _, outputs := range facts.Contents(m.loader.machine, m.loader.machine.Fresh().Force(t)) {
					for _, kind := range host.Kinds() {
						if hosts, ok := outputs.Attrs[kind.Output]; ok {
							m.conditions(hosts)
						}
					}
				}
			case "perSystem", "imports", "options", "_file", "_class", "key":
			default:
				m.thunk(t)
			}
		}
	}
}

// conditions follows the conditions of mkIf around a value.
func (m *marker) conditions(t *eval.Thunk) {
	set, ok := m.loader.machine.Fresh().Force(t).(*eval.Set)
	if !ok || set.Attrs["_type"] == nil {
		return
	}
	if condition, ok := set.Attrs["condition"]; ok {
		m.thunk(condition)
	}
	if content, ok := set.Attrs["content"]; ok {
		m.conditions(content)
	}
	if contents, ok := set.Attrs["contents"]; ok {
		if list, ok := m.loader.machine.Fresh().Force(contents).(*eval.List); ok {
			for _, e := range list.Elems {
				m.conditions(e)
			}
		}
	}
}

// host follows what a host is made with.
func (m *marker) host(h *Host) {
	if h.made == nil {
		m.open(h.Span, "how the host is made cannot be seen")
		return
	}
	args := h.made.Args[0]
	set, ok := m.loader.machine.Fresh().Force(args).(*eval.Set)
	if !ok || !set.Whole() {
		m.thunk(args)
		return
	}
	for name, t := range set.Attrs {
		switch name {
		case "modules":
			m.modules(t)
		case "specialArgs", "extraSpecialArgs":
			m.special(t)
		default:
			m.thunk(t)
		}
	}
}

// modules follows a list of modules.
func (m *marker) modules(t *eval.Thunk) {
	list, ok := m.loader.machine.Fresh().Force(t).(*eval.List)
	if !ok || len(list.Open) > 0 {
		m.thunk(t)
		return
	}
	for _, e := range list.Elems {
		v := m.loader.machine.Fresh().Force(e)
		if name, ok := m.loader.inRepository(m.loader.machine, v); ok && m.settled(v) {
			m.file(name)
			continue
		}
		m.thunk(e)
	}
}

// special follows the arguments that modules are handed, and notes which of them are the inputs.
func (m *marker) special(t *eval.Thunk) {
	set, ok := m.loader.machine.Fresh().Force(t).(*eval.Set)
	if !ok || !set.Whole() {
		m.thunk(t)
		return
	}
	for name, one := range set.Attrs {
		if v := m.loader.machine.Fresh().Force(one); v == m.loader.flake.inputs {
			m.inputs[name] = true
			continue
		}
		m.thunk(one)
	}
}

// file notes a file whose whole text counts.
func (m *marker) file(name string) {
	m.Files[name] = true
	m.texts[name] = true
}

// at notes a path: what stands there, and what lies below.
func (m *marker) at(p string, span diag.Span) {
	name, ok := eval.InRepository(path.Clean(p))
	if !ok {
		if !strings.HasPrefix(p, "/@") || strings.HasPrefix(p, eval.Root) { // the places of inputs begin so
			m.open(span, "a path leads out of the flake")
		}
		return
	}
	if f := m.loader.repo.byName[name]; f != nil {
		m.file(name)
	}
	m.Below[name] = true
}
