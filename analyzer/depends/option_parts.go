package depends

import (
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// An option tells which files declare and define it. Where the name of that attribute is written out, its name says so;
// here it is found where a file may read any attribute of an option: by a name that is computed, or because it
// hands the option on.

const readsParts = "any attribute of an option may be read, and with it paths that are not written out"

// partOfOptions is where a function that is called with options, as a module is that stands in another file than one
// of its own, may read which files they are of; nil if nowhere.
func partOfOptions(l *syntax.Lambda) syntax.Node {
	called := false
	if l.Formals != nil {
		called = slices.ContainsFunc(l.Formals.List, func(f *syntax.Formal) bool { return f.Name.Name == "options" })
	}
	var files syntax.Node
	syntax.Walk(l.Body, func(n syntax.Node) bool {
		if x, ok := n.(*syntax.Select); ok {
			first, _ := eval.Plain(x.Path.Names[0])
			base, isName := syntax.Unparen(x.X).(*syntax.Ident)
			called = called || isName && l.Arg != nil && base.Name == l.Arg.Name && first == "options"
			if last, _ := eval.Plain(lastPart(x)); last == "files" {
				files = x
			}
		}
		return true
	})
	switch {
	case !called:
		return nil
	case files != nil:
		return files
	}
	return anyPart(l.Body)
}

// anyPart is where a file may read any attribute of an option; nil if nowhere.
func anyPart(root syntax.Node) syntax.Node {
	o := optionNames{"options": true}
	for more := true; more; {
		more = o.bind(root)
	}
	var found syntax.Node
	syntax.Walk(root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Select:
			if computed := !isPlain(lastPart(n)); computed && o.reads(n) {
				found = n
			}
		case *syntax.Apply:
			if o.holds(n.Arg) && !harmless(n) {
				found = n
			}
		}
		return found == nil
	})
	return found
}

// optionNames are the names in a file that may stand for options or sets of them.
type optionNames map[string]bool

// bind adds the names that are bound to options, and reports whether there were more of them.
func (o optionNames) bind(root syntax.Node) bool {
	before := len(o)
	syntax.Walk(root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			if name, plain := eval.Plain(n.Path.Names[0]); plain && len(n.Path.Names) == 1 && o.holds(n.Value) {
				o[name] = true
			}
		case *syntax.Inherit:
			if n.From != nil && o.holds(n.From) {
				o.inherit(n.Names)
			}
		case *syntax.With:
			if o.holds(n.Scope) {
				o[anyName] = true
			}
		}
		return true
	})
	return len(o) > before
}

// anyName stands for all names: with brings them in.
const anyName = ""

func (o optionNames) inherit(names []syntax.AttrName) {
	for _, one := range names {
		if name, plain := eval.Plain(one); plain && !saysNoFile[name] {
			o[name] = true
		}
	}
}

// holds reports whether the value of an expression may be an option, or hold one.
func (o optionNames) holds(x syntax.Node) bool {
	switch x := x.(type) {
	case *syntax.Ident:
		return o[x.Name]
	case *syntax.HasAttr, *syntax.Str, *syntax.IndStr, *syntax.Lambda, *syntax.Unary:
		return false
	case *syntax.Binary:
		return (x.Op == syntax.Update || x.Op == syntax.Concat) && (o.holds(x.X) || o.holds(x.Y))
	case *syntax.Select:
		last, _ := eval.Plain(lastPart(x))
		return !saysNoFile[last] && o.reads(x) || x.Or != nil && o.holds(x.Or)
	case *syntax.If:
		return o.holds(x.Then) || o.holds(x.Else)
	case *syntax.Let:
		return o.holds(x.Body)
	case *syntax.Apply:
		return givesOptions[calledName(x)] && o.holds(x.Arg)
	}
	found := false
	syntax.EachChild(x, func(child syntax.Node) {
		if _, isName := child.(*syntax.AttrPath); !isName {
			found = found || o.holds(child)
		}
	})
	return found
}

// reads reports whether a selection is of options.
func (o optionNames) reads(x *syntax.Select) bool {
	base, isName := syntax.Unparen(x.X).(*syntax.Ident)
	first, _ := eval.Plain(x.Path.Names[0])
	return !isName && o.holds(x.X) || isName && (o[base.Name] || o[anyName] && !everywhere[base.Name]) || first == "options"
}

// everywhere are names that no with brings in, as every module is called with them.
var everywhere = map[string]bool{"config": true, "lib": true, "pkgs": true, "builtins": true, "inputs": true}

func lastPart(x *syntax.Select) syntax.AttrName { return x.Path.Names[len(x.Path.Names)-1] }

// saysNoFile are the attributes of an option that are none of its files.
var saysNoFile = map[string]bool{
	"isDefined": true, "value": true, "default": true, "type": true, "highestPrio": true, "description": true, "example": true, "loc": true,
	"definitions": true, "visible": true, "internal": true, "readOnly": true, "defaultText": true,
}

// givesOptions are functions whose value is of the options that they are called with.
var givesOptions = map[string]bool{"getAttr": true, "getAttrFromPath": true, "attrByPath": true}

// harmless reports whether a call with options reads none of the attributes that name files: nothing but names, or what
// is written out.
func harmless(x *syntax.Apply) bool {
	switch name := calledName(x); name {
	case "hasAttr", "hasAttrByPath", "attrNames", "isOption", "mkAliasDefinitions", "mkAliasAndWrapDefinitions", "mkAliasAndWrapDefsWithPriority", "mkDerivedConfig":
		return true
	default:
		return givesOptions[name] && writtenOut(x.Fn)
	}
}

// writtenOut reports whether all arguments so far are texts that are written out and name no file.
func writtenOut(fn syntax.Expr) bool {
	plain := true
	for {
		call, ok := syntax.Unparen(fn).(*syntax.Apply)
		if !ok {
			return plain
		}
		syntax.Walk(call.Arg, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Str:
				text, literal := eval.Literal(n.Parts)
				plain = plain && literal && !isClimbing(text) && text != "files"
			case *syntax.List, *syntax.Paren, *syntax.Text:
			case *syntax.Ident:
				plain = plain && (n.Name == "null" || n.Name == "true" || n.Name == "false")
			case *syntax.AttrSet:
				plain = plain && len(n.Bindings) == 0
			default:
				plain = false
			}
			return plain
		})
		fn = call.Fn
	}
}
