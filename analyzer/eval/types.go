package eval

// typePrimitives are the questions for a value's type.
func typePrimitives() map[string]primitive {
	is := func(want string) primitive {
		return strict(1, func(_ *Machine, v []Value, _ Place) Value {
			if u := broken(v[0]); u != nil {
				return u
			}
			if kind := kindOf(v[0]); kind != "" {
				return Bool(kind == want)
			}
			return nil
		})
	}
	return map[string]primitive{
		"isAttrs":  is("set"),
		"isList":   is("list"),
		"isString": is("string"),
		"isPath":   is("path"),
		"isBool":   is("bool"),
		"isInt":    is("int"),
		"isFloat":  is("float"),
		"isNull":   is("null"),
		"isFunction": strict(1, func(_ *Machine, v []Value, _ Place) Value {
			if u := broken(v[0]); u != nil {
				return u
			}
			kind := kindOf(v[0])
			if set, ok := v[0].(*Set); ok && (set.Attrs["__functor"] != nil || !set.Whole()) {
				return &Unknown{Reason: "a set may be called"} // lib takes it for a function, builtins does not
			}
			if kind == "" {
				return nil
			}
			return Bool(kind == "lambda")
		}),
		"typeOf": strict(1, func(_ *Machine, v []Value, _ Place) Value {
			if u := broken(v[0]); u != nil {
				return u
			}
			if kind := kindOf(v[0]); kind != "" {
				return String(kind)
			}
			return nil
		}),
		// isList, of what may come from an input too: modules there are no lists
		"isListHere": {1, func(m *Machine, args []*Thunk, _ Place) Value {
			switch v := m.Force(args[0]).(type) {
			case *List:
				return Bool(true)
			case *Unknown:
				return v
			}
			return Bool(false)
		}},
	}
}

// kindOf is the type of a value as builtins.typeOf names it; "" if it is not known.
func kindOf(v Value) string {
	switch v := v.(type) {
	case Null:
		return "null"
	case Bool:
		return "bool"
	case Int:
		return "int"
	case Float:
		return "float"
	case String:
		return "string"
	case Path:
		return "path"
	case *List:
		return "list"
	case *Set, *MakerCall:
		return "set"
	case *Func, *Builtin:
		return "lambda"
	case Ref:
		if v.Root == "inputs" && len(v.Path) == 1 || len(v.Path) == 0 {
			return "set"
		}
	}
	return ""
}
