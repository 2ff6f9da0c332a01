package link

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// staticImports are the imports of a file that need no evaluation: a list of plain paths, or none.
type staticImports struct {
	targets []string
	body    *syntax.AttrSet
	head    bool // a function stands around the set
	ok      bool
}

func (w *walker) staticImports(f *facts.File) staticImports {
	if s, known := w.static.Load(f.Name); known {
		return s.(staticImports)
	}
	s := w.readStatic(f)
	w.static.Store(f.Name, s)
	return s
}

func (w *walker) readStatic(f *facts.File) staticImports {
	set := staticBody(f.Root)
	if set == nil || w.definesHomes(f) {
		return staticImports{}
	}
	_, head := syntax.Unparen(f.Root).(*syntax.Lambda)
	s := staticImports{ok: true, body: set, head: head}
	for _, b := range set.Bindings {
		b, isAttr := b.(*syntax.AttrBinding)
		if !isAttr {
			return staticImports{}
		}
		switch name, plain := eval.Plain(b.Path.Names[0]); {
		case !plain || name == "disabledModules" || name == "config" && len(b.Path.Names) == 1 && len(f.Errors) > 0:
			return staticImports{}
		case name == "imports":
			list, ok := syntax.Unparen(b.Value).(*syntax.List)
			if !ok {
				return staticImports{}
			}
			for _, e := range list.Elems {
				p, ok := e.(*syntax.Path)
				if !ok {
					return staticImports{}
				}
				v, _ := w.machine.Fresh().Eval(p, eval.FileScope(f.File)).(eval.Path)
				name, ok := w.tree.InRepository(w.machine, v)
				if !ok {
					return staticImports{}
				}
				s.targets = append(s.targets, name)
			}
		}
	}
	return s
}

// staticBody is a module's set where no call stands around it.
func staticBody(x syntax.Expr) *syntax.AttrSet {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Lambda:
			if _, curried := syntax.Unparen(y.Body).(*syntax.Lambda); curried {
				return nil
			}
			x = y.Body
		case *syntax.Let:
			x = y.Body
		case *syntax.With:
			x = y.Body
		case *syntax.AttrSet:
			return y
		default:
			return nil
		}
	}
}
