package analyzer

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// Checkout is what lies around a flake that stands in a subfolder of its repository. Nix copies all
// of a repository, so that ../x reaches what is there.
type Checkout struct {
	Path   string   // absolute, of the top
	Prefix string   // where the flake is below it, as in "infra/"; "" at the top
	Top    fs.FS    // nil at the top
	Around []string // files as seen from the flake's folder; those outside of it begin with ../
}

// name spells a path that is relative to the flake's folder in the one way that Around has; ok is
// false if it leads out of the checkout, or to a folder that the flake is in.
func (c Checkout) name(relative string) (name string, ok bool) {
	name = path.Clean(relative)
	if name != ".." && !strings.HasPrefix(name, "../") {
		return name, true
	}
	full := path.Join(c.Prefix, name)
	if c.Prefix == "" || full == ".." || strings.HasPrefix(full, "../") || strings.HasPrefix(c.Prefix, full) || full == "." {
		return name, false
	}
	seen, err := filepath.Rel(filepath.FromSlash(strings.TrimSuffix(c.Prefix, "/")), filepath.FromSlash(full))
	return filepath.ToSlash(seen), err == nil
}

func outside(name string) bool { return strings.HasPrefix(name, "../") }

// kind is what stands at a path outside of the flake's folder.
func (c Checkout) kind(name string) string {
	for _, file := range c.Around {
		switch {
		case file == name:
			return "regular"
		case strings.HasPrefix(file, name+"/"):
			return "directory"
		}
	}
	return ""
}

func (c Checkout) isLink(name string) bool {
	info, err := fs.Lstat(c.Top, path.Join(c.Prefix, name))
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// fileAt is a file of the flake, or of the checkout around it; nil if there is none, or none in Nix.
func (l *loader) fileAt(name string) *File {
	if !outside(name) {
		return l.repo.byName[name]
	}
	if f, known := l.around[name]; known {
		return f
	}
	l.around[name] = nil
	if strings.HasSuffix(name, ".nix") && l.opts.Checkout.kind(name) == "regular" {
		l.around[name] = l.parseAround(name)
	}
	return l.around[name]
}

func (l *loader) parseAround(name string) *File {
	src, err := fs.ReadFile(l.opts.Checkout.Top, path.Join(l.opts.Checkout.Prefix, name))
	if encrypted(src) {
		return &File{File: syntax.Parse(name, nil), Encrypted: true}
	}
	return &File{File: syntax.Parse(name, src), Unread: err != nil}
}

// kindOf is what stands at a path of the checkout.
func (l *loader) kindOf(name string) string {
	if outside(name) {
		return l.opts.Checkout.kind(name)
	}
	return l.stat(name)
}

// below notes that anything at a path, and at paths that it begins, may be read.
func (m *marker) anyBelow(relative string, span diag.Span) {
	if name, ok := m.loader.opts.Checkout.name(relative); ok {
		m.Below[name] = true
		return
	}
	m.open(span, "a path leads out of the flake")
}
