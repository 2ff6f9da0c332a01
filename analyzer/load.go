package analyzer

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"mxmcheck/analyzer/catalog"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/link"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/tree"
)

// Options says what to load.
type Options struct {
	Namespaces []string     // option namespaces: "mxmlabs"; none: those that the modules declare
	Hosts      []string     // globs of host folders
	Places     []host.Place // further outputs that hold hosts
	Modules    []string     // folders whose files are expected to follow the pattern
	Git        bool         // Tracked and Untracked come from git
	Tracked    []string     // slash paths from the root
	Jobs       int
	Trees      bool          // the trees alone are wanted: no facts are gathered
	Deadline   time.Duration // what is not known by then stays unknown; 0 for no deadline
	Checkout   Checkout
	Catalog    *catalog.Catalog // of the flake.lock that is read; nil if there is none
	Kept       *Kept            // the trees of the analysis before, for files that did not change; nil to parse all

	own map[string]bool // files below another flake.nix that are this flake's own: its imports reach them
}

// loader is Load at work. Each file's facts are gathered alone; what needs all files comes after.
type loader struct {
	ctx          context.Context // of the work under way
	fsys         fs.FS
	opts         Options
	repo         *Repo
	tree         *tree.Tree
	flake        *link.Flake
	env          *facts.Env      // what files are read with
	pathInputs   map[string]bool // inputs of which files are imported by their paths, those of nixpkgs left out
	snowfall     func() string   // the namespace of snowfall-lib, "" without it; found once the flake is read
	handed       map[string]bool // namespaces that modules read whole by an argument, as far as that was said
	moduleInputs map[string]bool // inputs of which modules are named; nil until that is needed
	private      *string         // an input that may declare anything; "" for none, nil if that was not looked for
	pins         *pinned         // modules of pins, and the files beside them; nil until that is needed
	at           diag.Span       // where the analysis stopped
}

func newLoader(ctx context.Context, fsys fs.FS, opts Options) *loader {
	var roots []Path
	for _, ns := range opts.Namespaces {
		roots = append(roots, strings.Split(ns, "."))
	}
	return &loader{
		ctx: ctx, fsys: fsys, opts: opts, pathInputs: map[string]bool{}, handed: map[string]bool{},
		repo: &Repo{jobs: opts.Jobs, Catalog: opts.Catalog, Namespaces: opts.Namespaces, roots: roots, ModuleDirs: opts.Modules, Git: opts.Git, byName: map[string]*File{}, supplied: map[string]bool{},
			options: optionIndex{at: map[string][]*Declaration{}, below: map[string][]*Declaration{}}},
	}
}

// Load reads every .nix file of fsys (of git's list, where there is one) and computes the facts.
// A file that cannot be read is a File with a parse-error; an unreadable root is an error, and so is
// the end of ctx. Where opts.Deadline is over first, the Repo is Cut.
func Load(ctx context.Context, fsys fs.FS, opts Options) (*Repo, error) {
	within, cancel := deadline(ctx, opts.Deadline)
	defer cancel()
	l := newLoader(within, fsys, opts)
	repo, err := l.load()
	if err == nil && !opts.Trees && !repo.Cut {
		if opts.own = l.adopted(); len(opts.own) > 0 { // what they say counts for all files
			l = newLoader(within, fsys, opts)
			repo, err = l.load()
		}
	}
	l.ctx = ctx
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return repo, err
}

// load is Load without its context.
func (l *loader) load() (*Repo, error) {
	opts := l.opts
	files, err := tree.Read(l.fsys, tree.Options{Git: opts.Git, Tracked: opts.Tracked, Checkout: opts.Checkout, Kept: opts.Kept, Own: opts.own, Each: func(n int, f func(int)) { each(opts.Jobs, n, f) }})
	if err != nil {
		return nil, err
	}
	l.tree = files
	l.repo.Files, l.repo.Nested = files.Files, files.Nested
	for _, f := range l.repo.Nested {
		l.repo.byName[f.Name] = f
	}
	for _, f := range l.repo.Files {
		l.repo.byName[f.Name] = f
		l.repo.unread = l.repo.unread || f.Unread
	}
	l.repo.evaluated, l.repo.named = sync.OnceValue(l.repo.readEvaluated), sync.OnceValue(l.repo.readNamed)
	l.repo.loader, l.snowfall = l, sync.OnceValue(l.readSnowfall)
	if opts.Trees {
		l.flake = &link.Flake{} // nothing is known of it
		return l.repo, nil
	}
	l.repo.submodules = sync.OnceValue(l.repo.readSubmodules)
	l.repo.copied = sync.OnceValue(l.repo.readCopied)
	l.repo.tools = sync.OnceValue(l.readTools)
	l.repo.ownLib = sync.OnceValue(l.readOwnLib)
	l.repo.lacks = sync.OnceValue(l.readLacks)
	l.repo.through = sync.OnceValue(l.repo.readThrough)
	l.gather()
	return l.repo, nil
}

// gather computes the facts. Each pass needs those before it.
func (l *loader) gather() {
	passes := []func(){
		l.readFlake, l.readLock,
		l.surround, l.discover, l.namespaceArgument, func() { l.eachFile(facts.Hands) }, l.noteHanded, func() { l.eachFile(facts.Reads) }, l.noteHelpers, l.inlined,
		func() { l.eachFile(facts.Declares) }, l.snowfallModules,
		l.follow, l.notePathInputs, l.importedSets, l.inlined, l.noteSupplied, l.settle, l.noteApart, l.noteOutputs, l.weighNamespaces, func() { l.eachFile(facts.Elsewhere) }, l.join, l.secrets,
	}
	for _, pass := range passes {
		if l.stop() {
			break
		}
		pass()
	}
	if l.stop() {
		l.cut(l.at)
	}
}

// readFlake evaluates the flake, down to its hosts.
func (l *loader) readFlake() {
	l.flake = link.Read(l.tree, link.Options{Hosts: l.opts.Hosts, Places: l.opts.Places, Stop: l.stop})
}

// follow follows the imports of all hosts, and notes as modules of what files are imported.
func (l *loader) follow() {
	l.flake.Follow(l.each)
	l.repo.HostsKnown, l.repo.Exported, l.repo.Closed = l.flake.HostsKnown, l.flake.Exported, l.flake.Closed
	l.repo.Unknowns = append(l.repo.Unknowns, slices.Concat(l.flake.Unknowns, l.flake.Elsewhere)...)
	l.repo.partsArgs, l.repo.partsKnown = l.flake.PartsArgs, l.flake.PartsKnown
	l.repo.parts, _, _ = l.flake.Parts()
	for _, h := range l.flake.Hosts {
		l.repo.Hosts = append(l.repo.Hosts, &Host{Host: h})
	}
	for name, class := range l.flake.Classes {
		l.repo.byName[name].Classes |= class
	}
}

// inlined gathers the facts of the modules that the imports met since it was called last.
func (l *loader) inlined() {
	own, classes := map[*facts.File]bool{}, map[*syntax.AttrSet]Class{} // a module that a function makes may be of several
	for _, m := range l.flake.Modules {
		classes[m.Set] |= m.Class
	}
	for _, m := range l.flake.Modules {
		if m.Own && own[m.File] { // the hosts of a fleet meet most modules alike
			continue
		}
		own[m.File] = own[m.File] || m.Own
		facts.Inline(l.env, m.File, m.Set, m.Scope, classes[m.Set])
	}
	l.flake.Modules = nil
}

// eachFile calls pass for every file of the flake, until the analysis is to end. The first file that
// is not read then is where it stopped.
func (l *loader) eachFile(pass func(*facts.Env, *File)) {
	read := make([]bool, len(l.repo.Files))
	l.each(len(read), func(m *eval.Machine, i int) {
		if l.stop() {
			return
		}
		env := *l.env
		env.Machine = m
		pass(&env, l.repo.Files[i])
		read[i] = !l.stop()
	})
	if i := slices.Index(read, false); i >= 0 {
		l.at = l.repo.Files[i].Range(0, 0)
	}
}

// each calls f for 0 … n-1, as many at once as there are jobs, each with a machine of its own.
func (l *loader) each(n int, f func(m *eval.Machine, i int)) {
	machines := sync.Pool{New: func() any { return l.flake.Machine.Fork() }}
	each(l.opts.Jobs, n, func(i int) {
		m := machines.Get().(*eval.Machine)
		defer machines.Put(m)
		f(m, i)
	})
}

// each calls f for 0 … n-1, jobs at once. f writes what belongs to its own index only.
func each(jobs, n int, f func(int)) {
	var group errgroup.Group
	var next atomic.Int64
	for range max(1, min(jobs, n)) {
		group.Go(func() error {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
			return nil
		})
	}
	_ = group.Wait() // f has no error to give
}

// importedSets reads a file that is a set and no more as a module where something imports it, or where
// it is a host's. What it sets opens modules that may import another, so that this goes on until
// nothing is new.
func (l *loader) importedSets() {
	for again := true; again; {
		again = false
		imported := l.imported()
		for _, f := range l.repo.Files {
			if f.Set && !f.Module && (f.Classes != 0 && l.flake.Seated(f) || imported[f.Name] || l.isHostFile(f)) {
				again = true
				facts.Module(l.env, f)
			}
		}
	}
}

// surround makes what files are read with.
func (l *loader) surround() {
	l.env = &facts.Env{
		Machine: l.flake.Machine, Namespaces: l.repo.roots, Registries: map[string]bool{}, Resolve: l.tree.Resolve, File: l.repo.File, Argument: l.flake.Argument,
		Helpers: map[string][]*eval.Thunk{}, Called: map[string]bool{},
	}
	for _, glob := range l.opts.Hosts {
		first, _, _ := strings.Cut(glob, "/")
		l.env.Registries[first+"/default.nix"] = true
	}
}

// noteHelpers joins what the files say of helpers, and of the files that they call import with.
func (l *loader) noteHelpers() {
	for _, f := range l.repo.Files {
		for name, list := range f.Helpers {
			l.env.Helpers[name] = append(l.env.Helpers[name], list...)
		}
		for _, i := range f.Imports {
			if i.Call {
				l.env.Called[i.Target] = true
			}
		}
	}
}

// noteSupplied joins what the files say of arguments that modules hand to all, and of what they hide.
func (l *loader) noteSupplied() {
	for _, f := range l.repo.Files {
		for _, name := range f.Supplied {
			l.repo.supplied[name] = true
		}
		l.repo.supplies = l.repo.supplies || f.Supplies
		l.repo.unread = l.repo.unread || f.Unseen
		l.repo.Unknowns = append(l.repo.Unknowns, f.Unknowns...)
	}
}

// imported names the files that stand in some imports list.
func (l *loader) imported() map[string]bool {
	names := map[string]bool{}
	for _, f := range l.repo.Files {
		for _, name := range f.Taken {
			names[name] = true
		}
		for _, i := range f.Imports {
			if !i.Call {
				names[i.Target] = true
			}
		}
	}
	return names
}

// join gathers the facts of all files, in the order of the files.
func (l *loader) join() {
	hosts := map[string]bool{}
	l.locked()
	l.noteImporters()
	moves := l.moves()
	for _, f := range l.repo.Files {
		if l.repo.apart[f.Name] {
			l.declaredApart(f)
		}
		for _, d := range f.Declarations {
			l.repo.options.add(d)
			if l.repo.apart[f.Name] {
				continue
			}
			if moves.moves(d) {
				l.declaredMoved(d)
				continue
			}
			if d.Opaque && len(d.Path) == 0 && d.Below != nil {
				l.repo.anywhere = append(l.repo.anywhere, d.Below)
			}
			l.namespaceOption(d)
			if l.repo.InNamespace(d.Path) || d.Opaque && l.repo.InNamespace(d.Path.Join("")) {
				l.repo.declarations = append(l.repo.declarations, d)
			}
		}
		for _, d := range f.Elsewhere {
			l.mayDeclare(d)
		}
		for _, r := range f.Reads {
			if l.repo.InNamespace(r.Path.Join("")) {
				r.Guarded = r.Guarded || r.Handed && (f.Classes == 0 || l.env.Called[f.Name])
				l.repo.reads = append(l.repo.reads, r)
				l.readsEverything(r)
			}
		}
		for _, i := range f.Imports {
			if i.State == Dynamic && !i.Call {
				l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: i.Span, Message: computedImports, Imports: true})
			}
			l.importOutside(i)
		}
		if dir := path.Dir(f.Name); l.flake.IsHost(dir) {
			hosts[dir] = true
		}
	}
	l.repo.indexPaths()
	l.noteShared()
	l.noteOwn()
	l.noteReaders()
	for dir := range hosts {
		l.repo.HostDirs = append(l.repo.HostDirs, dir)
	}
	slices.Sort(l.repo.HostDirs)
	l.openImports()
	slices.SortFunc(l.repo.Unknowns, diag.CompareUnknown)
}

// importOutside says that anything may be declared and read where a module of the folders around the
// flake is imported, such as a nested flake's of its parent.
func (l *loader) importOutside(i *Import) {
	if i.State == Foreign && !i.Call && strings.HasPrefix(i.Text, "../") {
		l.repo.unread = true
		l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: i.Span, Message: "the module lies outside of the flake's folder: what it declares and reads is not known", Imports: true})
	}
}

// namespaceOption notes an option that is itself a namespace, such as one of a submodule: what stands
// below it is of its type, which is not followed.
func (l *loader) namespaceOption(d *Declaration) {
	if d.Opaque || l.repo.InNamespace(d.Path) || !l.repo.InNamespace(d.Path.Join("")) {
		return
	}
	l.repo.typed = append(l.repo.typed, d.Path)
	l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: d.Span, Message: d.Path.String() + " is one option: what its type allows below it is not known"})
}

// mayDeclare notes an option of what is no module as far as is known.
func (l *loader) mayDeclare(d *Declaration) {
	switch {
	case len(d.Path) == 0 && d.Below != nil:
		l.repo.anywhere = append(l.repo.anywhere, d.Below)
	case l.repo.InNamespace(d.Path), d.Opaque && l.repo.InNamespace(d.Path.Join("")):
		l.repo.perhaps = append(l.repo.perhaps, d)
	}
}

func sortedUnique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
