package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// kinds are the sorts of values that an expression may give; 0 where that is not known.
type kinds uint16

const (
	ofNull kinds = 1 << iota
	ofBool
	ofInt
	ofFloat
	ofString
	ofPath
	ofList
	ofSet
	ofGroup // of options: a set that nothing makes a text of
	ofPackage
	ofFunction
)

const ofText = ofString | ofPath

// thing is what is known of an expression: the kinds that it may be of, and what says so.
type thing struct {
	kinds kinds
	words string
	group analyzer.Path // nil if it is no group of options
}

// none reports whether a thing is surely of none of some kinds.
func (t thing) none(of kinds) bool { return t.kinds != 0 && t.kinds&of == 0 }

// kindsOfTypes are the types of lib whose values are all of one sort.
var kindsOfTypes = map[string]kinds{
	"bool": ofBool, "boolByOr": ofBool, "int": ofInt, "port": ofInt, "float": ofFloat, "number": ofInt | ofFloat,
	"ints.positive": ofInt, "ints.unsigned": ofInt, "ints.between": ofInt, "ints.u8": ofInt, "ints.u16": ofInt, "ints.u32": ofInt,
	"ints.s8": ofInt, "ints.s16": ofInt, "ints.s32": ofInt, "numbers.between": ofInt | ofFloat, "numbers.positive": ofInt | ofFloat, "numbers.nonnegative": ofInt | ofFloat,
	"str": ofString, "nonEmptyStr": ofString, "singleLineStr": ofString, "lines": ofString, "commas": ofString, "envVar": ofString,
	"strMatching": ofString, "separatedString": ofString, "passwdEntry": ofString,
	"path": ofText | ofPackage, "package": ofPackage, "shellPackage": ofPackage,
	"listOf": ofList, "nonEmptyListOf": ofList, "attrsOf": ofSet, "lazyAttrsOf": ofSet, "attrs": ofSet, "submodule": ofSet, "functionTo": ofFunction,
}

func ofType(t analyzer.Type) kinds {
	switch t.Name {
	case "nullOr":
		if inner := ofType(t.Arg(0)); inner != 0 {
			return inner | ofNull
		}
		return 0
	case "either", "oneOf":
		return ofAny(t.Alternatives())
	case "enum":
		return ofEnum(t)
	}
	return kindsOfTypes[t.Name]
}

// ofAny are the kinds of several types; 0 where one is not known.
func ofAny(types []analyzer.Type) (all kinds) {
	for _, t := range types {
		of := ofType(t)
		if of == 0 {
			return 0
		}
		all |= of
	}
	return all
}

func ofEnum(t analyzer.Type) (all kinds) {
	if len(t.Args) != 1 {
		return 0
	}
	elems, _ := t.Args[0].List()
	for _, e := range elems {
		switch e.Kind() {
		case analyzer.NullKind:
			all |= ofNull
		case analyzer.StringKind:
			all |= ofString
		case analyzer.IntKind:
			all |= ofInt
		default:
			return 0
		}
	}
	return all
}

// kindCheck knows what expressions of a file are. Reads of options are found by their place.
type kindCheck struct {
	closedSets
	pass  *analyzer.Pass
	file  *analyzer.File
	reads map[[2]int]*analyzer.Read // of the file; nil until one is looked for
	known map[string]thing          // options, by path
}

func (c *kindCheck) enter(f *analyzer.File) { c.file, c.reads = f, nil }

// what is what an expression gives, as far as it is written out or an option's type says so.
func (c *kindCheck) what(x syntax.Expr, s *syntax.Scopes, hops int) thing {
	if hops > maxHops {
		return thing{}
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return c.variable(x, s, hops)
	case *syntax.Select:
		return c.selected(x, s, hops)
	case *syntax.Apply:
		return c.called(x, s)
	case *syntax.If:
		return union(c.what(x.Then, s, hops+1), c.what(x.Else, s, hops+1))
	case *syntax.Binary:
		return ofOperator[x.Op]
	case *syntax.Unary:
		if x.Op == syntax.Not {
			return thing{kinds: ofBool, words: "a boolean"}
		}
		return c.what(x.X, s, hops+1)
	default:
		return literalKind(inner(x))
	}
}

func union(a, b thing) thing {
	if a.kinds == 0 || b.kinds == 0 {
		return thing{}
	}
	return thing{kinds: a.kinds | b.kinds, words: a.words}
}

// ofOperator are the kinds of results that do not depend on the operands. What // gives may be a function or a text
// for who looks at its attributes, and is left out.
var ofOperator = map[syntax.BinaryOp]thing{
	syntax.Concat: {kinds: ofList, words: "a list"},
	syntax.And:    {kinds: ofBool, words: "a boolean"}, syntax.Or: {kinds: ofBool, words: "a boolean"}, syntax.Implies: {kinds: ofBool, words: "a boolean"},
	syntax.Equal: {kinds: ofBool, words: "a boolean"}, syntax.NotEqual: {kinds: ofBool, words: "a boolean"},
	syntax.Less: {kinds: ofBool, words: "a boolean"}, syntax.LessEq: {kinds: ofBool, words: "a boolean"},
	syntax.Greater: {kinds: ofBool, words: "a boolean"}, syntax.GreaterEq: {kinds: ofBool, words: "a boolean"},
}

// literalKind is what an expression is that says so itself.
func literalKind(x syntax.Expr) thing {
	switch x.(type) {
	case *syntax.Int:
		return thing{kinds: ofInt, words: "a number"}
	case *syntax.Float:
		return thing{kinds: ofFloat, words: "a number"}
	case *syntax.Str, *syntax.IndStr, *syntax.URI:
		return thing{kinds: ofString, words: "a text"}
	case *syntax.Path, *syntax.SearchPath:
		return thing{kinds: ofPath, words: "a path"}
	case *syntax.List:
		return thing{kinds: ofList, words: "a list"}
	case *syntax.AttrSet:
		return thing{kinds: ofSet, words: "a set"}
	case *syntax.Lambda:
		return thing{kinds: ofFunction, words: "a function"}
	case *syntax.HasAttr:
		return thing{kinds: ofBool, words: "a boolean"}
	}
	return thing{}
}

// variable is what a name is bound to. What a function is called with is not known.
func (c *kindCheck) variable(x *syntax.Ident, s *syntax.Scopes, hops int) thing {
	b, bound := s.Lookup(x.Name)
	switch {
	case !bound && (x.Name == "true" || x.Name == "false"):
		return thing{kinds: ofBool, words: "a boolean"}
	case !bound && x.Name == "null":
		return thing{kinds: ofNull, words: "null"}
	case b.Value != nil:
		if t := c.what(b.Value, b.In, hops+1); t.kinds != ofNull { // nobody names a null but to ask for it
			return t
		}
		return thing{}
	case b.From != nil:
		if t := c.inherited(x.Name, b.From); t.kinds != 0 {
			return t
		}
		return c.constant(&syntax.Select{X: b.From, Path: &syntax.AttrPath{Names: []syntax.AttrName{x}}}, b.In, hops)
	}
	return c.function(x, s, 0)
}

// inherited is an option that a name of inherit (cfg) name stands for.
func (c *kindCheck) inherited(name string, from syntax.Expr) thing {
	for _, r := range c.file.Reads {
		at := r.Span.Start.Offset
		if r.Path.Name() == name && at > from.End() && r.Span.End.Offset-at == len(name) && inOneInherit(c.file.Src[from.End():at]) {
			return c.option(r)
		}
	}
	return thing{}
}

func inOneInherit(between string) bool {
	for _, r := range between {
		if r == ';' || r == '=' {
			return false
		}
	}
	return true
}

func (c *kindCheck) selected(x *syntax.Select, s *syntax.Scopes, hops int) thing {
	if x.Or != nil {
		return thing{}
	}
	if r := c.readAt(x); r != nil && !r.Whole && !ofOptions(x, s) {
		return c.option(r)
	}
	if t := c.constant(x, s, hops); t.kinds != 0 {
		return t
	}
	return c.function(x, s, 0)
}

// constant is what a set holds that a let binds and that is written out: ports.http of let ports = { http = 80; }.
func (c *kindCheck) constant(x *syntax.Select, s *syntax.Scopes, hops int) thing {
	id, isName := syntax.Unparen(x.X).(*syntax.Ident)
	names, static := syntax.StaticPath(x.Path)
	if !isName || !static {
		return thing{}
	}
	b, _ := s.Lookup(id.Name)
	set, isSet := syntax.Unparen(b.Value).(*syntax.AttrSet)
	for isSet && !set.Rec {
		value, rest := bindingOf(set, names)
		if value == nil {
			break
		}
		if len(rest) == 0 {
			if t := c.what(value, b.In, hops+1); t.kinds != ofNull {
				return t
			}
			break
		}
		names = rest
		set, isSet = syntax.Unparen(value).(*syntax.AttrSet)
	}
	return thing{}
}

// bindingOf is what the one binding of a set that has to do with a path binds, and what is left of the path below it.
func bindingOf(set *syntax.AttrSet, path []string) (value syntax.Expr, rest []string) {
	for _, b := range set.Bindings {
		attr, is := b.(*syntax.AttrBinding)
		if !is {
			continue
		}
		names, static := syntax.StaticPath(attr.Path)
		if !static {
			return nil, nil
		}
		if names[0] != path[0] {
			continue
		}
		if value != nil || len(names) > len(path) || !slices.Equal(names, path[:len(names)]) {
			return nil, nil
		}
		value, rest = attr.Value, path[len(names):]
	}
	return value, rest
}

// ofOptions reports whether a selection is one of the argument options, which holds records of options and no values.
func ofOptions(x *syntax.Select, s *syntax.Scopes) bool {
	for range maxHops {
		id, isName := syntax.Unparen(x.X).(*syntax.Ident)
		if !isName {
			return false
		}
		b, bound := s.Lookup(id.Name)
		from := b.Value
		if from == nil {
			from = b.From
		}
		next, isSelect := syntax.Unparen(from).(*syntax.Select)
		switch alias, isAlias := syntax.Unparen(from).(*syntax.Ident); {
		case id.Name == "options" && (!bound || b.Lambda != nil):
			return true
		case isAlias:
			return alias.Name == "options"
		case !isSelect:
			return false
		}
		x, s = next, b.In
	}
	return true
}

func (c *kindCheck) readAt(x syntax.Expr) *analyzer.Read {
	if c.reads == nil {
		c.reads = make(map[[2]int]*analyzer.Read, len(c.file.Reads))
		for _, r := range c.file.Reads {
			c.reads[[2]int{r.Span.Start.Offset, r.Span.End.Offset}] = r
		}
	}
	return c.reads[[2]int{x.Pos(), x.End()}]
}

// option is what the value of an option is.
func (c *kindCheck) option(r *analyzer.Read) thing {
	path := r.Path
	if !c.pass.Repo.ReadAt(path, c.file, r.Span.Start.Offset) {
		return thing{} // the name is also one of another level of modules
	}
	name := path.String()
	if t, ok := c.known[name]; ok {
		return t
	}
	types, group, ok := c.pass.Repo.TypeAt(path)
	t := thing{}
	switch {
	case group:
		t = thing{kinds: ofGroup, words: fmt.Sprintf("%q is a group of options", path), group: path}
	case ok:
		t = thing{kinds: ofAny(types), words: fmt.Sprintf("%q is of type %s", path, typeWords(types[0]))}
	}
	c.known[name] = t
	return t
}

// resultsOf are functions of lib and builtins, how many arguments they take, and what they give.
var resultsOf = map[string]struct {
	arguments int
	gives     thing
}{
	"optional": {2, thing{kinds: ofList, words: "a list"}}, "optionals": {2, thing{kinds: ofList, words: "a list where the condition does not hold"}},
	"optionalString": {2, thing{kinds: ofString, words: "a text where the condition does not hold"}}, "optionalAttrs": {2, thing{kinds: ofSet, words: "a set where the condition does not hold"}},
	"mkIf": {2, thing{}}, "mkOverride": {2, thing{}}, "mkOrder": {2, thing{}}, "mkMerge": {1, thing{}}, "mkForce": {1, thing{}}, "mkDefault": {1, thing{}},
	"mkBefore": {1, thing{}}, "mkAfter": {1, thing{}}, "mkOptionDefault": {1, thing{}}, "mkVMOverride": {1, thing{}},
	"toString": {1, thing{kinds: ofString, words: "a text"}}, "concatStringsSep": {2, thing{kinds: ofString, words: "a text"}},
	"length": {1, thing{kinds: ofInt, words: "a number"}}, "elem": {2, thing{kinds: ofBool, words: "a boolean"}},
	"attrNames": {1, thing{kinds: ofList, words: "a list"}}, "attrValues": {1, thing{kinds: ofList, words: "a list"}}, "map": {2, thing{kinds: ofList, words: "a list"}},
}

// function is a function of lib that lacks arguments, such as the mkIf c of mkIf c && d x.
func (c *kindCheck) function(fn syntax.Expr, s *syntax.Scopes, given int) thing {
	name := syntax.Callee(fn)
	known, ok := resultsOf[name]
	if !ok || given > known.arguments || c.lib(fn, s) != name {
		return thing{}
	}
	if given < known.arguments {
		return thing{kinds: ofFunction, words: fmt.Sprintf("%s lacks an argument, and is a function", name)}
	}
	return known.gives
}

func (c *kindCheck) called(x *syntax.Apply, s *syntax.Scopes) thing {
	if _, ok := resultsOf[syntax.Callee(x)]; !ok {
		return thing{}
	}
	args := syntax.Arguments(x)
	return c.function(calledFunction(x), s, len(args))
}

// calledFunction is what a call calls, with all its arguments left out.
func calledFunction(x syntax.Expr) syntax.Expr {
	for {
		call, ok := syntax.Unparen(x).(*syntax.Apply)
		if !ok {
			return syntax.Unparen(x)
		}
		x = call.Fn
	}
}

// lib is the last name of a function of lib or builtins; "" for anything else.
func (c *kindCheck) lib(fn syntax.Expr, s *syntax.Scopes) string {
	if id, ok := fn.(*syntax.Ident); ok && syntax.IsGlobal(id.Name) {
		if _, bound := s.Lookup(id.Name); !bound {
			return id.Name
		}
	}
	if c.origin(fn, s, 0) == "" {
		return ""
	}
	return syntax.Callee(fn)
}
