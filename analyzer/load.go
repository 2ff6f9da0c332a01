package analyzer

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/sync/errgroup"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// Options says what to load.
type Options struct {
	Namespaces []string // option namespaces: "mxmlabs"
	Hosts      []string // globs of host folders
	Git        bool     // Tracked and Untracked come from git
	Tracked    []string // slash paths from the root
	Untracked  []string
	Jobs       int
}

// loader is Load at work. Each file's facts are gathered alone; what needs all files comes after.
type loader struct {
	fsys      fs.FS
	opts      Options
	repo      *Repo
	tracked   map[string]bool
	untracked map[string]bool
}

// Load reads every .nix file of fsys (of git's list, where there is one) and computes the facts.
// A file that cannot be read is a File with a parse-error; only an unreadable root is an error.
func Load(fsys fs.FS, opts Options) (*Repo, error) {
	l := &loader{fsys: fsys, opts: opts, repo: &Repo{Namespaces: opts.Namespaces, Git: opts.Git, byName: map[string]*File{}, constants: map[string]string{}}}
	names, err := l.list()
	if err != nil {
		return nil, err
	}
	l.tracked, l.untracked = set(opts.Tracked), set(opts.Untracked)
	l.repo.Files = make([]*File, len(names))
	each(opts.Jobs, len(names), func(i int) { l.repo.Files[i] = l.parse(names[i]) })
	for _, f := range l.repo.Files {
		l.repo.byName[f.Name] = f
		l.repo.unread = l.repo.unread || f.unread
		l.collectConstants(f)
	}
	each(opts.Jobs, len(names), func(i int) { l.facts(l.repo.Files[i]) })
	l.plainModules()
	l.join()
	return l.repo, nil
}

// each calls f for 0 … n-1, jobs at once. f writes what belongs to its own index only.
func each(jobs, n int, f func(int)) {
	var group errgroup.Group
	group.SetLimit(max(1, jobs))
	for i := range n {
		group.Go(func() error { f(i); return nil })
	}
	_ = group.Wait() // f has no error to give
}

func set(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// plainModules reads a plain set as a module where it is a host's file or a file imports it. What
// it sets opens modules that may import another, so that this goes on until nothing is new.
func (l *loader) plainModules() {
	for again := true; again; {
		again = false
		imported := l.imported()
		for _, f := range l.repo.Files {
			if !f.plain || !imported[f.Name] && !(path.Base(f.Name) == "default.nix" && l.isHost(path.Dir(f.Name))) {
				continue
			}
			f.plain, f.Module, again = false, true, true
			c := &collector{loader: l, file: f}
			if set, inner, ok := c.moduleBody(f.Root, nil); ok {
				c.moduleSet(set, inner, nil)
			}
		}
	}
}

// imported names the files that stand in some imports list.
func (l *loader) imported() map[string]bool {
	names := map[string]bool{}
	for _, f := range l.repo.Files {
		for _, i := range f.Imports {
			if !i.Call {
				names[i.Target] = true
			}
		}
	}
	return names
}

func (l *loader) isHost(dir string) bool {
	return slices.ContainsFunc(l.opts.Hosts, func(glob string) bool {
		ok, err := doublestar.Match(glob, dir)
		return ok && err == nil
	})
}

// list names the .nix files of this flake. What stands below another flake.nix is a repository
// of its own, such as a template.
func (l *loader) list() ([]string, error) {
	names, err := l.candidates()
	var nested []string
	for _, name := range names {
		if path.Base(name) == "flake.nix" && name != "flake.nix" {
			nested = append(nested, path.Dir(name)+"/")
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(nested, func(dir string) bool { return strings.HasPrefix(name, dir) })
	}), err
}

// candidates are git's tracked files that still exist, or the directory tree's.
func (l *loader) candidates() ([]string, error) {
	var names []string
	if l.opts.Git {
		for _, name := range l.opts.Tracked {
			if info, err := fs.Stat(l.fsys, name); strings.HasSuffix(name, ".nix") && err == nil && info.Mode().IsRegular() {
				names = append(names, name)
			}
		}
		return names, nil
	}
	err := fs.WalkDir(l.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return fmt.Errorf("read the folder: %w", err)
		case err != nil:
			l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: diag.Span{File: name}, Message: "cannot be read: " + reason(err)})
			l.repo.unread = true
			return nil
		case entry.IsDir() && name != "." && (entry.Name() == ".git" || strings.HasPrefix(entry.Name(), "result")):
			return fs.SkipDir
		case entry.Type().IsRegular() && strings.HasSuffix(name, ".nix"):
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// reason gives the cause of a file system error without its path, which would be absolute.
func reason(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, ": "); i >= 0 {
		text = text[i+2:]
	}
	return text
}

func (l *loader) parse(name string) *File {
	src, err := fs.ReadFile(l.fsys, name)
	f := &File{File: syntax.Parse(name, src)}
	if err != nil {
		f.unread = true
		f.Errors = []diag.Diagnostic{{
			Rule: "parse-error", Severity: diag.Error, Span: f.Range(0, 0),
			Message: "the file cannot be read: " + reason(err),
		}}
	}
	return f
}

// collectConstants gathers strings that special arguments bring to every module.
func (l *loader) collectConstants(f *File) {
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		b, ok := n.(*syntax.AttrBinding)
		if !ok {
			return true
		}
		last, _ := plainName(b.Path.Names[len(b.Path.Names)-1])
		set, isSet := syntax.Unparen(b.Value).(*syntax.AttrSet)
		if !isSet || last != "specialArgs" && last != "extraSpecialArgs" {
			return true
		}
		for _, inner := range set.Bindings {
			if inner, ok := inner.(*syntax.AttrBinding); ok && len(inner.Path.Names) == 1 {
				name, _ := plainName(inner.Path.Names[0])
				if text, ok := l.text(inner.Value, nil, 0); ok {
					l.repo.constants[name] = text
				}
			}
		}
		return true
	})
}

// join gathers the facts of all files, in the order of the files.
func (l *loader) join() {
	hosts := map[string]bool{}
	for _, f := range l.repo.Files {
		for _, d := range f.Declarations {
			if d.Opaque && len(d.Path) == 0 && d.below != nil {
				l.repo.anywhere = append(l.repo.anywhere, d.below)
			}
			if l.repo.InNamespace(d.Path) || d.Opaque && l.repo.InNamespace(d.Path.join("")) {
				l.repo.declarations = append(l.repo.declarations, d)
			}
		}
		for _, r := range f.Reads {
			if l.repo.InNamespace(r.Path.join("")) {
				l.repo.reads = append(l.repo.reads, r)
			}
		}
		for _, i := range f.Imports {
			if i.State == Dynamic && !i.Call {
				l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: i.Span, Message: "the import is computed: which modules it brings in is not known"})
			}
		}
		if dir := path.Dir(f.Name); l.isHost(dir) {
			hosts[dir] = true
		}
	}
	for dir := range hosts {
		l.repo.Hosts = append(l.repo.Hosts, dir)
	}
	slices.Sort(l.repo.Hosts)
	slices.SortFunc(l.repo.Unknowns, diag.CompareUnknown)
}

func sortedUnique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
