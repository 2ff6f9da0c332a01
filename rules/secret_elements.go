package rules

import (
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// elementName stands in the path of an option for an element of a list, as NixOS' manual has it.
const elementName = "*"

// inElements are the definitions within the elements of the lists that a value is made of, one group for
// each element: listeners = [ { password = "…"; } ]. Facts end at a list, as the module system knows
// no options below it unless its type says so; what is written there is in the store all the same.
func inElements(d *analyzer.Definition) [][]*analyzer.Definition {
	e := &elements{of: d}
	e.value(d.Path, d.Value, 0)
	return e.groups
}

// maxNesting bounds how deep lists and calls within a value are followed.
const maxNesting = 32

type elements struct {
	of     *analyzer.Definition
	groups [][]*analyzer.Definition
}

// value looks for lists in a value, through all that hands on what it is called with.
func (e *elements) value(path analyzer.Path, x syntax.Expr, depth int) {
	if depth > maxNesting {
		return
	}
	switch y := syntax.Unparen(x).(type) {
	case *syntax.List:
		for _, elem := range y.Elems {
			e.element(path, elem, depth+1)
		}
	case *syntax.Apply:
		e.call(path, y, depth+1)
	default:
		for _, part := range partsOf(y) {
			e.value(path, part, depth+1)
		}
	}
}

// call follows functions that make a list of what a function gives for each element, and those that hand on a
// list under a condition or with a priority.
func (e *elements) call(path analyzer.Path, call *syntax.Apply, depth int) {
	args := syntax.Arguments(call)
	if len(args) == 0 || len(args) > 1 && writesFalse(args[0]) {
		return // mkIf false: switched off
	}
	switch syntax.Callee(call) {
	case "map", "imap0", "imap1", "forEach", "mapAttrsToList", "concatMap", "concatMapAttrsToList", "genList":
		for _, arg := range args {
			if fn, ok := syntax.Unparen(arg).(*syntax.Lambda); ok {
				e.element(path, bodyOf(fn), depth)
			}
		}
	case "optional", "singleton":
		e.element(path, args[len(args)-1], depth)
	case "optionals", "mkIf", "mkForce", "mkDefault", "mkOverride", "mkBefore", "mkAfter", "mkOrder":
		e.value(path, args[len(args)-1], depth)
	case "mkMerge", "concatLists", "flatten":
		if list, ok := syntax.Unparen(args[0]).(*syntax.List); ok {
			for _, elem := range list.Elems {
				e.value(path, elem, depth)
			}
		}
	}
}

// element reads one element: what sets are in it, and the definitions in those.
func (e *elements) element(path analyzer.Path, x syntax.Expr, depth int) {
	var group []*analyzer.Definition
	e.set(path.Join(elementName), x, depth, &group)
	if len(group) > 0 {
		e.groups = append(e.groups, group)
	}
}

func (e *elements) set(path analyzer.Path, x syntax.Expr, depth int, group *[]*analyzer.Definition) {
	if depth > maxNesting {
		return
	}
	switch y := syntax.Unparen(x).(type) {
	case *syntax.AttrSet:
		for _, b := range y.Bindings {
			if b, ok := b.(*syntax.AttrBinding); ok {
				e.binding(path, b, depth+1, group)
			}
		}
	case *syntax.List:
		e.value(path, y, depth+1)
	case *syntax.Apply:
		if args := syntax.Arguments(y); slices.Contains([]string{"mkIf", "mkForce", "mkDefault", "optionalAttrs", "recursiveUpdate"}, syntax.Callee(y)) {
			for _, arg := range args {
				e.set(path, arg, depth+1, group)
			}
		} else {
			e.call(path, y, depth+1)
		}
	default:
		for _, part := range partsOf(y) {
			e.set(path, part, depth+1, group)
		}
	}
}

// binding notes what is bound within an element, and looks into it.
func (e *elements) binding(path analyzer.Path, b *syntax.AttrBinding, depth int, group *[]*analyzer.Definition) {
	at := path
	for _, n := range b.Path.Names {
		name, ok := syntax.StaticName(n)
		if !ok {
			name = elementName
		}
		at = at.Join(name)
	}
	if _, set := syntax.Unparen(b.Value).(*syntax.AttrSet); !set {
		found := *e.of
		found.Path, found.Value, found.Span = at, b.Value, e.of.File.Span(b.Path)
		*group = append(*group, &found)
	}
	e.set(at, b.Value, depth, group)
}

// partsOf are the values that an expression may be, or that are joined in it.
func partsOf(x syntax.Expr) []syntax.Expr {
	switch x := x.(type) {
	case *syntax.Let:
		return []syntax.Expr{x.Body}
	case *syntax.With:
		return []syntax.Expr{x.Body}
	case *syntax.Assert:
		return []syntax.Expr{x.Body}
	case *syntax.If:
		return []syntax.Expr{x.Then, x.Else}
	case *syntax.Binary:
		if x.Op == syntax.Concat || x.Op == syntax.Update {
			return []syntax.Expr{x.X, x.Y}
		}
	}
	return nil
}

// bodyOf is what a function of any number of arguments gives.
func bodyOf(fn *syntax.Lambda) syntax.Expr {
	for {
		inner, ok := syntax.Unparen(fn.Body).(*syntax.Lambda)
		if !ok {
			return fn.Body
		}
		fn = inner
	}
}
