package syntax

import (
	"path"
	"strconv"
	"strings"

	"mxmcheck/analyzer/diag"
)

// PrintOptions say what paths in a file are resolved against.
type PrintOptions struct {
	Dir  string // absolute folder of the file
	Home string // what ~ means

	old   bool // the notation of Nix 2.8, which the tests compare with
	exact bool // a notation that reads back as the same tree, for tests; Nix's own does not always
}

// Print gives the tree as "nix-instantiate --parse" of Nix 2.34 prints it, without a line end.
// A file with Errors has no such text. What Nix refuses beyond them, attributes defined twice and
// unbound variables, is in errors; the text is then not Nix's.
func Print(f *File, o PrintOptions) (text string, errors []diag.Diagnostic) {
	p := &printer{options: o}
	p.expr(f.Root)
	for _, i := range f.duplicates {
		errors = append(errors, f.diagnose(i))
	}
	if len(errors) == 0 {
		errors = Unbound(f)
	}
	return p.String(), errors
}

type printer struct {
	strings.Builder
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
		p.put(p.identifier(x.Name))
	case *Int:
		p.put(strconv.FormatInt(x.Value, 10))
	case *Float:
		p.put(strconv.FormatFloat(x.Value, 'g', 6, 64)) // as C++ streams do
	case *Str:
		p.concat(x, x.Parts)
	case *IndStr:
		p.concat(x, x.Parts)
	case *Path:
		p.path(x)
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
		p.attrs(attrsOf(x.Bindings, x.Rec))
	case *LegacyLet:
		p.put("(")
		p.attrs(attrsOf(x.Bindings, true))
		p.put(").body")
	case *Let:
		p.put("(let ")
		p.bindings(attrsOf(x.Bindings, true))
		p.put("in ")
		p.expr(x.Body)
		p.put(")")
	case *With:
		p.around("(with ", x.Scope, "; ", x.Body, ")")
	case *Assert:
		p.around("assert ", x.Cond, "; ", x.Body, "")
	case *If:
		p.around("(if ", x.Cond, " then ", x.Then, " else ")
		p.expr(x.Else)
		p.put(")")
	case *Lambda:
		p.lambda(x)
	case *Select:
		p.selection(x)
	case *HasAttr:
		p.put("((")
		p.expr(x.X)
		p.put(") ? ")
		p.attrPath(x.Path)
		p.put(")")
	case *SearchPath, *Apply, *Unary, *Binary:
		p.operation(x)
	case *Paren:
		p.expr(x.X)
	}
}

func (p *printer) around(open string, x Expr, between string, y Expr, end string) {
	p.put(open)
	p.expr(x)
	p.put(between)
	p.expr(y)
	p.put(end)
}

// concat prints a string: one that is known as itself, everything else as a sum of its parts.
func (p *printer) concat(x Expr, parts []StrPart) {
	if text, ok := literal(x); ok {
		p.put(p.quote(text))
		return
	}
	if p.options.exact && len(parts) == 1 {
		p.interpolated(`"${`, parts[0].(*Interp).X, `}"`)
		return
	}
	p.openSum(len(parts))
	for i, part := range parts {
		switch part := part.(type) {
		case *Text:
			p.put(p.quote(part.Value))
		case *Interp:
			p.expr(part.X)
		}
		p.betweenSum(i, len(parts))
	}
}

func (p *printer) interpolated(open string, x Expr, end string) {
	p.put(open)
	p.expr(x)
	p.put(end)
}

func (p *printer) openSum(parts int) {
	p.put("(")
	for range parts - 2 {
		if p.options.exact {
			p.put("(")
		}
	}
}

// betweenSum prints what follows the i-th of the parts of a sum.
func (p *printer) betweenSum(i, parts int) {
	switch {
	case i == parts-1:
		p.put(")")
	case i > 0 && p.options.exact:
		p.put(") + ")
	default:
		p.put(" + ")
	}
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

// path prints a path resolved against the file's folder; with interpolations its first piece is,
// and keeps a slash at its end.
func (p *printer) path(x *Path) {
	first := x.Parts[0].(*Text).Value
	if len(x.Parts) == 1 {
		p.put(p.resolve(first))
		return
	}
	p.openSum(len(x.Parts))
	for i, part := range x.Parts {
		switch part := part.(type) {
		case *Text:
			switch {
			case i > 0:
				p.put(p.quote(part.Value))
			case strings.HasSuffix(first, "/") && len(first) > 1 && first[0] != '~':
				p.put(p.resolve(first), "/")
			default:
				p.put(p.resolve(first))
			}
		case *Interp:
			p.expr(part.X)
		}
		p.betweenSum(i, len(x.Parts))
	}
}

func (p *printer) resolve(text string) string {
	switch {
	case strings.HasPrefix(text, "/"):
		return path.Clean(text)
	case strings.HasPrefix(text, "~"):
		return p.options.Home + text[1:] // as it stands: Nix does not clean it
	}
	return path.Join(p.options.Dir, text)
}
