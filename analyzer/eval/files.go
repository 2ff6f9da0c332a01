package eval

import (
	"path"
	"strings"
)

// filePrimitives are the functions of paths and files.
func filePrimitives() map[string]primitive {
	return map[string]primitive{
		"import":  strict(1, importFile),
		"readDir": strict(1, readDir),
		"pathExists": strict(1, func(m *Machine, v []Value, _ Place) Value {
			if kind, why := m.stat(v[0]); why == nil {
				return Bool(kind != "")
			}
			return &Unknown{Reason: "whether the path exists is not known"}
		}),
		"readFileType": strict(1, pathType),
		"pathType":     strict(1, pathType),
		"readFile":     strict(1, readFile),
		"baseNameOf": strict(1, func(m *Machine, v []Value, at Place) Value {
			p, why := m.coerce(v[0])
			if why != nil {
				return m.unknown(at, "the path is not known", why)
			}
			p = strings.TrimSuffix(p, "/")
			return String(p[strings.LastIndexByte(p, '/')+1:])
		}),
		"dirOf":    strict(1, dirOf),
		"fromJSON": strict(1, fromJSON),
	}
}

func importFile(m *Machine, v []Value, at Place) Value {
	if _, ref := v[0].(Ref); ref {
		return v[0]
	}
	p, why := m.coerce(v[0])
	if why != nil {
		return m.unknown(at, "an argument is not known", why)
	}
	return m.Import(p, at)
}

func dirOf(m *Machine, v []Value, at Place) Value {
	p, why := m.coerce(v[0])
	if why != nil {
		return m.unknown(at, "the path is not known", why)
	}
	if _, isPath := v[0].(Path); isPath {
		return Path(path.Dir(p))
	}
	switch i := strings.LastIndexByte(p, '/'); i {
	case -1:
		return String(".")
	case 0:
		return String("/")
	default:
		return String(p[:i])
	}
}

// inside gives the name of a file of the repository; why is what says that it is none.
func (m *Machine) inside(v Value) (name string, why Value) {
	p, why := m.coerce(v)
	if why != nil {
		return "", m.unknown(m.question.at, "an argument is not known", why)
	}
	name, ok := InRepository(p)
	if !ok {
		return "", &Unknown{At: m.question.at, Reason: "an argument is not known"}
	}
	return name, nil
}

func (m *Machine) stat(v Value) (string, Value) {
	name, why := m.inside(v)
	if why != nil {
		return "", why
	}
	return m.kind(name), nil
}

func pathType(m *Machine, v []Value, at Place) Value {
	kind, why := m.stat(v[0])
	switch {
	case why != nil:
		return why
	case kind == "":
		return m.fail(at, "the path does not exist")
	}
	return String(kind)
}

func readFile(m *Machine, v []Value, at Place) Value {
	name, why := m.inside(v[0])
	if why != nil {
		return why
	}
	text, err := m.read(name)
	if err != nil {
		return &Unknown{At: at, Reason: "the file " + name + " cannot be read"}
	}
	m.payBytes(len(text))
	return String(text)
}

func readDir(m *Machine, v []Value, at Place) Value {
	name, why := m.inside(v[0])
	if why != nil {
		return why
	}
	entries, err := m.names(name)
	if err != nil {
		return &Unknown{At: at, Reason: "the folder " + name + " cannot be read"}
	}
	m.pay(len(entries))
	out := &Set{Attrs: map[string]*Thunk{}}
	for name, kind := range entries {
		out.Attrs[name] = Known(String(kind))
	}
	return out
}
