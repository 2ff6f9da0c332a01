package analyzer

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/catalog"
	"mxmcheck/analyzer/link"
)

// Base is all that decides which options a host has beside those that the repository declares: who
// makes it, and the modules of inputs that it imports.
type Base struct {
	Maker    string   // as in inputs.nixpkgs.lib.nixosSystem; "" if it is not known
	Modules  []string // that it is sure to import as modules of its own class, sorted
	Homes    []string // that its users' homes are sure to import, sorted
	Disables bool     // a module that it may import disables others
}

// Base is what the options of a host come from.
func (r *Repo) Base(h *Host) Base {
	b := Base{Maker: r.maker(h), Modules: []string{}, Homes: []string{}, Disables: r.disables(h)}
	for name, as := range h.Closure.Modules() {
		switch {
		case !as.Sure || name == "":
		case as.Class.Has(h.Class):
			b.Modules = append(b.Modules, name)
		case as.Class.Has(Home):
			b.Homes = append(b.Homes, name)
		}
	}
	slices.Sort(b.Modules)
	slices.Sort(b.Homes)
	return b
}

// maker names the function that makes a host. Where it is that of a lib which may be any nixpkgs's, it
// is not known, unless there is only one.
func (r *Repo) maker(h *Host) string {
	from, name, seen := h.Maker()
	switch {
	case !seen:
		return ""
	case from.Root == "inputs":
		return "inputs." + strings.Join(from.Path, ".") + "." + name
	}
	var nixpkgs []string
	for name, ref := range r.Lock.Nodes[r.Lock.Root].Inputs {
		if ref.Follows == nil && r.Lock.Nodes[ref.Node].IsNixpkgs() {
			nixpkgs = append(nixpkgs, name)
		}
	}
	if len(nixpkgs) != 1 {
		return ""
	}
	return "inputs." + nixpkgs[0] + ".lib." + name
}

func (r *Repo) disables(h *Host) bool {
	for name := range h.Closure.Files {
		if strings.Contains(r.byName[name].Src, "disabledModules") {
			return true
		}
	}
	return false
}

var shim = regexp.MustCompile(`\bmk(Renamed|Removed|Alias|Changed|Merged)OptionModule(With|MD)?\s+[^;\s]`)

// computesShims reports whether a file declares old names of options that are not all written out.
func computesShims(f *File) bool {
	calls := len(shim.FindAllStringIndex(f.Src, -1))
	for _, d := range f.Declarations {
		if d.Hidden && d.Fn != "" {
			calls--
		}
	}
	return calls > 0
}

// Catalogued are the options of a repository's hosts, as the catalog has them.
type Catalogued struct {
	repo  *Repo
	frees map[string]bool // by file
	trees map[ofHost]*catalog.Tree
}

type ofHost struct {
	host  *Host
	class Class
}

// Catalogued prepares to look into the catalog; nil without one.
func (r *Repo) Catalogued() *Catalogued {
	if r.Catalog == nil {
		return nil
	}
	c := &Catalogued{repo: r, frees: map[string]bool{}, trees: map[ofHost]*catalog.Tree{}}
	for _, f := range r.Files {
		c.frees[f.Name] = link.MayFree(f) || computesShims(f)
	}
	return c
}

// On gives the options that modules of a class have on a host, beside those that the repository
// declares; nil if they are not known: no host was looked at that has all that this one may have.
func (c *Catalogued) On(h *Host, class Class) *catalog.Tree {
	key := ofHost{h, class}
	tree, known := c.trees[key]
	if !known {
		tree = c.find(h, class)
		c.trees[key] = tree
	}
	return tree
}

func (c *Catalogued) find(h *Host, class Class) *catalog.Tree {
	kind, ok := class.Kind()
	if !ok || h.Closure.Frees(class) || !h.Closure.WholeFor(class) || !h.Closure.WholeFor(h.Class) {
		return nil
	}
	for name := range h.Closure.Files {
		if c.frees[name] {
			return nil
		}
	}
	for _, tree := range c.repo.Catalog.Trees {
		if tree.Class == kind.Name && strings.HasPrefix(tree.Host, h.Kind+"/") && c.repo.covers(tree, h, class) {
			return tree
		}
	}
	return nil
}

// covers reports whether a host has no options of inputs that another one lacks.
func (r *Repo) covers(tree *catalog.Tree, h *Host, class Class) bool {
	maker := r.maker(h)
	switch {
	case maker != tree.Maker || r.Lock.Floats(inputIn(maker)):
		return false
	case tree.Host != h.ID().String() && (maker == "" || tree.Alone):
		return false
	case tree.Alone && !r.disables(h):
		return false
	}
	for name, as := range h.Closure.Modules() {
		if as.Class.Has(class|h.Class) && !declaresNone(name) && (!slices.Contains(tree.Modules, name) || r.Lock.Floats(inputIn(name))) {
			return false
		}
	}
	return true
}

// inputIn is the input that a module, or the function that makes a host, is taken from.
func inputIn(name string) string {
	rest, ok := strings.CutPrefix(name, "inputs.")
	if !ok {
		rest, _ = strings.CutPrefix(name, "/@input/")
	}
	end := strings.IndexAny(rest, "./")
	if end < 0 {
		return rest
	}
	return rest[:end]
}

// declaresNone knows modules of nixpkgs that set options and declare none.
func declaresNone(name string) bool {
	rest, ok := strings.CutPrefix(name, "/@modules/")
	return ok && (strings.HasPrefix(rest, "installer/scan/") || slices.Contains(profiles, rest))
}

var profiles = []string{"profiles/qemu-guest.nix", "profiles/headless.nix", "profiles/minimal.nix", "profiles/base.nix", "profiles/all-hardware.nix"}
