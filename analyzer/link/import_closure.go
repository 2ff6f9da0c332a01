package link

import (
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

const maxUnknowns = 200 // of one configuration: more say nothing new

// Closure is the import closure of a configuration: it asserts that what is in Files is imported;
// where Whole is false, more may be.
type Closure struct {
	Files     map[string]facts.Class // files of the repository, and as modules of what
	Perhaps   map[string]bool        // of those, the files behind a condition that cannot be known
	Functions map[string]facts.Class // of those, the files whose function takes the modules' arguments
	Foreign   []diag.Span            // imports of inputs' modules: they declare options that cannot be seen
	Absent    []Absent               // imports of files that are not there
	Unknowns  []diag.Unknown         // imports that cannot be followed

	open         facts.Class // of the modules whose imports are not all known
	free         facts.Class // of the modules of which one has a freeformType
	unseen       facts.Class // of the modules of which some are computed: what they define is not known
	bodies       map[*syntax.AttrSet]ImportedAs
	inputs       map[string]facts.Class // whose modules are imported, and as what; "" where it is not known whose
	modules      map[string]ImportedAs  // of inputs, that are imported; "" where it is not known which
	homeArgs     []string               // names of home-manager.extraSpecialArgs
	homeArgsOpen bool                   // there may be more of them
	shares       bool                   // modules are handed to all homes of the host
	users        bool                   // a home of it is known
	heads        []head                 // functions of files that were called as modules
	failed       []*eval.Unknown        // imports that surely fail for want of a name
}

// withoutHomes notes of a host that hands modules to its homes, of which none is seen, that what these import is not known: either they
// are made in a way that cannot be followed, or nobody evaluates these modules.
func (r *Closure) withoutHomes() {
	if r.shares && !r.users {
		r.open |= facts.Home
	}
}

// Absent is an import of a file that is not there.
type Absent struct {
	Name string
	Span diag.Span // where it is imported
}

// ImportedAs is of which class a set is imported as a module.
type ImportedAs struct {
	Class facts.Class
	Sure  bool // not only behind a condition
}

func newClosure() *Closure {
	return &Closure{Files: map[string]facts.Class{}, Perhaps: map[string]bool{}, Functions: map[string]facts.Class{}, inputs: map[string]facts.Class{}, modules: map[string]ImportedAs{}, bodies: map[*syntax.AttrSet]ImportedAs{}}
}

// Inputs names the inputs whose modules are imported, sorted; "" is among them where it is not known
// whose a module is.
func (r *Closure) Inputs() []string { return slices.Sorted(maps.Keys(r.inputs)) }

// takes reports whether a module of an input by that name is among the modules.
func (r *Closure) takes(name string) bool {
	for module := range r.modules {
		if strings.HasSuffix(module, "."+name) {
			return true
		}
	}
	return false
}

// InputsFor is Inputs for the modules of one class.
func (r *Closure) InputsFor(class facts.Class) []string {
	var names []string
	for name, of := range r.inputs {
		if of.Has(class) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (r *Closure) foreign(v eval.Value, class facts.Class, at diag.Span, perhaps bool) {
	r.Foreign = append(r.Foreign, at)
	module := moduleName(v)
	old := r.modules[module]
	r.modules[module] = ImportedAs{old.Class | class, old.Sure || !perhaps}
	name := ""
	switch v := v.(type) {
	case eval.Ref:
		if v.Root == "inputs" && len(v.Path) > 0 {
			name = v.Path[0]
		}
	case eval.Path:
		name = inputOf(string(v))
	case eval.String:
		name = inputOf(string(v))
	}
	r.inputs[name] |= class
}

// inputOf is the input that a path stands in.
func inputOf(text string) string {
	if rest, ok := strings.CutPrefix(text, "/@input/"); ok {
		name, _, _ := strings.Cut(rest, "/")
		return name
	}
	if strings.HasPrefix(text, "/@modules") {
		return "nixpkgs"
	}
	return ""
}

func (r *Closure) as(set *syntax.AttrSet, class facts.Class, perhaps bool) {
	if set != nil {
		old := r.bodies[set]
		r.bodies[set] = ImportedAs{old.Class | class, old.Sure || !perhaps}
	}
}

// Whole reports whether every import was followed; inputs' modules are not imports of ours.
func (r *Closure) Whole() bool { return len(r.Unknowns) == 0 }

// WholeFor is Whole for the modules of one class: which modules the users' homes import does not
// matter to the options of their machine.
func (r *Closure) WholeFor(class facts.Class) bool { return !r.open.Has(class) }

// Seen reports whether all that the modules of a class define stands in a file as it is written.
func (r *Closure) Seen(class facts.Class) bool { return !r.unseen.Has(class) && r.WholeFor(class) }

// Has reports whether the file is known to be imported.
func (r *Closure) Has(file string) bool {
	_, ok := r.Files[file]
	return ok && !r.Perhaps[file]
}

// ImportedAs says of which class a set is imported as a module; ok is false if it does not.
func (r *Closure) ImportedAs(body *syntax.AttrSet) (as ImportedAs, ok bool) {
	as, ok = r.bodies[body]
	return as, ok
}

// HomeArgs are the names of home-manager.extraSpecialArgs; known is false where there may be more.
func (r *Closure) HomeArgs() (names []string, known bool) { return r.homeArgs, !r.homeArgsOpen }
