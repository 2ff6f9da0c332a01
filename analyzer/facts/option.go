package facts

import (
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Option is what a declaration says of its option, where that can be seen.
type Option struct {
	Ctor        string // mkOption, mkEnableOption, mkPackageOption; "" if it is not known which
	Type        Type
	Default     Attr
	DefaultText Attr
	Example     Attr
	Description Attr // of mkEnableOption: its argument
	Apply       Attr
	ReadOnly    Attr
	Internal    Attr
	Visible     Attr
	Whole       bool // every attribute was seen: one that is not Given is absent
}

// Type is an option's type, as far as its expression says. The name is that of lib.types:
// "bool", "port", "ints.between", "listOf". It is "" where it cannot be known.
type Type struct {
	Attr
	Name string
	Args []Attr // of a type that is a function: listOf, enum, either
}

// Arg reads an argument of the type as a type: the "str" of "listOf str".
func (t Type) Arg(i int) Type {
	if i >= len(t.Args) {
		return Type{}
	}
	return typeOf(t.Args[i])
}

// Alternatives are the types of which a value may be any: those of either and oneOf; none where they cannot
// be seen.
func (t Type) Alternatives() (types []Type) {
	switch {
	case t.Name == "either" && len(t.Args) == 2:
		return []Type{t.Arg(0), t.Arg(1)}
	case t.Name == "oneOf" && len(t.Args) == 1:
		elems, _ := t.Args[0].List()
		for _, e := range elems {
			types = append(types, typeOf(e))
		}
	}
	return types
}

// typeOf names the type that an expression of lib.types is.
func typeOf(a Attr) Type {
	t := Type{Attr: a}
	if name, args, ok := valueType(a.value); ok {
		t.Name, t.Args = name, args
		return t
	}
	x := syntax.Unparen(a.Expr)
	if call, ok := x.(*syntax.Apply); ok {
		for _, arg := range arguments(call) {
			t.Args = append(t.Args, Attr{Expr: arg, File: a.File})
		}
		for {
			next, ok := syntax.Unparen(x).(*syntax.Apply)
			if !ok {
				break
			}
			x = next.Fn
		}
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		t.Name = x.Name
	case *syntax.Select:
		t.Name = typeName(x)
	case *syntax.With:
		inner := typeOf(Attr{Expr: x.Body, File: a.File})
		t.Name, t.Args = inner.Name, inner.Args
	}
	if !isTypeName(t.Name) {
		t.Name, t.Args = "", nil
	}
	return t
}

// valueType names a type of lib that was evaluated.
func valueType(v eval.Value) (name string, args []Attr, ok bool) {
	ref, isRef := v.(eval.Ref)
	if call, isCall := v.(*eval.Call); isCall {
		ref, isRef = call.Fn, true
		for _, t := range call.Args {
			args = append(args, Attr{Expr: t.Expr, value: eval.Peek(t)})
		}
	}
	if !isRef || ref.Root != "lib" || len(ref.Path) < 2 || ref.Path[0] != "types" {
		return "", nil, false
	}
	name = strings.Join(ref.Path[1:], ".")
	return name, args, isTypeName(name)
}

// typeName is the part of a selection after types: ints.between of lib.types.ints.between.
func typeName(x *syntax.Select) string {
	var names []string
	if id, ok := syntax.Unparen(x.X).(*syntax.Ident); ok {
		names = append(names, id.Name)
	}
	for _, n := range x.Path.Names {
		name, ok := eval.Plain(n)
		if !ok {
			return ""
		}
		names = append(names, name)
	}
	for i := len(names) - 1; i >= 0; i-- {
		if names[i] == "types" {
			return strings.Join(names[i+1:], ".")
		}
	}
	if len(names) == 2 && names[0] == "ints" || len(names) == 2 && (names[0] == "t" || names[0] == "ty") {
		return strings.TrimPrefix(strings.TrimPrefix(strings.Join(names, "."), "t."), "ty.")
	}
	return ""
}

// isTypeName knows the types of nixpkgs' lib/types.nix.
func isTypeName(name string) bool {
	switch name {
	case "bool", "boolByOr", "int", "str", "string", "nonEmptyStr", "singleLineStr", "passwdEntry", "port", "float", "number", "path",
		"pathInStore", "package", "shellPackage", "pkgs", "anything", "unspecified", "raw", "attrs", "lines", "commas", "envVar",
		"separatedString", "strMatching", "enum", "listOf", "nonEmptyListOf", "attrsOf", "lazyAttrsOf", "attrListOf", "nullOr", "either", "oneOf",
		"coercedTo", "submodule", "submoduleWith", "deferredModule", "deferredModuleWith", "functionTo", "uniq", "unique", "optionType",
		"attrTag", "addCheck", "loaOf", "fileset", "externalPath", "pathWith", "luaInline", "secretPath", "uint16", "mkOptionType",
		"ints.positive", "ints.unsigned", "ints.between", "ints.u8", "ints.u16", "ints.u32", "ints.s8", "ints.s16", "ints.s32",
		"numbers.between", "numbers.positive", "numbers.nonnegative":
		return true
	}
	return false
}

// optionOf reads the record that a declaration's value makes; nil if it cannot be seen.
func (c *collector) optionOf(value syntax.Expr) *Option {
	switch x := syntax.Unparen(value).(type) {
	case *syntax.Apply:
		return c.constructed(x)
	case *syntax.Binary:
		return c.changed(x)
	}
	return nil
}

func (c *collector) constructed(call *syntax.Apply) *Option {
	args, o := arguments(call), &Option{Ctor: syntax.LibCallee(call)}
	switch {
	case o.Ctor == "mkOption" && len(args) == 1:
		o.Whole = c.optionAttrs(o, args[0])
	case o.Ctor == "mkEnableOption" && len(args) == 1:
		o.Description = c.attr(args[0])
		o.Default = Attr{Expr: &syntax.Ident{Name: "false"}} // mkEnableOption says so; no file does
		o.Type.Name, o.Whole = "bool", true
	case (o.Ctor == "mkPackageOption" || o.Ctor == "mkPackageOptionMD") && len(args) == 3:
		o.Type.Name = "package"
	default:
		return nil
	}
	return o
}

// changed reads mkEnableOption "x" // { default = true; }.
func (c *collector) changed(x *syntax.Binary) *Option {
	if x.Op != syntax.Update {
		return nil
	}
	o := c.optionOf(x.X)
	if o != nil {
		o.Whole = c.optionAttrs(o, x.Y) && o.Whole
	}
	return o
}

func (c *collector) attr(x syntax.Expr) Attr { return Attr{Expr: x, File: c.file} }

// optionAttrs reads the attributes of an option's record into o; whole is false if there may be
// others.
func (c *collector) optionAttrs(o *Option, x syntax.Expr) (whole bool) {
	set, ok := syntax.Unparen(x).(*syntax.AttrSet)
	if !ok {
		return false
	}
	whole = true
	for _, b := range set.Bindings {
		b, ok := b.(*syntax.AttrBinding)
		if !ok || len(b.Path.Names) != 1 {
			whole = false
			continue
		}
		name, _ := eval.Plain(b.Path.Names[0])
		if name == "" {
			whole = false
		}
		o.set(name, c.attr(b.Value))
	}
	return whole
}

// recorded reads the record that a declaration's value evaluates to.
func (c *collector) recorded(set *eval.Set) *Option {
	o := &Option{Ctor: set.Ctor, Whole: set.Whole()}
	for _, name := range set.Names() {
		o.set(name, c.evaluated(set.Attrs[name]))
	}
	if set.Open != nil && o.Default.Given() {
		o.Default = Attr{Expr: &syntax.Bad{}} // what is not known may say another one
	}
	return o
}

// evaluated is an attribute whose value is known; its expression is that which a name stands for.
func (c *collector) evaluated(t *eval.Thunk) Attr {
	a := Attr{value: c.Machine.Fresh().Force(t)}
	c.deepen(a.value)
	for range maxAlias {
		id, ok := syntax.Unparen(t.Expr).(*syntax.Ident)
		if !ok {
			break
		}
		next, bound := t.Scope.Lookup(id.Name)
		if !bound || next.Expr == nil {
			break
		}
		t = next
	}
	if t.Expr != nil {
		a.Expr, a.File = t.Expr, c.File(t.Scope.File.Name)
	}
	return a
}

// deepen evaluates what stands in a list or in a type's arguments, so that the fact can be read
// when the repository is frozen. What is shared is evaluated once.
func (c *collector) deepen(v eval.Value) {
	met := map[*eval.Thunk]bool{}
	var visit func(v eval.Value, depth int)
	visit = func(v eval.Value, depth int) {
		var parts []*eval.Thunk
		switch v := v.(type) {
		case *eval.List:
			parts = v.Elems
		case *eval.Call:
			parts = v.Args
		}
		for _, t := range parts {
			if depth < 4 && !met[t] {
				met[t] = true
				visit(c.Machine.Force(t), depth+1)
			}
		}
	}
	visit(v, 0)
}

// completeType names a type that the expression alone does not tell, such as a name bound by let.
func (c *collector) completeType(o *Option, s *eval.Scope) {
	if o.Type.Name == "" && o.Type.Expr != nil {
		v := c.Machine.Fresh().Eval(o.Type.Expr, s)
		c.deepen(v)
		o.Type = typeOf(Attr{Expr: o.Type.Expr, File: o.Type.File, value: v})
		return
	}
	c.listEnum(o, s)
}

// hidden reports whether no module of this repository need read the option.
func (o *Option) hidden() bool {
	return o != nil && (o.ReadOnly.Given() || o.Internal.Given() || o.Visible.Given())
}

func (o *Option) set(name string, a Attr) {
	switch name {
	case "type":
		o.Type = typeOf(a)
	case "default":
		o.Default = a
	case "defaultText":
		o.DefaultText = a
	case "example":
		o.Example = a
	case "description":
		o.Description = a
	case "apply":
		o.Apply = a
	case "readOnly":
		o.ReadOnly = a
	case "internal":
		o.Internal = a
	case "visible":
		o.Visible = a
	}
}
