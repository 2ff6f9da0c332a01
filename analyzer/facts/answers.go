package facts

import (
	"slices"

	"mxmcheck/analyzer/syntax"
)

// Under reports whether all conditions of a definition are options that are known to be true.
func (d *Definition) Under(on map[string]*Definition) bool {
	for _, cond := range d.Conds {
		switch syntax.Unparen(cond).(type) {
		case *syntax.Select, *syntax.Ident:
		default:
			return false
		}
	}
	return len(d.Conds) == 0 || len(d.gates) > 0 && !slices.ContainsFunc(d.gates, func(gate Path) bool { return on[gate.String()] == nil })
}

// Surely reports whether the definition is there wherever the given options are true.
func (d *Definition) Surely(on map[string]*Definition) bool { return !d.Optional && d.Under(on) }

// Uses are the options that the value of the definition reads.
func (d *Definition) Uses() []Path { return d.uses }

// Open reports whether a definition may be one of options below its path.
func (d *Definition) Open() bool {
	switch x := syntax.Unparen(d.Value).(type) {
	case *syntax.AttrSet:
		return d.Dynamic || len(x.Bindings) > 0
	}
	kind := Attr{Expr: d.Value, File: d.File}.Kind()
	return d.Dynamic || kind == UnknownKind || kind == SetKind
}

// OfFile reports whether the declaration stands in the module that its file is.
func (d *Declaration) OfFile() bool { return d.Body == d.File.Body() }

// HasModuleKey reports whether the file's set has options, config or imports as a key: it can then
// be little else than a module.
func (f *File) HasModuleKey() bool {
	set := f.Body()
	return f.Module && set != nil && HasModuleKeys(set)
}

// Gates are the options that the conditions around the definition read.
func (d *Definition) Gates() []Path { return d.gates }

// IsUse reports whether the read is more than a name that is given to the path, such as cfg.
func (r *Read) IsUse() bool { return !r.alias && !r.presence }

// OfPresence reports whether the read is a test whether the path is there: of a group, it reads nothing.
func (r *Read) OfPresence() bool { return r.presence }
