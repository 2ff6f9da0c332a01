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

// indLiteral gives the text of an indented string that is static.
func indLiteral(x *IndStr) (s string, ok bool) {
	if !x.static || len(x.Parts) == 0 {
		return "", x.static
	}
	if text, ok := x.Parts[0].(*Text); ok {
		return text.Value, true
	}
	return literal(x.Parts[0].(*Interp).X)
}

// isStatic reports whether the parts of an indented string make one text. Nix drops the quotes around
// a lone ${"a"} of an indented string, and of no other. It looks one level down only: what is below
// knows itself, so that strings nested in strings take linear time.
func isStatic(parts []StrPart) bool {
	switch {
	case len(parts) == 0:
		return true
	case len(parts) > 1:
		return false
	}
	interp, ok := parts[0].(*Interp)
	if !ok {
		return true
	}
	if inner, ok := Unparen(interp.X).(*IndStr); ok {
		return inner.static
	}
	_, ok = literal(interp.X)
	return ok
}
