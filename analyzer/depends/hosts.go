package depends

import (
	"path"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/link"
)

// root looks at what every host goes through: what the evaluator leaves out there.
func (m *marker) root() {
	if len(m.flake.Unknowns) > 0 {
		u := m.flake.Unknowns[0]
		m.open(u.Span, u.Message)
	}
	if u, framed := m.flake.Framed(); framed {
		m.open(u.Span, u.Message)
	}
	reach, bodies, ok := m.flake.Parts()
	if !ok {
		return
	}
	for _, u := range reach.Unknowns {
		m.open(u.Span, u.Message)
	}
	for _, part := range bodies {
		m.part(part)
	}
}

// part looks at a flake-parts module: what is defined beside the outputs is evaluated for each of
// them, and so are the conditions around them.
func (m *marker) part(set *eval.Set) {
	if t, ok := set.Attrs["options"]; ok {
		m.thunk(t)
	}
	if t, ok := set.Attrs["config"]; ok {
		m.conditions(t)
	}
	for _, conf := range facts.Configs(m.flake.Machine, set) {
		for _, name := range conf.Names() {
			t := conf.Attrs[name]
			switch name {
			case "flake":
				m.conditions(t)
				for _, outputs := range facts.Contents(m.flake.Machine, m.flake.Machine.Fresh().Force(t)) {
					for _, kind := range host.Kinds() {
						if hosts, ok := outputs.Attrs[kind.Output]; ok {
							m.conditions(hosts)
						}
					}
				}
			case "perSystem", "imports", "options", "_file", "_class", "key":
			default:
				m.thunk(t)
			}
		}
	}
}

// conditions follows the conditions of mkIf around a value.
func (m *marker) conditions(t *eval.Thunk) {
	set, ok := m.flake.Machine.Fresh().Force(t).(*eval.Set)
	if !ok || set.Attrs["_type"] == nil {
		return
	}
	if condition, ok := set.Attrs["condition"]; ok {
		m.thunk(condition)
	}
	if content, ok := set.Attrs["content"]; ok {
		m.conditions(content)
	}
	if contents, ok := set.Attrs["contents"]; ok {
		if list, ok := m.flake.Machine.Fresh().Force(contents).(*eval.List); ok {
			for _, e := range list.Elems {
				m.conditions(e)
			}
		}
	}
}

// host follows what a host is made with.
func (m *marker) host(h *link.Host) {
	if h.MakerCall() == nil {
		m.open(h.Span, "how the host is made cannot be seen")
		return
	}
	args := h.MakerCall().Args[0]
	set, ok := m.flake.Machine.Fresh().Force(args).(*eval.Set)
	if !ok || !set.Whole() {
		m.thunk(args)
		return
	}
	for _, name := range set.Names() {
		t := set.Attrs[name]
		switch name {
		case "modules":
			m.modules(t)
		case "specialArgs", "extraSpecialArgs":
			m.special(t)
		default:
			m.thunk(t)
		}
	}
}

// modules follows a list of modules.
func (m *marker) modules(t *eval.Thunk) {
	list, ok := m.flake.Machine.Fresh().Force(t).(*eval.List)
	if !ok || len(list.Open) > 0 {
		m.thunk(t)
		return
	}
	for _, e := range list.Elems {
		v := m.flake.Machine.Fresh().Force(e)
		if name, ok := m.tree.InRepository(m.flake.Machine, v); ok && m.settled(v) {
			m.file(name)
			continue
		}
		m.thunk(e)
	}
}

// special follows the arguments that modules are handed, and notes which of them are the inputs.
func (m *marker) special(t *eval.Thunk) {
	set, ok := m.flake.Machine.Fresh().Force(t).(*eval.Set)
	if !ok || !set.Whole() {
		m.thunk(t)
		return
	}
	for _, name := range set.Names() {
		one := set.Attrs[name]
		if v := m.flake.Machine.Fresh().Force(one); v == m.flake.Inputs {
			m.inputs[name] = true
			continue
		}
		m.thunk(one)
	}
}

// file notes a file whose whole text counts.
func (m *marker) file(name string) {
	m.Files[name] = true
	m.texts[name] = true
}

// at notes a path: what stands there, and what lies below.
func (m *marker) at(p string, span diag.Span) {
	name, ok := eval.InRepository(path.Clean(p))
	if !ok {
		if !strings.HasPrefix(p, "/@") || strings.HasPrefix(p, eval.Root) { // the places of inputs begin so
			m.open(span, "a path leads out of the flake")
		}
		return
	}
	if f := m.tree.File(name); f != nil {
		m.file(name)
	}
	m.Below[name] = true
}
