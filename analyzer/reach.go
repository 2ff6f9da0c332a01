package analyzer

import (
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

const maxUnknowns = 200 // of one configuration: more say nothing new

// Reach is what a configuration's imports bring in: it asserts that what is in Files is imported;
// where Whole is false, more may be.
type Reach struct {
	Files    map[string]Class // files of the repository, and as modules of what
	Perhaps  map[string]bool  // of those, the files behind a condition that cannot be known
	Heads    map[string]Class // of those, the files whose function takes the modules' arguments
	Foreign  []diag.Span      // imports of inputs' modules: they declare options that cannot be seen
	Absent   []Absent         // imports of files that are not there
	Unknowns []diag.Unknown   // imports that cannot be followed

	open         Class // of the modules whose imports are not all known
	unseen       Class // of the modules of which some are computed: what they define is not known
	bodies       map[*syntax.AttrSet]seat
	inputs       map[string]Class // whose modules are imported, and as what; "" where it is not known whose
	homeArgs     []string         // names of home-manager.extraSpecialArgs
	homeArgsOpen bool             // there may be more of them
}

// Absent is an import of a file that is not there.
type Absent struct {
	Name string
	Span diag.Span // where it is imported
}

// seat says as what a module's set is imported.
type seat struct {
	class Class
	sure  bool
}

func newReach() *Reach {
	return &Reach{Files: map[string]Class{}, Perhaps: map[string]bool{}, Heads: map[string]Class{}, inputs: map[string]Class{}, bodies: map[*syntax.AttrSet]seat{}}
}

// Inputs names the inputs whose modules are imported, sorted; "" is among them where it is not known
// whose a module is.
func (r *Reach) Inputs() []string { return slices.Sorted(maps.Keys(r.inputs)) }

// InputsFor is Inputs for the modules of one class.
func (r *Reach) InputsFor(class Class) []string {
	var names []string
	for name, of := range r.inputs {
		if of.Has(class) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (r *Reach) foreign(v eval.Value, class Class, at diag.Span) {
	r.Foreign = append(r.Foreign, at)
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

func (r *Reach) seat(set *syntax.AttrSet, class Class, perhaps bool) {
	if set != nil {
		old := r.bodies[set]
		r.bodies[set] = seat{old.class | class, old.sure || !perhaps}
	}
}

// Whole reports whether every import was followed; inputs' modules are not imports of ours.
func (r *Reach) Whole() bool { return len(r.Unknowns) == 0 }

// WholeFor is Whole for the modules of one class: which modules the users' homes import does not
// matter to the options of their machine.
func (r *Reach) WholeFor(class Class) bool { return !r.open.Has(class) }

// Seen reports whether all that the modules of a class define stands in a file as it is written.
func (r *Reach) Seen(class Class) bool { return !r.unseen.Has(class) && r.WholeFor(class) }

// Has reports whether the file is known to be imported.
func (r *Reach) Has(file string) bool {
	_, ok := r.Files[file]
	return ok && !r.Perhaps[file]
}

// Setting is a definition as one configuration has it.
type Setting struct {
	*Definition
	Class Class // of the module, in this configuration
	Sure  bool  // its module is known to be imported
}

// Own reports whether the setting stands in a file that belongs to its host alone.
func (h *Host) Own(s Setting) bool { return h.own[s.File.Name] }

// Alone reports whether no other host reaches a file of the host.
func (h *Host) Alone(file string) bool { return h.alone[file] }

// Declares reports whether the host may import the module of a declaration, as one of a class.
func (h *Host) Declares(d *Declaration, class Class) bool {
	reached, ok := h.Reach.Files[d.File.Name]
	return ok && (d.Class == 0 && reached == 0 || d.Class.Has(class) || d.Class == 0 && reached.Has(class))
}

// settle gathers each host's settings, and the files that are each host's own: those that no other
// host reaches and that declare no option.
func (l *loader) settle() {
	users := map[string]int{}
	for _, h := range l.repo.Hosts {
		for name := range h.Reach.Files {
			users[name]++
		}
	}
	for _, h := range l.repo.Hosts {
		h.own, h.alone = map[string]bool{}, map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(h.Reach.Files)) {
			f := l.repo.byName[name]
			h.alone[name] = users[name] == 1
			h.own[name] = h.alone[name] && len(l.repo.Own(f)) == 0
			for _, d := range f.Definitions {
				if seat, ok := h.Reach.bodies[d.Body]; ok {
					class := seat.class
					if d.Class != 0 {
						class = d.Class
					}
					h.Settings = append(h.Settings, Setting{d, class, seat.sure})
				}
			}
		}
	}
}

// Defines reports whether a module that the host may import gives the option a value, or some value
// that may hold one for it.
func (r *Repo) Defines(h *Host, path Path) bool {
	return slices.ContainsFunc(r.Around(h, path), func(*Definition) bool { return true })
}

// Around are the definitions, in any file that the host may import, of the option, of something
// below it, or of a group around it that is not written out.
func (r *Repo) Around(h *Host, path Path) []*Definition {
	var around []*Definition
	for _, name := range slices.Sorted(maps.Keys(h.Reach.Files)) {
		for _, d := range r.byName[name].Definitions {
			if d.Path.HasPrefix(path) || path.HasPrefix(d.Path) && d.Open() {
				around = append(around, d)
			}
		}
	}
	return around
}

// Reached are the files that some host or exported module may import.
func (r *Repo) Reached() map[string]bool {
	reached := map[string]bool{}
	for _, h := range r.Hosts {
		for name := range h.Reach.Files {
			reached[name] = true
		}
	}
	for _, e := range r.Exported {
		for name := range e.Files {
			reached[name] = true
		}
	}
	return reached
}
