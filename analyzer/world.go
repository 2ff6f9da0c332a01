package analyzer

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
)

// world is what the evaluator sees: what a flake sees, which is what git tracks.
func (l *loader) world() eval.World {
	l.readFolders()
	return eval.World{
		File: func(name string) *syntax.File {
			if f := l.fileNamed(name); f != nil {
				return f.File
			}
			return nil
		},
		Stat:    l.stat,
		ReadDir: l.readDir,
		Read: func(name string) (string, error) {
			if f := l.repo.byName[name]; f != nil {
				return f.Src, nil
			}
			if l.stat(name) != "regular" {
				return "", fs.ErrNotExist
			}
			data, err := fs.ReadFile(l.fsys, name)
			return string(data), err
		},
		Makers: makers(),
		Open:   l.open,
		Param:  l.param,
	}
}

// makers are the functions of inputs that make systems and flakes, and how many arguments they take.
func makers() map[string]int {
	m := map[string]int{"evalModules": 1, "mkFlake": 2}
	for _, kind := range host.Kinds() {
		m[kind.Maker] = 1
	}
	return m
}

// readFolders notes what each folder holds, from git's list or from the files that were found.
func (l *loader) readFolders() {
	l.folders = map[string]map[string]string{".": {}}
	add := func(name string) {
		kind := "regular"
		for name != "." {
			dir := path.Dir(name)
			if l.folders[dir] == nil {
				l.folders[dir] = map[string]string{}
			}
			if l.folders[dir][path.Base(name)] != "" {
				return
			}
			l.folders[dir][path.Base(name)] = kind
			name, kind = dir, "directory"
		}
	}
	for _, name := range l.opts.Tracked {
		add(name)
		if !strings.Contains(path.Base(name), ".") && l.kindOnDisk(name) == "symlink" { // a folder, perhaps
			l.folders[path.Dir(name)][path.Base(name)] = "symlink"
		}
	}
	for _, f := range l.repo.Files {
		add(f.Name)
	}
}

func (l *loader) stat(name string) string {
	if _, ok := l.folders[name]; ok {
		return "directory"
	}
	kind := l.folders[path.Dir(name)][path.Base(name)]
	if kind == "symlink" || kind == "" && l.opts.Git {
		if behind, ok := l.behindLinks(name); ok && behind != name {
			return l.stat(behind)
		}
	}
	if kind != "" || l.opts.Git {
		return kind
	}
	info, err := fs.Stat(l.fsys, name)
	switch {
	case err != nil:
		return ""
	case info.IsDir():
		return "directory"
	}
	return "regular"
}

func (l *loader) readDir(name string) (map[string]string, error) {
	if l.opts.Git {
		if entries, ok := l.folders[name]; ok {
			return entries, nil
		}
		if behind, ok := l.behindLinks(name); ok && behind != name {
			return l.readDir(behind)
		}
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	list, err := fs.ReadDir(l.fsys, name)
	entries := map[string]string{}
	for _, e := range list {
		switch {
		case e.IsDir():
			entries[e.Name()] = "directory"
		case e.Type()&fs.ModeSymlink != 0:
			entries[e.Name()] = "symlink"
		default:
			entries[e.Name()] = "regular"
		}
	}
	return entries, err
}

// param is what an argument is while a file is read without a call: what the module system, or
// every host alike, hands to a module under that name.
func (l *loader) param(_ *eval.Machine, t *eval.Thunk, s *eval.Scope) eval.Value {
	if s.Own {
		return nil
	}
	switch {
	case facts.IsConfigRoot(t.Name):
		return eval.Ref{Root: "config", Path: []string{}}
	case t.Name == "pkgs":
		return eval.Ref{Root: "pkgs"}
	case t.Name == "lib" && l.args["lib"] == nil:
		return eval.Ref{Root: "lib"}
	case t.Name == "inputs" && l.flake.inputs != nil:
		return l.flake.inputs
	case t.Name == "self" && l.flake.self != nil:
		return l.flake.self
	case t.Name == "modulesPath":
		return eval.String("/@modules")
	case l.args[t.Name] != nil && (s.Open || t.Name == "lib"):
		return l.args[t.Name]
	case t.Name == "namespace" && s.Open && l.namespace():
		return eval.String(l.repo.Namespaces[0])
	}
	return nil
}

// namespaceArg reports whether the argument that modules call namespace is the one namespace of the
// repository: options.${namespace} says so, unless some module has it further down a path.
func (l *loader) namespaceArg() bool {
	first, below := false, false
	for _, f := range l.repo.Files {
		first = first || strings.Contains(f.Src, "options.${namespace}")
		below = below || belowName.MatchString(f.Src)
	}
	return first && !below && len(l.repo.Namespaces) == 1
}

var belowName = regexp.MustCompile(`options\.[\w-]+\.\$\{namespace\}`)

// inRepository gives the file that a path or string names: a folder's default.nix for a folder.
func (l *loader) inRepository(m *eval.Machine, v eval.Value) (name string, ok bool) {
	var text string
	switch v := v.(type) {
	case eval.Path:
		text = string(v)
	case eval.String:
		text = string(v)
	case *eval.Set:
		if t, has := v.Attrs["outPath"]; has {
			return l.inRepository(m, m.Force(t))
		}
	}
	if !strings.HasPrefix(text, "/") {
		return "", false
	}
	name, ok = eval.InRepository(text)
	if ok && l.stat(name) == "directory" {
		name = path.Join(name, "default.nix")
	}
	if ok && l.repo.byName[name] == nil {
		if behind, linked := l.behindLinks(name); linked {
			name = behind
		}
	}
	return name, ok
}

// kindOnDisk is what a tracked name is in the file system.
func (l *loader) kindOnDisk(name string) string {
	info, err := fs.Lstat(l.fsys, name)
	switch {
	case err != nil:
		return ""
	case info.Mode()&fs.ModeSymlink != 0:
		return "symlink"
	}
	return "regular"
}
