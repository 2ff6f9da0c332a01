package syntax

// maxArguments is more than any function takes that is known by name. A list that lost its bracket
// reads as one call of all its elements; who visits each call of such a row must not walk the rest
// of it again every time.
const maxArguments = 32

// Callee is the last name of the function that a call names: mkIf of lib.mkIf c x; of what is no
// call, the last name of the expression itself. "" if it has none, or more than maxArguments
// arguments.
func Callee(x Expr) string {
	for range maxArguments + 1 {
		switch y := Unparen(x).(type) {
		case *Apply:
			x = y.Fn
			continue
		case *Ident:
			return y.Name
		case *Select:
			name, _ := staticName(y.Path.Names[len(y.Path.Names)-1])
			return name
		}
		return ""
	}
	return ""
}

// Arguments are the arguments of a call, first to last. There are none of what is no call, nor of a
// call of more than maxArguments.
func Arguments(x Expr) []Expr {
	n := 0
	for fn := x; ; n++ {
		call, ok := Unparen(fn).(*Apply)
		if !ok {
			break
		}
		if n == maxArguments {
			return nil
		}
		fn = call.Fn
	}
	if n == 0 {
		return nil
	}
	args := make([]Expr, n)
	for i := n - 1; i >= 0; i-- {
		call := Unparen(x).(*Apply)
		args[i], x = call.Arg, call.Fn
	}
	return args
}

// StaticName is the text of a name that is known when the file is read: plain, quoted, or
// ${"quoted"}.
func StaticName(n AttrName) (string, bool) {
	name, ok := staticName(n)
	return name, ok && name != ""
}

// StaticPath is an attribute path of which every name is static.
func StaticPath(p *AttrPath) ([]string, bool) {
	var names []string
	for _, n := range p.Names {
		name, ok := StaticName(n)
		if !ok {
			return names, false
		}
		names = append(names, name)
	}
	return names, true
}

// StaticText is the text of a string without interpolation.
func StaticText(x Expr) (string, bool) { return literal(x) }

// Dotted is the text of a.b.c: a variable, or attributes of one with plain names; "" for anything
// else.
func Dotted(x Expr) string {
	switch x := Unparen(x).(type) {
	case *Ident:
		return x.Name
	case *Select:
		base := Dotted(x.X)
		names, ok := StaticPath(x.Path)
		if base == "" || !ok || x.Or != nil {
			return ""
		}
		for _, n := range names {
			base += "." + n
		}
		return base
	}
	return ""
}

// Head is the function around a file, or nil: what a module takes. Parentheses, let, with and
// assert may stand before it.
func (f *File) Head() *Lambda {
	x := f.Root
	for {
		switch y := Unparen(x).(type) {
		case *Lambda:
			return y
		case *Let:
			x = y.Body
		case *With:
			x = y.Body
		case *Assert:
			x = y.Body
		default:
			return nil
		}
	}
}
