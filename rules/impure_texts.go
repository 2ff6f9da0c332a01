package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// pathTakers take a path and read nothing of it: its text alone, or whether it is there, which is false of what pure evaluation
// does not see. What is made of "~/" is refused before.
var pathTakers = []string{"toString", "baseNameOf", "isPath", "typeOf", "toXML", "toPath", "isStorePath", "escapeShellArg", "escapeShellArgs", "mkOutOfStoreSymlink"}

// pathTests ask whether a path is there.
var pathTests = []string{"pathExists", "pathIsDirectory", "pathIsRegularFile"}

// eachOfThem are functions that hand each element of their last argument to the function before, and as which argument of it.
var eachOfThem = map[string]int{"map": 0, "filter": 0, "any": 0, "all": 0, "findFirst": 0, "concatMapStrings": 0, "mapAttrs": 1, "mapAttrs'": 1, "mapAttrsToList": 1}

// keptTexts are options of home-manager whose values are turned into texts before anybody reads them.
var keptTexts = [][2]string{{"home", "homeDirectory"}, {"xdg", "cacheHome"}, {"xdg", "configHome"}, {"xdg", "dataHome"}, {"xdg", "stateHome"}}

// asText looks at an expression of which the text is taken where it is a path.
func (i *impurities) asText(x syntax.Expr) {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Path:
		if strings.HasPrefix(i.f.Text(x), "/") {
			syntax.EachChild(x, i.visit)
			return
		}
	case *syntax.Ident:
		return
	case *syntax.List:
		for _, e := range x.Elems {
			i.asText(e)
		}
		return
	case *syntax.AttrSet:
		i.textsOfSet(x)
		return
	case *syntax.If:
		if !i.choice(x) {
			i.visit(x.Cond)
			i.asText(x.Then)
			i.asText(x.Else)
		}
		return
	case *syntax.Binary:
		if x.Op == syntax.Add && i.begins(x.X) {
			i.asText(x.X)
			i.asText(x.Y)
			return
		}
	case *syntax.Select:
		if _, plain := syntax.Unparen(x.X).(*syntax.Ident); plain && x.Or == nil {
			i.visit(x.Path)
			return
		}
	case *syntax.Apply:
		if slices.Contains([]string{"mkDefault", "mkForce", "dirOf"}, syntax.Callee(x.Fn)) {
			i.asText(x.Arg)
			return
		}
	}
	i.visit(x)
}

// begins reports whether what is added to an expression makes a longer path of it.
func (i *impurities) begins(x syntax.Expr) bool {
	if id, ok := syntax.Unparen(x).(*syntax.Ident); ok {
		x = i.valueOf(id.Name)
	}
	_, isPath := syntax.Unparen(x).(*syntax.Path)
	return isPath
}

func (i *impurities) textsOfSet(set *syntax.AttrSet) {
	for _, b := range set.Bindings {
		if attr, ok := b.(*syntax.AttrBinding); ok {
			i.asText(attr.Value)
		} else {
			i.visit(b)
		}
	}
}

// taken looks at calls of which an argument is taken as a text.
func (i *impurities) taken(x *syntax.Apply) (done bool) {
	if !i.homes {
		return false
	}
	args, fn := syntax.Arguments(x), calledBy(x)
	if len(args) == 1 && i.takenBySet(fn, args[0]) {
		return true
	}
	as, each := eachOfThem[syntax.Callee(x)]
	each = each && len(args) > 1 && i.takesText(args[0], as, 0)
	texts := make([]bool, len(args))
	for at := range args {
		texts[at] = each && at > 0 || !each && i.takesText(fn, at, 0)
	}
	if !slices.Contains(texts, true) {
		return false
	}
	i.visit(fn)
	for at, arg := range args {
		if texts[at] {
			i.asText(arg)
		} else {
			i.visit(arg)
		}
	}
	return true
}

// takenBySet looks at a call of a function of the file that takes a set: of each of its attributes, as text or not.
func (i *impurities) takenBySet(fn, arg syntax.Expr) bool {
	set, isSet := syntax.Unparen(arg).(*syntax.AttrSet)
	id, isName := fn.(*syntax.Ident)
	if !isSet || !isName || i.probing {
		return false
	}
	own, ok := syntax.Unparen(i.valueOf(id.Name)).(*syntax.Lambda)
	if !ok || own.Formals == nil || own.Arg != nil {
		return false
	}
	for _, b := range set.Bindings {
		attr, ok := b.(*syntax.AttrBinding)
		if ok && len(attr.Path.Names) == 1 && len(pathsIn(attr.Value)) > 0 && !i.readsName(own.Body, lastNameOf(attr.Path)) {
			i.asText(attr.Value)
		} else {
			i.visit(b)
		}
	}
	return true
}

// takesText reports whether a function takes an argument, by its place, as a text where it is a path: one of those that do, one
// that the file binds to it, or a function of its own that hands the argument to such a one and to nothing else.
func (i *impurities) takesText(fn syntax.Expr, at, hops int) bool {
	if hops > maxHops {
		return false
	}
	switch x := syntax.Unparen(fn).(type) {
	case *syntax.Select:
		return at == 0 && i.isTaker(syntax.Callee(x))
	case *syntax.Ident:
		if value := i.valueOf(x.Name); value != nil {
			return i.takesText(value, at, hops+1)
		}
		return at == 0 && i.isTaker(x.Name)
	case *syntax.Lambda:
		if at > 0 {
			return i.takesText(x.Body, at-1, hops+1)
		}
		return x.Arg != nil && x.Formals == nil && !i.readsName(x.Body, x.Arg.Name)
	}
	return false
}

func (i *impurities) isTaker(name string) bool {
	return slices.Contains(pathTakers, name) || !i.asserting && slices.Contains(pathTests, name)
}

// readsName reports whether an expression takes more of a name than its text.
func (i *impurities) readsName(x syntax.Expr, name string) (reads bool) {
	if i.probing {
		return true // one function deep
	}
	probe := *i
	probe.probing, probe.name, probe.found = true, name, &reads
	probe.visit(x)
	return reads
}

// valueOf is what the one let of the file that has a name binds to it.
func (i *impurities) valueOf(name string) syntax.Expr {
	if i.bound == nil {
		i.bound = boundOnce(i.f)
	}
	return i.bound[name]
}

// use looks at a name whose value is more than a text here: the path that it is bound to is read.
func (i *impurities) use(name string) {
	if i.probing && name == i.name {
		*i.found = true
	}
	if i.probing {
		return
	}
	for _, p := range pathsIn(i.valueOf(name)) {
		if i.deferred(p) && !i.read[p] {
			i.read[p] = true
			i.reportPath(p)
		}
	}
}

// pathsIn are the path that an expression is, or the elements of a list or the values of a set that are paths.
func pathsIn(x syntax.Expr) (paths []*syntax.Path) {
	var parts []syntax.Expr
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Path:
		return []*syntax.Path{x}
	case *syntax.List:
		parts = x.Elems
	case *syntax.AttrSet:
		for _, b := range x.Bindings {
			if attr, ok := b.(*syntax.AttrBinding); ok && !x.Rec {
				parts = append(parts, attr.Value)
			}
		}
	}
	for _, part := range parts {
		if p, ok := syntax.Unparen(part).(*syntax.Path); ok {
			paths = append(paths, p)
		}
	}
	return paths
}

func (i *impurities) inherited(x *syntax.Inherit) {
	if x.From != nil {
		i.visit(x.From)
		return
	}
	for _, n := range x.Names {
		if name, ok := syntax.StaticName(n); ok {
			i.use(name)
		}
	}
}

// deferred reports whether a path is looked at where its name is used: a name of a let alone is bound to it.
func (i *impurities) deferred(p *syntax.Path) bool { return i.ofLet[p] }

// notePath notes a binding of a let whose path is looked at where its name is used.
func (i *impurities) notePath(b syntax.Binding) {
	attr, ok := b.(*syntax.AttrBinding)
	if !ok || len(attr.Path.Names) != 1 {
		return
	}
	name, _ := syntax.StaticName(attr.Path.Names[0])
	if i.valueOf(name) != attr.Value {
		return
	}
	for _, p := range pathsIn(attr.Value) {
		if strings.HasPrefix(i.f.Text(p), "/") {
			i.ofLet[p] = true
		}
	}
}

func (i *impurities) keptAsText() bool {
	n := len(i.around)
	return n > 1 && slices.Contains(keptTexts, [2]string{i.around[n-2], i.around[n-1]})
}

// isAbsent reports whether pure evaluation surely finds that a path is not there: an absolute one outside of the store.
func (i *impurities) isAbsent(x syntax.Expr, hops int) bool {
	text := ""
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Path:
		text = i.f.Text(x)
	case *syntax.Str:
		if len(x.Parts) > 0 {
			switch first := x.Parts[0].(type) {
			case *syntax.Text:
				text = first.Value
			case *syntax.Interp:
				_, isCall := syntax.Unparen(first.X).(*syntax.Apply)
				return isCall && i.isAbsent(first.X, hops)
			}
		}
	case *syntax.Ident:
		if value := i.valueOf(x.Name); value != nil && hops < maxHops {
			return i.isAbsent(value, hops+1)
		}
	case *syntax.Apply:
		return syntax.Callee(x.Fn) == "toString" && i.isAbsent(x.Arg, hops)
	case *syntax.Binary:
		return x.Op == syntax.Add && i.isAbsent(x.X, hops)
	}
	return len(text) > 1 && text[0] == '/' && !strings.HasPrefix(text, "/nix") && !strings.HasPrefix(text, "/$") && !strings.HasPrefix(text, "/.")
}
