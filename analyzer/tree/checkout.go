package tree

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"
)

// Checkout is what lies around a flake that stands in a subfolder of its repository. Nix copies all
// of a repository, so that ../x reaches what is there.
type Checkout struct {
	Path   string   // absolute, of the top
	Prefix string   // where the flake is below it, as in "infra/"; "" at the top
	Top    fs.FS    // nil at the top
	Around []string // files as seen from the flake's folder; those outside of it begin with ../
}

// Name spells a path that is relative to the flake's folder in the one way that Around has; ok is
// false if it leads out of the checkout, or to a folder that the flake is in.
func (c Checkout) Name(relative string) (name string, ok bool) {
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

// Outside reports whether a name, seen from the flake's folder, is one of a file outside of it.
func Outside(name string) bool { return name == ".." || strings.HasPrefix(name, "../") }

// Kind is what stands at a path outside of the flake's folder.
func (c Checkout) Kind(name string) string {
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

// Holds reports whether an absolute path is in the checkout, or one that the checkout is in; one
// that is relative is.
func (c Checkout) Holds(name string) bool {
	if !path.IsAbs(name) || c.Path == "" {
		return true
	}
	name = path.Clean(name)
	return name == c.Path || strings.HasPrefix(name, c.Path+"/") || strings.HasPrefix(c.Path, strings.TrimSuffix(name, "/")+"/")
}
