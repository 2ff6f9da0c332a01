package syntax

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"mxmcheck/analyzer/diag"
)

// PrintOptions say what paths in a file are resolved against.
type PrintOptions struct {
	Dir  string // absolute folder of the file
	Home string // what ~ means

	old bool // the notation of Nix 2.8, which the tests compare with
}

// Print gives the tree as "nix-instantiate --parse" of Nix 2.34 prints it, without a line end.
// What Nix refuses beyond syntax, duplicate attributes and undefined variables, is in errors; the
// text is then not Nix's.
func Print(f *File, o PrintOptions) (text string, errors []diag.Diagnostic) {
	p := &printer{merger: merger{file: f}, options: o}
	p.expr(f.Root)
	errors = append(p.errors, undefined(f)...)
	slices.SortFunc(errors, diag.Compare)
	return p.String(), errors
}

type printer struct {
	strings.Builder
	merger
	options PrintOptions
}

func (p *printer) put(texts ...string) {
	for _, t := range texts {
		p.WriteString(t)
	}
}

// expr prints one expression; the switch is long because the language is.
func (p *printer) expr(x Expr) {
	switch x := x.(type) {
	case *Ident:
		p.put(x.Name)
	case *Int:
		p.put(strconv.FormatInt(x.Value, 10))
	case *Float:
		p.put(float(x.Value))
	case *Str:
		p.concat(x.Parts)
	case *IndStr:
		p.concat(x.Parts)
	case *Path:
		p.path(x)
	case *SearchPath:
		p.put("(__findFile __nixPath ", p.quote(x.Name), ")")
	case *URI:
		p.put(p.quote(x.Text))
	case *List:
		p.put("[ ")
		for _, e := range x.Elems {
			p.put("(")
			p.expr(e)
			p.put(") ")
		}
		p.put("]")
	case *AttrSet:
		p.attrs(p.set(x.Bindings, x.Rec))
	case *LegacyLet:
		p.put("(")
		p.attrs(p.set(x.Bindings, true))
		p.put(").body")
	case *Let:
		p.put("(let ")
		p.bindings(p.set(x.Bindings, true))
		p.put("in ")
		p.expr(x.Body)
		p.put(")")
	case *With:
		p.put("(with ")
		p.expr(x.Scope)
		p.put("; ")
		p.expr(x.Body)
		p.put(")")
	case *Assert:
		p.put("assert ")
		p.expr(x.Cond)
		p.put("; ")
		p.expr(x.Body)
	case *If:
		p.put("(if ")
		p.expr(x.Cond)
		p.put(" then ")
		p.expr(x.Then)
		p.put(" else ")
		p.expr(x.Else)
		p.put(")")
	case *Lambda:
		p.lambda(x)
	case *Apply:
		p.call(x)
	case *Select:
		p.selection(x)
	case *HasAttr:
		p.put("((")
		p.expr(x.X)
		p.put(") ? ")
		p.attrPath(x.Path)
		p.put(")")
	case *Unary:
		p.unary(x)
	case *Binary:
		p.binary(x)
	case *Paren:
		p.expr(x.X)
	}
}

// float prints as C++ streams do: six significant digits.
func float(v float64) string {
	return strconv.FormatFloat(v, 'g', 6, 64)
}

func (p *printer) quote(text string) string { return quote(text, p.options.old) }

func quote(text string, old bool) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '$' && (old || i+1 < len(text) && text[i+1] == '{'):
			b.WriteString(`\$`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// concat prints a string: one literal as itself, everything else as a sum of its parts.
func (p *printer) concat(parts []StrPart) {
	if len(parts) == 0 {
		p.put(`""`)
		return
	}
	if t, ok := parts[0].(*Text); ok && len(parts) == 1 {
		p.put(p.quote(t.Value))
		return
	}
	p.put("(")
	for i, part := range parts {
		if i > 0 {
			p.put(" + ")
		}
		switch part := part.(type) {
		case *Text:
			p.put(p.quote(part.Value))
		case *Interp:
			p.expr(part.X)
		}
	}
	p.put(")")
}

// path prints a path resolved against the file's folder; with interpolations its first piece is,
// and keeps a slash at its end.
func (p *printer) path(x *Path) {
	for i, part := range x.Parts {
		switch part := part.(type) {
		case *Text:
			switch {
			case len(x.Parts) == 1:
				p.put(p.resolve(part.Value))
			case i == 0:
				p.put("(", p.resolve(part.Value))
				if strings.HasSuffix(part.Value, "/") {
					p.put("/")
				}
			default:
				p.put(" + ", p.quote(part.Value))
			}
		case *Interp:
			p.put(" + ")
			p.expr(part.X)
		}
	}
	if len(x.Parts) > 1 {
		p.put(")")
	}
}

func (p *printer) resolve(text string) string {
	switch {
	case strings.HasPrefix(text, "/"):
		return path.Clean(text)
	case strings.HasPrefix(text, "~"):
		return path.Clean(p.options.Home + text[1:])
	}
	return path.Join(p.options.Dir, text)
}

func (p *printer) attrs(s *attrs) {
	if s.rec {
		p.put("rec ")
	}
	p.put("{ ")
	p.bindings(s)
	p.put("}")
}

// bindings prints what is inherited, then names, then computed names.
func (p *printer) bindings(s *attrs) {
	if p.options.old {
		p.oldBindings(s)
		return
	}
	var inherited, named []string
	for name, a := range s.plain {
		if a.inherited {
			inherited = append(inherited, name)
		} else if !a.from {
			named = append(named, name)
		}
	}
	slices.Sort(inherited)
	slices.Sort(named)
	if len(inherited) > 0 {
		p.put("inherit")
		for _, name := range inherited {
			p.put(" ", p.identifier(name))
		}
		p.put("; ")
	}
	for _, group := range s.froms {
		p.put("inherit (")
		p.expr(group.from)
		p.put(")")
		for _, name := range group.names {
			p.put(" ", p.identifier(name))
		}
		p.put("; ")
	}
	for _, name := range named {
		p.put(p.identifier(name), " = ")
		p.attr(s.plain[name])
	}
	p.dynamicAttrs(s)
}

func (p *printer) dynamicAttrs(s *attrs) {
	for _, d := range s.dynamic {
		p.dynamicName(d.name, d.str)
		p.put(" = ")
		p.attr(d.attr)
	}
}

// oldBindings prints as Nix 2.8: one order for all names, and inherit (from) spelled out.
func (p *printer) oldBindings(s *attrs) {
	for _, name := range slices.Sorted(maps.Keys(s.plain)) {
		switch a := s.plain[name]; {
		case a.inherited:
			p.put("inherit ", p.identifier(name), " ; ")
		case a.from:
			p.put(p.identifier(name), " = (")
			p.expr(a.value)
			p.put(").", p.identifier(name), "; ")
		default:
			p.put(p.identifier(name), " = ")
			p.attr(a)
		}
	}
	p.dynamicAttrs(s)
}

func (p *printer) attr(a *attr) {
	if a.set != nil {
		p.attrs(a.set)
	} else {
		p.expr(a.value)
	}
	p.put("; ")
}

func (p *printer) dynamicName(name *Interp, str *Str) {
	p.put(`"${`)
	if name != nil {
		p.expr(name.X)
	} else {
		p.concat(str.Parts)
	}
	p.put(`}"`)
}

// identifier quotes a name that is not one, as an attribute name.
func (p *printer) identifier(name string) string {
	if name == "" || !isIDStart(name[0]) {
		return p.quote(name)
	}
	for i := range len(name) {
		if !isIDChar(name[i]) {
			return p.quote(name)
		}
	}
	if k := keyword(name); k != tIdent && k != tOrKw {
		return p.quote(name)
	}
	return name
}

func (p *printer) attrPath(path *AttrPath) {
	for i, n := range path.Names {
		if i > 0 {
			p.put(".")
		}
		if name, ok := staticName(n); ok {
			p.put(p.identifier(name))
			continue
		}
		interp, _ := n.(*Interp)
		str, _ := n.(*Str)
		p.dynamicName(interp, str)
	}
}

func (p *printer) lambda(x *Lambda) {
	p.put("(")
	if x.Formals != nil {
		p.formals(x.Formals)
		if x.Arg != nil {
			p.put(" @ ")
		}
	}
	if x.Arg != nil {
		p.put(x.Arg.Name)
	}
	p.put(": ")
	p.expr(x.Body)
	p.put(")")
}

func (p *printer) formals(f *Formals) {
	list := slices.Clone(f.List)
	slices.SortStableFunc(list, func(a, b *Formal) int { return strings.Compare(a.Name.Name, b.Name.Name) })
	p.put("{ ")
	for i, formal := range list {
		if i > 0 {
			p.put(", ")
		}
		p.put(formal.Name.Name)
		if formal.Default != nil {
			p.put(" ? ")
			p.expr(formal.Default)
		}
	}
	if f.Ellipsis {
		if len(list) > 0 {
			p.put(", ")
		}
		p.put("...")
	}
	p.put(" }")
}

// call prints f a b, in one pair of parentheses however it was grouped.
func (p *printer) call(x *Apply) {
	p.put("(")
	p.callInner(x)
	p.put(")")
}

func (p *printer) callInner(x *Apply) {
	if fn, ok := Unparen(x.Fn).(*Apply); ok {
		p.callInner(fn)
	} else {
		p.expr(x.Fn)
	}
	p.put(" ")
	p.expr(x.Arg)
}

func (p *printer) selection(x *Select) {
	p.put("(")
	p.expr(x.X)
	p.put(").")
	p.attrPath(x.Path)
	if x.Or != nil {
		p.put(" or (")
		p.expr(x.Or)
		p.put(")")
	}
}

func (p *printer) unary(x *Unary) {
	if x.Op == Not {
		p.put("(! ")
	} else {
		p.put("(__sub 0 ")
	}
	p.expr(x.X)
	p.put(")")
}

func (p *printer) binary(x *Binary) {
	switch x.Op {
	case Sub:
		p.primop("__sub", x.X, x.Y)
	case Mul:
		p.primop("__mul", x.X, x.Y)
	case Div:
		p.primop("__div", x.X, x.Y)
	case Less:
		p.primop("__lessThan", x.X, x.Y)
	case Greater:
		p.primop("__lessThan", x.Y, x.X)
	case LessEq, GreaterEq:
		p.put("(! ")
		if x.Op == LessEq {
			p.primop("__lessThan", x.Y, x.X)
		} else {
			p.primop("__lessThan", x.X, x.Y)
		}
		p.put(")")
	case PipeTo:
		p.call(&Apply{x.span, x.Y, x.X})
	case PipeFrom:
		p.call(&Apply{x.span, x.X, x.Y})
	default:
		p.put("(")
		p.expr(x.X)
		p.put(" ", symbol(x.Op), " ")
		p.expr(x.Y)
		p.put(")")
	}
}

func (p *printer) primop(name string, a, b Expr) {
	p.put("(", name, " ")
	p.expr(a)
	p.put(" ")
	p.expr(b)
	p.put(")")
}

func symbol(op BinaryOp) string {
	return map[BinaryOp]string{Concat: "++", Add: "+", Update: "//", Equal: "==", NotEqual: "!=", And: "&&", Or: "||", Implies: "->"}[op]
}
