package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Path is an option path, or the part of one that is known.
type Path []string

func (p Path) String() string { return strings.Join(p, ".") }

// HasPrefix reports whether p is prefix or stands below it.
func (p Path) HasPrefix(prefix Path) bool {
	if len(prefix) > len(p) {
		return false
	}
	for i, name := range prefix {
		if p[i] != name {
			return false
		}
	}
	return true
}

// Related reports whether one of the paths is the other, or stands above it.
func (p Path) Related(q Path) bool { return p.HasPrefix(q) || q.HasPrefix(p) }

func (p Path) join(names ...string) Path {
	return append(append(make(Path, 0, len(p)+len(names)), p...), names...)
}

// Repo is every fact about a repository. It is read-only after Load.
type Repo struct {
	Files      []*File // sorted by name
	Nested     []*File // below another flake.nix: parsed, and no part of this flake; sorted by name
	Namespaces []string
	ModuleDirs []string // folders whose files are expected to follow the pattern
	Git        bool     // git told which files there are; without it nothing is known to be untracked
	HostDirs   []string // folders that the hosts globs name, or in which the hosts are seen to stand, sorted
	Hosts      []*Host  // by kind and name
	HostsKnown bool     // the flake has no other hosts
	Exported   []*Reach // of the modules that the flake offers to others
	Unknowns   []diag.Unknown
	Lock       Lock      // flake.lock of the root
	Secrets    []*Secret // by host, file and place
	Cut        bool      // the deadline ended the analysis: no fact across files is known

	jobs         int // rules at once
	byName       map[string]*File
	options      optionIndex
	supplied     map[string]bool // the arguments that some module hands to all, by _module.args
	supplies     bool            // names of them are computed
	declarations []*Declaration
	reads        []*Read
	anywhere     []Path              // what is declared below a namespace whose name is computed
	ofInputs     map[string]string   // options that no module here declares, and the input that may
	roots        []Path              // the namespaces
	paths        []Path              // of the declarations, each once
	known        pathIndex           // what is declared in the namespaces
	computed     pathIndex           // of that, the groups that are computed
	used         pathIndex           // what is read, aliases left out
	importers    map[string][]string // by file
	loader       *loader
	unread       bool // a file or folder cannot be read: what it declares and reads is not known
}

// File is one parsed file and the facts that stand in it.
type File struct {
	*syntax.File
	Names        syntax.Names
	Module       bool  // it has the shape of a module
	Classes      Class // the kinds of configurations whose imports reach it
	Declarations []*Declaration
	Definitions  []*Definition
	Reads        []*Read
	Imports      []*Import
	Aliases      []*Alias
	Merges       []*Merge
	ImportsExprs []ImportsExpr
	Shapes       []Shape
	Packages     []Path // names below pkgs that the file uses
	unread       bool
	encrypted    bool
	plain        bool // a plain set: a module if it is imported as one, else data
}

// Declaration is an option that a module declares. It asserts that the path exists wherever the
// module is imported; it does not assert that any host imports it.
type Declaration struct {
	Path   Path
	Span   diag.Span // the attribute path, as far as it stands at the declaration
	File   *File
	Opaque bool // a computed group: what is below the path cannot be known
	Hidden bool // readOnly, internal, apply, or not visible: not expected to be read here
	Fn     string
	Option *Option         // what it says of the option; nil where that cannot be seen: test for it
	Class  Class           // of the module it stands in, where that is not the file's own; ask Classes
	Value  syntax.Expr     // the whole value; nil for a group, or where a helper made the option
	body   *syntax.AttrSet // of the module that it stands in: a file may hold several
	below  Path            // options.${computed}.a.b: a.b, as far as it is known
}

// Definition is a value that a module gives to an option, inside the namespace or outside.
type Definition struct {
	Path    Path
	Span    diag.Span
	File    *File
	Dynamic bool  // the path goes on with a computed name
	Class   Class // of the module it stands in, such as a user's home, where that is not the file's own; ask Classes
	Conds   []syntax.Expr
	Value   syntax.Expr
	// Optional says that a condition stands around it that is no mkIf: where it does not hold, the
	// option need not exist.
	Optional bool
	// Priority is that of mkOverride, least wins: DefaultPriority for a plain definition, ForcePriority
	// for mkForce, MkDefaultPriority for mkDefault, OptionDefaultPriority for mkOptionDefault;
	// UnknownPriority where mkOverride's number is computed.
	Priority int
	gates    []Path          // the options that the conditions read
	uses     []Path          // the options that the value reads
	body     *syntax.AttrSet // of the module it stands in
	scope    *eval.Scope     // of Value; nil where it is one host's
}

// Classes are the kinds of configurations that the option is declared for; 0 if none is known.
func (d *Declaration) Classes() Class { return classes(d.Class, d.File) }

// Classes are the kinds of configurations that the definition is made in; 0 if none is known.
func (d *Definition) Classes() Class { return classes(d.Class, d.File) }

func classes(own Class, f *File) Class {
	if own != 0 {
		return own
	}
	return f.Classes
}

// The priorities of the module system, from nixpkgs' lib/modules.nix.
const (
	UnknownPriority       = -1
	VMPriority            = 10
	ForcePriority         = 50
	ImageMediaPriority    = 60
	DefaultPriority       = 100
	MkDefaultPriority     = 1000
	OptionDefaultPriority = 1500
)

// GatedBy reports whether a condition of the definition, or its value, reads path.
func (d *Definition) GatedBy(path Path) bool {
	for _, read := range append(append([]Path{}, d.gates...), d.uses...) {
		if path.HasPrefix(read) {
			return true
		}
	}
	return false
}

// Read is a use of an option's value. Reading a path counts as reading all that is below it.
type Read struct {
	Path    Path
	Span    diag.Span
	File    *File
	Guarded bool // "or" or "?" stands by: the path need not exist
	Whole   bool // the value is passed on whole, or goes on with a computed name
	alias   bool
}

// ImportState says what is known of an import's target.
type ImportState uint8

// The import states. Dynamic: the target is computed, and not known.
const (
	Resolved ImportState = iota + 1
	Missing
	Untracked
	Dynamic
	Foreign // a module of an input
)

// Import is one element of an imports list, or the argument of import.
type Import struct {
	Span    diag.Span
	Text    string
	Target  string // slash path from the root; "" unless Resolved, Missing or Untracked
	State   ImportState
	Call    bool // import ./x.nix, not an element of imports
	Perhaps bool // behind a condition that cannot be known
	inner   bool // of a module inside of the file, not of the one that the file is
}

// Alias is a let binding of a configuration path, such as cfg = config.ns.a.
type Alias struct {
	Name string
	Path Path
	Span diag.Span // the value
}

// Merge is a "//" one of whose operands is a property of the module system, such as mkIf.
type Merge struct {
	Span diag.Span // the operator
	Fn   string    // mkIf, mkMerge, …
}

// ImportsExpr is a use of config or pkgs inside imports.
type ImportsExpr struct {
	Span diag.Span
	Name string
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

// IsUse reports whether the read is more than a name that is given to the path, such as cfg.
func (r *Read) IsUse() bool { return !r.alias }
