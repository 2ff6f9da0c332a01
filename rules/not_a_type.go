package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func notAType() analyzer.Rule {
	return analyzer.Rule{
		Name:     "not-a-type",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a type that is none: a text, or a function of lib.types without its arguments",
			Why: `listOf, enum, either and their kin are functions that make types: alone, or with an argument too few, they are
none, and "listOf either str int" gives listOf three arguments. Evaluation ends where the option is first defined. mkEnableOption takes
the text of what is enabled: a set in its place is taken for that text, and the default in it is lost.`,
			Bad:     "{ config, lib, ... }: { options.mxmlabs.a = lib.mkOption { type = lib.types.listOf; }; config.services.a.names = config.mxmlabs.a; }\n",
			Good:    "{ config, lib, ... }: { options.mxmlabs.a = lib.mkOption { type = lib.types.listOf lib.types.str; }; config.services.a.names = config.mxmlabs.a; }\n",
			Unknown: "types that a name stands for which is no part of lib.types, and what functions give",
		},
		Check: func(p *analyzer.Pass) {
			c := &typeCheck{pass: p, closedSets: setsOf(p.Repo), own: extendsLib(p.Repo)}
			if c.own && (&nameCheck{pass: p, closedSets: c.closedSets}).ownTypes() {
				return
			}
			for _, f := range p.Repo.Files {
				if len(f.Errors) == 0 && (strings.Contains(f.Src, "Option") || strings.Contains(f.Src, "types") || slices.ContainsFunc(f.Declarations, lacksArgument)) && !strings.Contains(f.Src, "scopedImport") {
					c.enter(f)
					syntax.WalkScopes(f.Root, c.visit)
				}
			}
		},
	}
}

type typeCheck struct {
	closedSets
	pass  *analyzer.Pass
	file  *analyzer.File
	own   bool                 // the repository makes a lib of its own
	types map[syntax.Expr]bool // calls that have to give a type
	told  map[syntax.Expr]bool // types that were looked at, or reported
}

func (c *typeCheck) enter(f *analyzer.File) {
	c.file, c.told, c.types = f, map[syntax.Expr]bool{}, map[syntax.Expr]bool{}
}

func (c *typeCheck) visit(n syntax.Node, s *syntax.Scopes) bool {
	switch n := n.(type) {
	case *syntax.Apply:
		switch syntax.Callee(n.Fn) {
		case "mkOption":
			c.option(n, s)
		case "mkEnableOption":
			c.enableOption(n, s)
		default:
			c.typeIs(n, s)
		}
	case *syntax.AttrBinding:
		if len(n.Path.Names) > 0 {
			c.functionAsOption(n, s)
		}
	}
	return true
}

func (c *typeCheck) report(x syntax.Node, message string) {
	c.pass.Report(diag.Diagnostic{Span: c.file.Span(x), Message: message})
}

// isLib reports whether a function is one of lib's that makes options.
func (c *typeCheck) isLib(fn syntax.Expr, name string, s *syntax.Scopes) bool {
	of := c.origin(fn, s, 0)
	return of == "lib."+name || of == "lib.options."+name
}

func (c *typeCheck) option(n *syntax.Apply, s *syntax.Scopes) {
	if _, further := syntax.Unparen(n.Fn).(*syntax.Apply); further || !c.isLib(n.Fn, "mkOption", s) {
		return
	}
	set, is := syntax.Unparen(n.Arg).(*syntax.AttrSet)
	if !is {
		if known := literalKind(syntax.Unparen(n.Arg)); known.kinds != 0 {
			c.report(n.Arg, "mkOption takes a set, and this is "+known.words)
		}
		return
	}
	for _, b := range set.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok && len(b.Path.Names) == 1 {
			if name, _ := syntax.StaticName(b.Path.Names[0]); name == "type" && !set.Rec {
				c.wantsType("type", b.Value, s)
			}
		}
	}
}

func (c *typeCheck) enableOption(n *syntax.Apply, s *syntax.Scopes) {
	if _, further := syntax.Unparen(n.Fn).(*syntax.Apply); further || !c.isLib(n.Fn, "mkEnableOption", s) {
		return
	}
	if set, is := syntax.Unparen(n.Arg).(*syntax.AttrSet); is && losesDefault(set) {
		c.report(n.Arg, "mkEnableOption takes the text of what is enabled, and this is a set, of which the default is lost; write mkEnableOption \"…\" // { default = …; }")
	}
}

// losesDefault reports whether a set says of a default, and says another one than there is without it.
func losesDefault(set *syntax.AttrSet) bool {
	return slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		attr, is := b.(*syntax.AttrBinding)
		if !is || len(attr.Path.Names) != 1 {
			return false
		}
		name, _ := syntax.StaticName(attr.Path.Names[0])
		return name == "default" && syntax.Dotted(attr.Value) != "false"
	})
}

// functionAsOption reports options.a = lib.mkEnableOption, which lacks its argument.
func (c *typeCheck) functionAsOption(b *syntax.AttrBinding, s *syntax.Scopes) {
	name := syntax.Callee(b.Value)
	if call, is := syntax.Unparen(b.Value).(*syntax.Apply); is {
		c.callAsOption(b, call, s)
		return
	}
	if name != "mkOption" && name != "mkEnableOption" && name != "mkPackageOption" {
		return
	}
	declares := slices.ContainsFunc(c.file.Declarations, func(d *analyzer.Declaration) bool { return d.Span == c.file.Span(b.Path) })
	if declares && c.isLib(syntax.Unparen(b.Value), name, s) {
		c.report(b.Value, name+" is a function and makes no option before it is called")
	}
}

// callAsOption reports options.a = mkOpt types.str "", where mkOpt, of this file or of the own set in lib, takes another argument.
func (c *typeCheck) callAsOption(b *syntax.AttrBinding, call *syntax.Apply, s *syntax.Scopes) {
	lacks := slices.ContainsFunc(c.file.Declarations, func(d *analyzer.Declaration) bool {
		return lacksArgument(d) && d.Span == c.file.Span(b.Path)
	})
	if !lacks {
		return
	}
	fn := syntax.Unparen(call.Fn)
	for further, is := fn.(*syntax.Apply); is; further, is = fn.(*syntax.Apply) {
		fn = syntax.Unparen(further.Fn)
	}
	own := c.closedSets.own != "" && strings.HasPrefix(c.origin(fn, s, 0), "lib."+c.closedSets.own+".")
	if id, is := fn.(*syntax.Ident); is && !own {
		bound, ok := s.Lookup(id.Name)
		own = ok && bound.Value != nil
	}
	if own {
		c.report(b.Value, syntax.Callee(call)+" takes another argument: so it makes a function, and no option")
	}
}

// wantsType looks at an expression that has to be a type.
func (c *typeCheck) wantsType(of string, x syntax.Expr, s *syntax.Scopes) {
	x = syntax.Unparen(x)
	if c.told[x] {
		return
	}
	switch y := x.(type) {
	case *syntax.Ident, *syntax.Select:
		name := c.typeOf(y, s)
		if arity[name] > 0 {
			c.told[x] = true
			c.report(x, fmt.Sprintf("%s wants a type, and types.%s is a function that makes one: it takes %s", of, name, argumentsOf(name)))
		}
	case *syntax.Apply:
		c.types[y] = true
		c.typeIs(y, s)
	case *syntax.AttrSet:
		if noTypeSet(y) {
			c.told[x] = true
			c.report(x, fmt.Sprintf("%s wants a type, and this is a set%s", of, submoduleMeant(y)))
		}
	case *syntax.With, *syntax.Let:
	default:
		if known := literalKind(x); known.kinds != 0 {
			c.told[x] = true
			c.report(x, fmt.Sprintf("%s wants a type, and this is %s%s", of, known.words, meantType(c.closedSets, x)))
		}
	}
}

// meantType says which type a text names, if it names one.
func meantType(c closedSets, x syntax.Expr) string {
	if text, ok := syntax.StaticText(x); ok && c.names.Has("lib.types", text) && arity[text] == 0 {
		return fmt.Sprintf("; did you mean lib.types.%s?", text)
	}
	return ""
}

// arity is how many arguments the types that are functions take.
var arity = map[string]int{
	"listOf": 1, "nonEmptyListOf": 1, "attrsOf": 1, "lazyAttrsOf": 1, "loaOf": 1, "nullOr": 1, "uniq": 1, "functionTo": 1, "enum": 1, "oneOf": 1,
	"submodule": 1, "submoduleWith": 1, "strMatching": 1, "separatedString": 1, "attrTag": 1, "deferredModuleWith": 1, "mkOptionType": 1,
	"either": 2, "unique": 2, "addCheck": 2, "coercedTo": 3, "ints.between": 2, "numbers.between": 2,
}

// plainTypes are types that take no argument.
var plainTypes = map[string]bool{
	"bool": true, "int": true, "str": true, "port": true, "float": true, "number": true, "path": true, "package": true, "anything": true, "attrs": true,
	"lines": true, "commas": true, "raw": true, "unspecified": true, "singleLineStr": true, "nonEmptyStr": true, "deferredModule": true, "shellPackage": true,
	"ints.positive": true, "ints.unsigned": true, "ints.u8": true, "ints.u16": true, "ints.u32": true,
}

func argumentsOf(name string) string {
	switch n := arity[name]; {
	case name == "enum":
		return "the list of the values"
	case name == "submodule":
		return "a module"
	case n == 1:
		return "an argument"
	default:
		return fmt.Sprintf("%d arguments", n)
	}
}

// typeOf is the name in lib.types that an expression is; "" for anything else.
func (c *typeCheck) typeOf(x syntax.Expr, s *syntax.Scopes) string {
	name, ok := strings.CutPrefix(c.origin(x, s, 0), "lib.types.")
	if !ok {
		return ""
	}
	return name
}

// typeIs looks at a type that a call makes: how many arguments it has, and what they are.
func (c *typeCheck) typeIs(n *syntax.Apply, s *syntax.Scopes) {
	if c.told[n] {
		return
	}
	if _, whole := syntax.Unparen(n.Fn).(*syntax.Apply); !whole || arity[syntax.Callee(n)] > 0 {
		c.callOf(n, s)
	}
}

func (c *typeCheck) callOf(n *syntax.Apply, s *syntax.Scopes) {
	name := syntax.Callee(n)
	if strings.HasPrefix(syntax.Dotted(calledFunction(n)), "lib.") || arity[name] > 0 || plainTypes[name] || name == "between" {
		name = c.typeOf(calledFunction(n), s)
	}
	args := syntax.Arguments(n)
	want := arity[name]
	for fn := syntax.Expr(n); ; {
		call, is := syntax.Unparen(fn).(*syntax.Apply)
		if !is {
			break
		}
		c.told[call], fn = true, call.Fn // a call that lacks its last arguments is part of this one
	}
	switch {
	case want > 0 && len(args) > want, plainTypes[name] && len(args) > 0:
		c.report(n, fmt.Sprintf("types.%s takes %s, and is given %d: put parentheses around a type that has arguments of its own", name, number(want), len(args)))
	case want > 0 && len(args) < want && c.types[n]:
		c.report(n, fmt.Sprintf("types.%s takes %s, and is given %d", name, number(want), len(args)))
	case want > 0 && len(args) == want:
		c.arguments(name, args, s)
	}
}

func number(n int) string {
	switch n {
	case 0:
		return "no argument"
	case 1:
		return "one argument"
	}
	return fmt.Sprintf("%d arguments", n)
}

// arguments looks at what a function of lib.types is given.
func (c *typeCheck) arguments(name string, args []syntax.Expr, s *syntax.Scopes) {
	of := "types." + name
	switch name {
	case "listOf", "nonEmptyListOf", "attrsOf", "lazyAttrsOf", "loaOf", "nullOr", "uniq", "functionTo":
		c.wantsType(of, args[0], s)
	case "either":
		c.wantsType(of, args[0], s)
		c.wantsType(of, args[1], s)
	case "coercedTo":
		c.wantsType(of, args[0], s)
		c.wantsType(of, args[2], s)
	case "enum", "oneOf":
		if known := literalKind(syntax.Unparen(args[0])); known.kinds != 0 && known.kinds != ofList {
			c.report(args[0], fmt.Sprintf("%s wants a list, and this is %s; put brackets around it", of, known.words))
		}
		if list, is := syntax.Unparen(args[0]).(*syntax.List); is && name == "oneOf" {
			c.alternatives(list, s)
		}
	case "submodule":
		c.submodule(args[0])
	}
}

// alternatives looks at the types that oneOf is given. Values in their place are those of an enumeration.
func (c *typeCheck) alternatives(list *syntax.List, s *syntax.Scopes) {
	for _, e := range list.Elems {
		if _, text := syntax.Unparen(e).(*syntax.Str); text {
			c.report(e, "types.oneOf takes types, and this is a text; values are listed with types.enum")
			return
		}
		c.wantsType("types.oneOf", e, s)
	}
}

// typeKeys are attributes that a type written out has.
var typeKeys = []string{"_type", "name", "check", "merge", "getSubOptions", "functor"}

// noTypeSet reports whether a set that is written out is surely no type.
func noTypeSet(set *syntax.AttrSet) bool {
	return !slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		attr, is := b.(*syntax.AttrBinding)
		if !is {
			return true
		}
		name, known := syntax.StaticName(attr.Path.Names[0])
		return !known || slices.Contains(typeKeys, name)
	})
}

// submoduleMeant says what a set of options lacks to be a type.
func submoduleMeant(set *syntax.AttrSet) string {
	for _, b := range set.Bindings {
		if name, _ := syntax.StaticName(b.(*syntax.AttrBinding).Path.Names[0]); name == "options" || name == "freeformType" {
			return "; did you mean lib.types.submodule of it?"
		}
	}
	return ""
}

// submodule reports a key of modules that is misspelt where a submodule's options stand.
func (c *typeCheck) submodule(x syntax.Expr) {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Lambda:
			x = y.Body
			continue
		case *syntax.Let:
			x = y.Body
			continue
		case *syntax.With:
			x = y.Body
			continue
		case *syntax.AttrSet:
			c.keys(y)
		}
		return
	}
}

var moduleKeys = []string{"options", "config", "imports", "freeformType", "disabledModules", "meta", "key", "_module", "_file", "_class"}

func (c *typeCheck) keys(set *syntax.AttrSet) {
	for _, b := range set.Bindings {
		b, ok := b.(*syntax.AttrBinding)
		if !ok {
			return
		}
		name, ok := syntax.StaticName(b.Path.Names[0])
		if name == "freeformType" {
			return
		}
		if !ok || slices.Contains(moduleKeys, name) {
			continue
		}
		if meant, like := near(name, moduleKeys[:4]); like {
			c.report(b.Path.Names[0], fmt.Sprintf("a submodule has no %q; did you mean %q?", name, meant))
		}
	}
}

// lacksArgument reports whether what stands for an option is a function.
func lacksArgument(d *analyzer.Declaration) bool { return d.Function }
