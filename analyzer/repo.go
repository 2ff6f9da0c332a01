package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/catalog"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/link"
	"mxmcheck/analyzer/tree"
)

// Repo is every fact about a repository. It is read-only after Load.
type Repo struct {
	Files      []*File // sorted by name
	Nested     []*File // below another flake.nix: parsed, and no part of this flake; sorted by name
	Namespaces []string
	Discovered []Namespace // the namespaces with their counts, where none were given
	ModuleDirs []string    // folders whose files are expected to follow the pattern
	Git        bool        // git listed the files; without it nothing is known to be untracked
	HostDirs   []string    // folders that the hosts globs name, or in which the hosts are seen to stand, sorted
	Hosts      []*Host     // by kind and name
	HostsKnown bool        // the flake has no other hosts
	Closed     bool        // nothing is known of the flake's outputs: a function of an input makes all of them
	Exported   []*Closure  // of the modules that the flake offers to others
	Unknowns   []diag.Unknown
	Lock       Lock             // flake.lock of the root
	Secrets    []*Secret        // by host, file and place
	Catalog    *catalog.Catalog // what inputs' modules declare; nil if that was not taken
	Cut        bool             // the deadline ended the analysis: no fact across files is known

	jobs         int // rules at once
	byName       map[string]*File
	options      optionIndex
	supplied     map[string]bool // the arguments that some module hands to all, by _module.args
	supplies     bool            // names of them are computed
	declarations []*Declaration
	reads        []*Read
	perhaps      []*Declaration           // what may be declared by what is no module as far as is known
	apart        map[string]bool          // files of modules that are evaluated by themselves
	special      map[string][]facts.Apart // by file: the special arguments where it is evaluated by itself
	typed        []Path                   // namespaces that are options themselves
	anywhere     []Path                   // what is declared below a namespace whose name is computed
	readers      map[string]string        // by file: an input whose module may read the options that it declares
	ofInputs     map[string]string        // options that no module here declares, and the input that may
	own          ownOptions               // outside of the namespaces
	roots        []Path                   // the namespaces
	paths        []Path                   // of the declarations, each once
	known        pathIndex                // what is declared in the namespaces
	computed     pathIndex                // of that, the groups that are computed
	empty        pathIndex                // groups that are declared with no option in them
	used         pathIndex                // what is read, aliases left out
	tested       map[string]bool          // paths of which it is only tested whether they are there
	importers    map[string][]string      // by file
	tools        func() *tools            // what scripts and programs read
	through      func() map[string]bool   // options that are read in another configuration
	ownLib       func() ownLib
	lacks        func() []Lack
	evaluated    func() map[string]bool
	named        func() map[string]int
	copied       func() *Copied
	submodules   func() []string
	outputs      map[string][]string // names in outputs of the flake
	parts        *Closure            // of the modules of flake-parts; nil without
	partsArgs    []string            // names that these are called with
	partsKnown   bool                // there are no others
	loader       *loader
	encrypted    bool // there are encrypted files of Nix
	unread       bool // a file or folder cannot be read: what it declares and reads is not known
}

// All gives the files of this flake and the nested ones, for what each file says by itself.
func (r *Repo) All() []*File { return slices.Concat(r.Files, r.Nested) }

// File gives the file of that name, nil if there is none.
func (r *Repo) File(name string) *File { return r.byName[name] }

// HasFolder reports whether a file of the repository stands in a folder, or below it.
func (r *Repo) HasFolder(dir string) bool {
	return slices.ContainsFunc(r.Files, func(f *File) bool { return strings.HasPrefix(f.Name, dir+"/") })
}

// InNamespace reports whether path stands below one of the namespaces.
func (r *Repo) InNamespace(path Path) bool {
	for _, ns := range r.roots {
		if path.HasPrefix(ns) && len(path) > len(ns) {
			return true
		}
	}
	return false
}

// namespaceOf is how many names the namespace of a path has, 0 if it is in none.
func (r *Repo) namespaceOf(path Path) int {
	for _, ns := range r.roots {
		if path.HasPrefix(ns) {
			return len(ns)
		}
	}
	return 0
}

// Declarations gives every declaration in a namespace, by file and place.
func (r *Repo) Declarations() []*Declaration { return r.declarations }

// Modules counts the files that declare options of the namespace or have a module's shape.
func (r *Repo) Modules() int {
	n := 0
	for _, f := range r.Files {
		if f.Module {
			n++
		}
	}
	return n
}

// DefinitionSpan finds where a file defines an option, for errors of evaluation that name the
// file and the option and no line. A definition above or below the path serves if none is exact.
func (r *Repo) DefinitionSpan(file string, path Path) (diag.Span, bool) {
	f := r.byName[file]
	if f == nil {
		return diag.Span{}, false
	}
	if len(path) > 3 && path[0] == "home-manager" && path[1] == "users" {
		if span, ok := r.DefinitionSpan(file, path[3:]); ok { // a home's file does not name its user
			return span, true
		}
	}
	var near *Definition
	for _, d := range f.Definitions {
		if d.Path.String() == path.String() {
			return d.Span, true
		}
		if near == nil && d.Path.Related(path) {
			near = d
		}
	}
	if near == nil {
		return diag.Span{}, false
	}
	return near.Span, true
}

// PackageNames lists what the repository's files select from pkgs, dotted, sorted.
func (r *Repo) PackageNames() []string {
	var names []string
	for _, f := range r.Files {
		for _, p := range f.Packages {
			names = append(names, p.String())
		}
	}
	return sortedUnique(names)
}

// Reads gives every read in a namespace, by file and place, the aliases among them.
func (r *Repo) Reads() []*Read { return r.reads }

// Tree is what the repository's files were read from.
func (r *Repo) Tree() *tree.Tree { return r.loader.tree }

// Flake is the flake that the hosts were linked from.
func (r *Repo) Flake() *link.Flake { return r.loader.flake }
