package eval

import "mxmcheck/analyzer/syntax"

// Apply calls a function.
func (m *Machine) Apply(f Value, arg *Thunk, at Place) Value {
	switch f := f.(type) {
	case *Func:
		return m.call(f, arg, at)
	case *Builtin:
		if !m.enter(at) {
			return m.question.over
		}
		defer m.leave()
		return m.so(f.apply(m, arg, at))
	case Ref:
		if f.Root == "inputs" && m.ours(f, arg) {
			return &Unknown{At: at, Reason: "what the input " + f.Path[0] + " makes of a folder of this repository is not known"}
		}
		if f.Root == "inputs" && len(f.Path) == 1 {
			return Ref{Root: "pkgs"} // import nixpkgs { … }, after import gave the input itself
		}
		if f.Root == "lib" && len(f.Path) == 0 {
			return f // lib is called where it is a file of inputs
		}
		if f.Root == "inputs" {
			return &Unknown{At: at, Reason: "what a function of the input " + f.Path[0] + " gives is not known", Foreign: true}
		}
		return &Call{Fn: f, Args: []*Thunk{arg}}
	case *Call:
		return &Call{Fn: f.Fn, Args: append(f.Args[:len(f.Args):len(f.Args)], arg)}
	case *Set:
		if t, ok := f.Attrs["__functor"]; ok && broken(f) == nil {
			if !m.enter(at) {
				return m.question.over
			}
			defer m.leave()
			return m.Apply(m.Apply(m.Force(t), Known(f), at), arg, at)
		}
	}
	if u, ok := f.(*Unknown); ok && u.Foreign && m.ours(Ref{}, arg) {
		return &Unknown{At: at, Reason: "what a function of an input makes of files of this repository is not known"}
	}
	return m.unknown(at, "the function is not known", f)
}

func (m *Machine) call(f *Func, arg *Thunk, at Place) Value {
	inner := f.Scope.Child()
	inner.names = map[string]*Thunk{}
	if f.Lambda.Arg != nil {
		inner.names[f.Lambda.Arg.Name] = arg
	}
	if f.Lambda.Formals != nil {
		if why := m.formals(f.Lambda.Formals, inner, arg, at); why != nil {
			return why
		}
	}
	return m.Eval(f.Lambda.Body, inner)
}

// formals binds the names of a set pattern; why says why the argument does not fit it.
func (m *Machine) formals(formals *syntax.Formals, inner *Scope, arg *Thunk, at Place) (why Value) {
	if !m.pay(len(formals.List)) {
		return m.question.over
	}
	v := m.Force(arg)
	if u := broken(v); u != nil {
		return u
	}
	if known(v) && m.shape(v) == nil {
		return m.fail(at, "the argument is no set")
	}
	set, ok := v.(*Set)
	if whole := ok && set.Whole(); whole && !fits(formals, set) {
		return m.fail(at, "the argument does not have the attributes that the function takes")
	}
	for _, formal := range formals.List {
		name := formal.Name.Name
		inner.names[name] = Later(Place{inner.File, formal}, func(m *Machine) Value {
			v, found := m.find(m.Force(arg), name, at)
			if !found && formal.Default != nil {
				return m.Eval(formal.Default, inner)
			}
			return v
		})
	}
	return nil
}

// fits reports whether a set has what a pattern wants, and nothing that it does not take.
func fits(formals *syntax.Formals, set *Set) bool {
	had := 0
	for _, formal := range formals.List {
		if _, has := set.Attrs[formal.Name.Name]; has {
			had++
		} else if formal.Default == nil {
			return false
		}
	}
	return formals.Ellipsis || had == len(set.Attrs)
}

// ours reports whether a function of an input is handed files of the repository: what it gives may
// be modules of ours then.
func (m *Machine) ours(f Ref, arg *Thunk) bool {
	if len(f.Path) == 1 {
		text, why := m.coerce(m.Force(arg))
		_, inside := InRepository(text)
		return why == nil && inside
	}
	found := false
	if arg.Expr != nil {
		syntax.Walk(arg.Expr, func(n syntax.Node) bool {
			_, is := n.(*syntax.Path)
			id, named := n.(*syntax.Ident)
			found = found || is || named && id.Name == "self"
			return !found
		})
	}
	return found
}
