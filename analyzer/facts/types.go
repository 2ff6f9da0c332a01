package facts

import (
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// File is one parsed file and the facts that stand in it.
type File struct {
	*syntax.File
	Names            syntax.Names
	Module           bool  // it has the shape of a module
	Classes          Class // the kinds of configurations whose imports reach it
	Declarations     []*Declaration
	Elsewhere        []*Declaration // what sets that are no module, as far as is known, may declare
	Definitions      []*Definition
	Reads            []*Read
	Imports          []*Import
	Aliases          []*Alias
	Merges           []*Merge
	ImportsExprs     []ImportsExpr
	ImportArgs       []ImportsExpr // other arguments of the file's module that its imports need
	Shapes           []Shape
	Misplaced        []Misplaced
	ImportLists      []syntax.Expr // what each module of the file imports, as written
	Packages         []Path        // names below pkgs that the file uses
	ComputedPackages []ComputedPackage
	Helpers          map[string][]*eval.Thunk // functions that make options, by name
	Taken            []string                 // files whose value, not the file itself, stands in an imports list
	Apart            []Apart                  // files that a submodule, or an evalModules of the file, takes for modules
	Moved            []Path                   // paths that it takes out of the options of what it imports, to give them others
	Empty            []Path                   // groups that are declared with no option in them
	Inspected        []Path                   // paths that it looks at behind the options of anything
	Disabled         []string                 // files that disabledModules names
	Supplied         []string                 // arguments that a module of the file hands to all modules, by _module.args
	Hands            []Hand                   // arguments that sets of arguments in it hand to modules
	Supplies         bool                     // names of such arguments are computed
	Unknowns         []diag.Unknown           // what of the file cannot be seen
	Unseen           bool                     // a module of it may declare and read anything
	Unread           bool                     // it cannot be read
	Encrypted        bool
	Set              bool // a set and no more: a module if something imports it as one, else data

	bodies     map[*syntax.AttrSet]bool // the modules whose facts were gathered
	submodules map[*syntax.Lambda]bool  // functions whose config is not the configuration
	scopes     *scopes                  // what names mean in it; nil before it is read
}

func (f *File) helper(name string, t *eval.Thunk) {
	if f.Helpers == nil {
		f.Helpers = map[string][]*eval.Thunk{}
	}
	f.Helpers[name] = append(f.Helpers[name], t)
}

// begin notes that the facts of a module of the file are gathered; again reports that they were.
func (f *File) begin(set *syntax.AttrSet) (again bool) {
	if f.bodies == nil {
		f.bodies = map[*syntax.AttrSet]bool{}
	}
	again = f.bodies[set]
	f.bodies[set] = true
	return again
}

// Declaration is an option that a module declares. It asserts that the path exists wherever the
// module is imported; it does not assert that any host imports it.
type Declaration struct {
	Path     Path
	Span     diag.Span // the attribute path, as far as it stands at the declaration
	File     *File
	Opaque   bool // a computed group: what is below the path cannot be known
	Function bool // Opaque: what stands there lacks an argument, and is no option
	Hidden   bool // readOnly, internal, or not visible: not expected to be read here
	Fn       string
	Option   *Option         // what it says of the option; nil where that cannot be seen: test for it
	Class    Class           // of the module it stands in, where that is not the file's own; Classes says which it is then
	Value    syntax.Expr     // the whole value; nil for a group, or where a helper made the option
	Body     *syntax.AttrSet // of the module that it stands in: a file may hold several
	Below    Path            // options.${computed}.a.b: a.b, as far as it is known
	Inside   bool            // the module is a value that the file holds, such as flake.modules.nixos.x: not of the file's own level
	Apart    bool            // the module is the interface of a role of a service of clan: no configuration has its options
}

// Misplaced is an attribute of a module that stands beside its options or config, and is no key of
// modules. It asserts that the set has the keys of a module; it does not assert that anything imports it.
type Misplaced struct {
	Name   string
	Span   diag.Span
	Beside string // "config" or "options"
	Body   *syntax.AttrSet
}

// Definition is a value that a module gives to an option, inside the namespace or outside.
type Definition struct {
	Path    Path
	Span    diag.Span
	File    *File
	Dynamic bool  // the path goes on with a computed name
	Class   Class // of the module it stands in, such as a user's home, where that is not the file's own; Classes says which it is then
	Conds   []syntax.Expr
	Value   syntax.Expr
	// Optional says that a condition stands around it that is no mkIf: where it does not hold, the
	// option need not exist.
	Optional bool
	// Tested says that such a condition tests whether the option, or a group around it, is there.
	Tested bool
	// Priority is that of mkOverride, least wins: DefaultPriority for a plain definition, ForcePriority
	// for mkForce, MkDefaultPriority for mkDefault, OptionDefaultPriority for mkOptionDefault;
	// UnknownPriority where mkOverride's number is computed.
	Priority int
	gates    []Path          // the options that the conditions read
	uses     []Path          // the options that the value reads
	Body     *syntax.AttrSet // of the module it stands in
	Inside   bool            // that module is a value that the file holds, such as flake.modules.nixos.x: not of the file's own level
	Scope    *eval.Scope     // of Value; nil where it is one host's
	Within   Path            // the option whose value that module is, such as virtualisation.vmVariant; nil for the module of a file
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
	Path     Path
	Span     diag.Span
	File     *File
	Guarded  bool // "or" or "?" stands by: the path need not exist
	Whole    bool // the value is passed on whole, or goes on with a computed name
	Selects  bool // the value is the name of an attribute: sops.secrets.${cfg.key}
	Handed   bool // by an argument of the module that has a part of the configuration
	alias    bool
	presence bool // "?" only: whether the path is there, and nothing of what it holds
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
	Inner   bool // of a module inside of the file, not of the one that the file is
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
	Arg  string // the argument that the name stands for
}

// Apart is a file that something evaluates as a module by itself, and the special arguments that it has then. Open says
// that there may be others.
type Apart struct {
	Target  string
	Special []string
	Open    bool
}
