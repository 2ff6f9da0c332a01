package eval

import (
	"path"
	"slices"
	"strings"
)

// primitive is a function written in Go; it is called when all its arguments are there.
type primitive struct {
	arity int
	call  func(m *Machine, args []*Thunk, at Place) Value
}

func (b *Builtin) apply(m *Machine, arg *Thunk, at Place) Value {
	args := append(b.args[:len(b.args):len(b.args)], arg)
	if len(args) < b.fn.arity {
		return &Builtin{Name: b.Name, fn: b.fn, args: args}
	}
	return b.fn.call(m, args, at)
}

// strict makes a primitive of a function of values, which answers nil where it has no result.
func strict(arity int, f func(m *Machine, v []Value, at Place) Value) primitive {
	return primitive{arity, func(m *Machine, args []*Thunk, at Place) Value {
		values := make([]Value, arity)
		var cause Value
		for i, t := range args {
			values[i] = m.Force(t)
			if _, bad := values[i].(*Unknown); bad && cause == nil {
				cause = values[i]
			} else if !known(values[i]) && cause == nil {
				cause = values[i]
			}
		}
		if v := f(m, values, at); v != nil {
			return v
		}
		return m.unknown(at, "an argument is not known", cause)
	}}
}

// global gives a name that Nix defines everywhere; nil for any other.
func global(m *Machine, name string) Value {
	switch name {
	case "true":
		return Bool(true)
	case "false":
		return Bool(false)
	case "null":
		return Null{}
	case "builtins":
		return Ref{Root: "lib"}
	case "import", "map", "toString", "throw", "abort", "baseNameOf", "dirOf", "removeAttrs", "isNull":
		return primitiveNamed(name)
	case "fetchTarball", "fetchGit", "fetchTree", "derivation", "placeholder", "scopedImport":
		return &Unknown{Reason: "what " + name + " gives is not known", Foreign: true}
	}
	return nil
}

func primitiveNamed(name string) Value {
	p, ok := findPrimitive(name)
	if !ok {
		return nil
	}
	return &Builtin{Name: name, fn: p}
}

// findPrimitive knows the functions that the prelude cannot say in Nix.
func findPrimitive(name string) (primitive, bool) {
	for _, find := range []func(string) (primitive, bool){listPrimitive, setPrimitive, textPrimitive, filePrimitive, typePrimitive, modulePrimitive} {
		if p, ok := find(name); ok {
			return p, true
		}
	}
	return primitive{}, false
}

func listPrimitive(name string) (primitive, bool) {
	switch name {
	case "map":
		return primitive{2, mapList}, true
	case "filter":
		return primitive{2, filterList}, true
	case "concatLists":
		return strict(1, func(m *Machine, v []Value, at Place) Value { return m.flattenOnce(v[0], at) }), true
	case "foldl'", "foldl":
		return primitive{3, foldLeft}, true
	case "length":
		return strict(1, func(_ *Machine, v []Value, _ Place) Value {
			if l, ok := v[0].(*List); ok && len(l.Open) == 0 {
				return Int(len(l.Elems))
			}
			return nil
		}), true
	case "elemAt":
		return strict(2, func(m *Machine, v []Value, _ Place) Value {
			l, ok := v[0].(*List)
			i, isInt := v[1].(Int)
			if !ok || !isInt || i < 0 || int(i) >= len(l.Elems) || len(l.Open) > 0 {
				return nil
			}
			return m.Force(l.Elems[i])
		}), true
	case "tail":
		return strict(1, func(_ *Machine, v []Value, _ Place) Value {
			if l, ok := v[0].(*List); ok && len(l.Elems) > 0 {
				return &List{Elems: l.Elems[1:], Open: l.Open}
			}
			return nil
		}), true
	case "elem":
		return strict(2, elem), true
	case "genList":
		return primitive{2, genList}, true
	case "sort":
		return strict(2, sortList), true
	}
	return primitive{}, false
}

func mapList(m *Machine, args []*Thunk, at Place) Value {
	l, ok := m.Force(args[1]).(*List)
	if !ok {
		u := m.unknown(at, "the list is not known", m.Force(args[1]))
		return u
	}
	out := &List{Open: l.Open}
	if !m.pay(madeElem * len(l.Elems)) {
		return m.question.over
	}
	for _, e := range l.Elems {
		out.Elems = append(out.Elems, Later(at, func(m *Machine) Value { return m.Apply(m.Force(args[0]), e, at) }))
	}
	return out
}

func filterList(m *Machine, args []*Thunk, at Place) Value {
	l, ok := m.Force(args[1]).(*List)
	if !ok {
		return m.unknown(at, "the list is not known", m.Force(args[1]))
	}
	f, out := m.Force(args[0]), &List{Open: l.Open}
	for _, e := range l.Elems {
		if !m.pay(1) {
			return m.question.over
		}
		keep := m.Apply(f, e, at)
		switch b, ok := keep.(Bool); {
		case !ok:
			u := m.unknown(at, "which elements are kept is not known", keep)
			u.Perhaps = []*Thunk{Known(&List{Elems: []*Thunk{e}})}
			out.Open = append(out.Open, u)
		case bool(b):
			out.Elems = append(out.Elems, e)
		}
	}
	return out
}

func (m *Machine) flattenOnce(v Value, at Place) Value {
	l, ok := v.(*List)
	if !ok {
		return nil
	}
	out := &List{Open: l.Open}
	for _, e := range l.Elems {
		if !m.extend(out, m.Force(e), at) {
			return m.failed(out)
		}
	}
	return out
}

func foldLeft(m *Machine, args []*Thunk, at Place) Value {
	l, ok := m.Force(args[2]).(*List)
	if !ok || len(l.Open) > 0 {
		return m.unknown(at, "the list is not known", m.Force(args[2]))
	}
	f, acc := m.Force(args[0]), m.Force(args[1])
	for _, e := range l.Elems {
		if !m.pay(1) {
			return m.question.over
		}
		acc = m.Apply(m.Apply(f, Known(acc), at), e, at)
	}
	return acc
}

func elem(m *Machine, v []Value, _ Place) Value {
	l, ok := v[1].(*List)
	if !ok {
		return nil
	}
	sure := len(l.Open) == 0
	for _, e := range l.Elems {
		if !m.pay(1) {
			return m.question.over
		}
		same, ok := m.equal(v[0], m.Force(e))
		if same && ok {
			return Bool(true)
		}
		sure = sure && ok
	}
	if !sure {
		return nil
	}
	return Bool(false)
}

func genList(m *Machine, args []*Thunk, at Place) Value {
	n, ok := m.Force(args[1]).(Int)
	if !ok || n < 0 {
		return m.unknown(at, "the length is not known", m.Force(args[1]))
	}
	if !m.pay(int(min(n, maxCost)) * madeElem) {
		return m.question.over
	}
	out := &List{}
	for i := range int(n) {
		out.Elems = append(out.Elems, Later(at, func(m *Machine) Value { return m.Apply(m.Force(args[0]), Known(Int(i)), at) }))
	}
	return out
}

func sortList(m *Machine, v []Value, at Place) Value {
	l, ok := v[1].(*List)
	if !ok || len(l.Open) > 0 {
		return nil
	}
	if !m.pay(len(l.Elems)) {
		return m.question.over
	}
	sure, elems := true, slices.Clone(l.Elems)
	slices.SortStableFunc(elems, func(a, b *Thunk) int {
		less := func(a, b *Thunk) bool {
			r, ok := m.Apply(m.Apply(v[0], a, at), b, at).(Bool)
			sure = sure && ok
			return bool(r)
		}
		switch {
		case less(a, b):
			return -1
		case less(b, a):
			return 1
		}
		return 0
	})
	if !sure {
		return l // the order does not matter to what is asked here
	}
	return &List{Elems: elems}
}

func setPrimitive(name string) (primitive, bool) {
	switch name {
	case "attrNames":
		return strict(1, func(m *Machine, v []Value, at Place) Value { return m.attributes(v[0], at, false) }), true
	case "attrValues":
		return strict(1, func(m *Machine, v []Value, at Place) Value { return m.attributes(v[0], at, true) }), true
	case "mapAttrs":
		return primitive{2, mapAttrs}, true
	case "listToAttrs":
		return strict(1, listToAttrs), true
	case "removeAttrs":
		return strict(2, removeAttrs), true
	case "filterAttrs":
		return primitive{2, filterAttrs}, true
	case "intersectAttrs":
		return strict(2, func(m *Machine, v []Value, _ Place) Value {
			a, ok1 := v[0].(*Set)
			b, ok2 := v[1].(*Set)
			if !ok1 || !ok2 || !a.Whole() || !b.Whole() {
				return nil
			}
			if !m.pay(len(b.Attrs)) {
				return m.question.over
			}
			out := &Set{Attrs: map[string]*Thunk{}}
			for name, t := range b.Attrs {
				if _, both := a.Attrs[name]; both {
					out.Attrs[name] = t
				}
			}
			return out
		}), true
	case "getAttr":
		return strict(2, func(m *Machine, v []Value, at Place) Value {
			if name, ok := v[0].(String); ok {
				return m.Select(v[1], string(name), at)
			}
			return nil
		}), true
	case "hasAttr":
		return strict(2, func(_ *Machine, v []Value, _ Place) Value {
			name, ok := v[0].(String)
			set, isSet := v[1].(*Set)
			if !ok || !isSet {
				return nil
			}
			_, has := set.Attrs[string(name)]
			if !has && !set.Whole() {
				return nil
			}
			return Bool(has)
		}), true
	case "functionArgs":
		return strict(1, functionArgs), true
	}
	return primitive{}, false
}

func (m *Machine) attributes(v Value, at Place, values bool) Value {
	set := m.shape(v)
	if set == nil {
		return nil
	}
	if !m.pay(madeElem * len(set.Attrs)) {
		return m.question.over
	}
	out := &List{}
	for _, name := range set.Names() {
		if values {
			out.Elems = append(out.Elems, set.Attrs[name])
		} else {
			out.Elems = append(out.Elems, Known(String(name)))
		}
	}
	if set.Open != nil {
		out.Open = append(out.Open, set.Open)
	} else if set.Base != nil {
		out.Open = append(out.Open, &Unknown{At: at, Reason: "the set's attributes are not all known", Foreign: true})
	}
	return out
}

func mapAttrs(m *Machine, args []*Thunk, at Place) Value {
	set := m.shape(m.Force(args[1]))
	if set == nil {
		return m.unknown(at, "the set is not known", m.Force(args[1]))
	}
	out := &Set{Attrs: map[string]*Thunk{}, Open: set.Open}
	if set.Base != nil {
		out.Open = &Unknown{At: at, Reason: "the set's attributes are not all known", Foreign: true}
	}
	if !m.pay(madeElem * len(set.Attrs)) {
		return m.question.over
	}
	for name, t := range set.Attrs {
		out.Attrs[name] = Later(at, func(m *Machine) Value {
			return m.Apply(m.Apply(m.Force(args[0]), Known(String(name)), at), t, at)
		})
	}
	return out
}

func listToAttrs(m *Machine, v []Value, at Place) Value {
	l, ok := v[0].(*List)
	if !ok {
		return nil
	}
	out := &Set{Attrs: map[string]*Thunk{}}
	for _, u := range l.Open {
		out.Open = u
	}
	for _, e := range l.Elems {
		if !m.pay(madeElem) {
			return m.question.over
		}
		pair := m.Force(e)
		name, ok := m.Select(pair, "name", at).(String)
		if !ok {
			out.Open = m.unknown(at, "a name is not known", m.Select(pair, "name", at))
			continue
		}
		if _, first := out.Attrs[string(name)]; !first {
			out.Attrs[string(name)] = Later(e.At(), func(m *Machine) Value { return m.Select(pair, "value", at) })
		}
	}
	return out
}

func removeAttrs(m *Machine, v []Value, at Place) Value {
	set := m.shape(v[0])
	l, ok := v[1].(*List)
	if set == nil || !ok {
		return nil
	}
	out := &Set{Attrs: map[string]*Thunk{}, Open: set.Open, Base: set.Base}
	if !m.pay(len(set.Attrs) + len(l.Elems)) {
		return m.question.over
	}
	for name, t := range set.Attrs {
		out.Attrs[name] = t
	}
	for _, e := range l.Elems {
		if name, ok := m.Force(e).(String); ok {
			delete(out.Attrs, string(name))
		}
	}
	return out
}

func filterAttrs(m *Machine, args []*Thunk, at Place) Value {
	set := m.shape(m.Force(args[1]))
	if set == nil {
		return m.unknown(at, "the set is not known", m.Force(args[1]))
	}
	out := &Set{Attrs: map[string]*Thunk{}, Open: set.Open}
	if set.Base != nil {
		out.Open = &Unknown{At: at, Reason: "the set's attributes are not all known", Foreign: true}
	}
	if !m.pay(len(set.Attrs)) {
		return m.question.over
	}
	for _, name := range set.Names() {
		keep := m.Apply(m.Apply(m.Force(args[0]), Known(String(name)), at), set.Attrs[name], at)
		switch b, ok := keep.(Bool); {
		case !ok:
			out.Open = m.unknown(at, "which attributes are kept is not known", keep)
		case bool(b):
			out.Attrs[name] = set.Attrs[name]
		}
	}
	return out
}

func functionArgs(_ *Machine, v []Value, _ Place) Value {
	f, ok := v[0].(*Func)
	if !ok {
		return nil
	}
	out := &Set{Attrs: map[string]*Thunk{}}
	if f.Lambda.Formals != nil {
		for _, formal := range f.Lambda.Formals.List {
			out.Attrs[formal.Name.Name] = Known(Bool(formal.Default != nil))
		}
	}
	return out
}

func typePrimitive(name string) (primitive, bool) {
	is := func(want string) (primitive, bool) {
		return strict(1, func(_ *Machine, v []Value, _ Place) Value {
			if kind := kindOf(v[0]); kind != "" {
				return Bool(kind == want)
			}
			return nil
		}), true
	}
	switch name {
	case "isListHere": // isList, of what may come from an input too: modules there are no lists
		return primitive{1, func(m *Machine, args []*Thunk, at Place) Value {
			switch v := m.Force(args[0]).(type) {
			case *List:
				return Bool(true)
			case *Unknown:
				return v
			}
			return Bool(false)
		}}, true
	case "isAttrs":
		return is("set")
	case "isList":
		return is("list")
	case "isString":
		return is("string")
	case "isPath":
		return is("path")
	case "isBool":
		return is("bool")
	case "isInt":
		return is("int")
	case "isNull":
		return is("null")
	case "isFunction":
		return is("lambda")
	case "typeOf":
		return strict(1, func(_ *Machine, v []Value, _ Place) Value {
			if kind := kindOf(v[0]); kind != "" {
				return String(kind)
			}
			return nil
		}), true
	}
	return primitive{}, false
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
	case *Set, *Made:
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

func filePrimitive(name string) (primitive, bool) {
	switch name {
	case "import", "scopedImport":
		return strict(1, func(m *Machine, v []Value, at Place) Value {
			if _, ref := v[0].(Ref); ref {
				return v[0]
			}
			if p, ok := m.coerce(v[0]); ok {
				return m.Import(p, at)
			}
			return nil
		}), true
	case "readDir":
		return strict(1, readDir), true
	case "pathExists":
		return strict(1, func(m *Machine, v []Value, _ Place) Value {
			if kind, ok := m.stat(v[0]); ok {
				return Bool(kind != "")
			}
			return nil
		}), true
	case "readFileType", "pathType":
		return strict(1, func(m *Machine, v []Value, _ Place) Value {
			if kind, ok := m.stat(v[0]); ok && kind != "" {
				return String(kind)
			}
			return nil
		}), true
	case "readFile":
		return strict(1, func(m *Machine, v []Value, _ Place) Value {
			p, ok := m.coerce(v[0])
			name, inside := InRepository(p)
			if !ok || !inside {
				return nil
			}
			if text, err := m.World.Read(name); err == nil {
				if !m.payBytes(len(text)) {
					return m.question.over
				}
				return String(text)
			}
			return nil
		}), true
	case "baseNameOf":
		return strict(1, func(m *Machine, v []Value, _ Place) Value {
			if p, ok := m.coerce(v[0]); ok {
				return String(path.Base(p))
			}
			return nil
		}), true
	case "dirOf":
		return strict(1, func(m *Machine, v []Value, _ Place) Value {
			p, ok := m.coerce(v[0])
			if _, isPath := v[0].(Path); isPath {
				return Path(path.Dir(p))
			}
			if !ok {
				return nil
			}
			return String(path.Dir(p))
		}), true
	case "fromJSON":
		return strict(1, fromJSON), true
	}
	return primitive{}, false
}

func (m *Machine) stat(v Value) (string, bool) {
	p, ok := m.coerce(v)
	name, inside := InRepository(p)
	if !ok || !inside {
		return "", false
	}
	return m.World.Stat(name), true
}

func readDir(m *Machine, v []Value, at Place) Value {
	p, ok := m.coerce(v[0])
	name, inside := InRepository(p)
	if !ok || !inside {
		return nil
	}
	entries, err := m.World.ReadDir(name)
	if err != nil {
		return &Unknown{At: at, Reason: "the folder " + name + " cannot be read"}
	}
	out := &Set{Attrs: map[string]*Thunk{}}
	for name, kind := range entries {
		out.Attrs[name] = Known(String(kind))
	}
	return out
}

func textPrimitive(name string) (primitive, bool) {
	text := func(f func(s []string) Value, n int) (primitive, bool) {
		return strict(n, func(m *Machine, v []Value, _ Place) Value {
			var s []string
			for _, v := range v {
				t, ok := m.coerce(v)
				if !ok {
					return nil
				}
				if !m.payBytes(len(t)) {
					return m.question.over
				}
				s = append(s, t)
			}
			return f(s)
		}), true
	}
	switch name {
	case "toString":
		return strict(1, func(m *Machine, v []Value, _ Place) Value {
			if t, ok := m.spell(v[0]); ok {
				return String(t)
			}
			return nil
		}), true
	case "hasPrefix":
		return text(func(s []string) Value { return Bool(strings.HasPrefix(s[1], s[0])) }, 2)
	case "hasSuffix":
		return text(func(s []string) Value { return Bool(strings.HasSuffix(s[1], s[0])) }, 2)
	case "hasInfix":
		return text(func(s []string) Value { return Bool(strings.Contains(s[1], s[0])) }, 2)
	case "removePrefix":
		return text(func(s []string) Value { return String(strings.TrimPrefix(s[1], s[0])) }, 2)
	case "removeSuffix":
		return text(func(s []string) Value { return String(strings.TrimSuffix(s[1], s[0])) }, 2)
	case "toLower":
		return text(func(s []string) Value { return String(strings.ToLower(s[0])) }, 1)
	case "toUpper":
		return text(func(s []string) Value { return String(strings.ToUpper(s[0])) }, 1)
	case "stringLength":
		return text(func(s []string) Value { return Int(len(s[0])) }, 1)
	case "splitString":
		return text(func(s []string) Value {
			out := &List{}
			for _, part := range strings.Split(s[1], s[0]) {
				out.Elems = append(out.Elems, Known(String(part)))
			}
			return out
		}, 2)
	case "concatStringsSep":
		return strict(2, func(m *Machine, v []Value, _ Place) Value {
			parts, ok := m.strings(v[1])
			sep, isText := v[0].(String)
			if !ok || !isText {
				return nil
			}
			if !m.payBytes(len(sep) * len(parts)) {
				return m.question.over
			}
			return String(strings.Join(parts, string(sep)))
		}), true
	case "replaceStrings":
		return strict(3, func(m *Machine, v []Value, _ Place) Value {
			from, ok1 := m.strings(v[0])
			to, ok2 := m.strings(v[1])
			s, ok3 := m.coerce(v[2])
			if !ok1 || !ok2 || !ok3 || len(from) != len(to) {
				return nil
			}
			var pairs []string
			for i := range from {
				pairs = append(pairs, from[i], to[i])
			}
			longest := 1
			for _, t := range to {
				longest = max(longest, len(t))
			}
			if !m.payBytes(longest * (len(s) + 1)) {
				return m.question.over
			}
			return String(strings.NewReplacer(pairs...).Replace(s))
		}), true
	}
	return primitive{}, false
}

func (m *Machine) strings(v Value) ([]string, bool) {
	l, ok := v.(*List)
	if !ok || len(l.Open) > 0 {
		return nil, false
	}
	var out []string
	for _, e := range l.Elems {
		s, ok := m.coerce(m.Force(e))
		if !ok || !m.payBytes(bytesPerStep+len(s)) {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}
