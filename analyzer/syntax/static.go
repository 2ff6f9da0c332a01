package syntax

// staticName gives the name that a component of an attribute path stands for; ok is false if
// evaluation computes it. "a" and ${"a"} are static, as in Nix.
func staticName(name AttrName) (s string, ok bool) {
	switch name := name.(type) {
	case *Ident:
		return name.Name, true
	case *Str:
		return literal(name)
	case *Interp:
		return literal(name.X)
	}
	return "", false
}

// literal gives the text of a string without interpolations, of any notation; ok is false for
// any other expression.
func literal(x Expr) (s string, ok bool) {
	switch x := Unparen(x).(type) {
	case *Str:
		if len(x.Parts) == 0 {
			return "", true
		}
		if text, ok := x.Parts[0].(*Text); ok && len(x.Parts) == 1 {
			return text.Value, true
		}
	case *IndStr:
		return indLiteral(x)
	case *URI:
		return x.Text, true
	}
	return "", false
}

// indLiteral: Nix drops the quotes around a lone ${"a"} of an indented string, and of no other.
func indLiteral(x *IndStr) (s string, ok bool) {
	if len(x.Parts) == 0 {
		return "", true
	}
	if len(x.Parts) > 1 {
		return "", false
	}
	switch part := x.Parts[0].(type) {
	case *Text:
		return part.Value, true
	case *Interp:
		return literal(part.X)
	}
	return "", false
}
