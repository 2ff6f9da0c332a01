package eval

import (
	"path"
	"sync"

	"mxmcheck/analyzer/syntax"
)

// Root is where the repository stands in paths and in strings made of them.
const Root = "/@repository"

// World is what a Machine can see.
type World struct {
	File    func(name string) *syntax.File               // nil if there is none
	Stat    func(name string) string                     // directory, regular, symlink, or "" for nothing
	ReadDir func(name string) (map[string]string, error) // names and what they are
	Read    func(name string) (string, error)
	Makers  map[string]Maker // functions of inputs of which it is known what they give
}

// Maker is such a function.
type Maker struct {
	Arguments int                              // that it takes
	Gives     func(*Machine, *MakerCall) Value // the attributes of what it gives: computed when one is selected
}

// Machine evaluates. It is not safe for concurrent use; Fork makes one more.
type Machine struct {
	World World
	Stop  func() bool // reports whether the run is to end; nil for never

	*shared
	question question
	frame    frame
	stack    []*Thunk        // what is being evaluated, outermost first
	also     map[*Thunk]bool // of these, what another machine evaluates too
	depth    int
	ticks    int
	stopped  bool
	watch    func(Look)      // nil for nobody; see Observe
	replayed map[*Thunk]bool // what was reported to it
}

// shared is what all machines of a world have in common.
type shared struct {
	mu      sync.Mutex
	imports map[string]*Thunk
}

// New makes a machine.
func New(w World) *Machine {
	m := &Machine{World: w, shared: &shared{imports: map[string]*Thunk{}}}
	return m.Fresh()
}

// Fork makes a machine of the same world, for another goroutine: they share what they compute.
func (m *Machine) Fork() *Machine {
	f := &Machine{World: m.World, Stop: m.Stop, shared: m.shared}
	return f.Fresh()
}

// unknown wraps a cause: the innermost reason is the one worth telling. A cause that is known has
// the wrong type.
func (m *Machine) unknown(at Place, reason string, cause Value) *Unknown {
	if u, ok := cause.(*Unknown); ok {
		return u.plain()
	}
	if known(cause) {
		return m.fail(at, reason)
	}
	if r, ok := cause.(Ref); ok && r.Root == "config" {
		reason = "it depends on the configuration"
	}
	return &Unknown{At: at, Reason: reason}
}

// Import gives the value of a file, or of a folder's default.nix.
func (m *Machine) Import(p string, at Place) Value {
	name, ok := InRepository(p)
	if !ok {
		return &Unknown{At: at, Reason: "the path is outside of the repository", Foreign: true}
	}
	if m.kind(name) == "directory" {
		name = path.Join(name, "default.nix")
	}
	f := m.file(name)
	if f == nil {
		return &Unknown{At: at, Reason: name + " does not exist"}
	}
	if len(f.Errors) > 0 {
		return &Unknown{At: at, Reason: name + " cannot be parsed"}
	}
	return m.Force(m.imported(name, f))
}

func (m *Machine) imported(name string, f *syntax.File) *Thunk {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.imports[name]
	if t == nil {
		t = Lazy(f.Root, FileScope(f))
		m.imports[name] = t
	}
	return t
}
