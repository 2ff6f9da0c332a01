package depends

import (
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// A path is followed by what is written behind it. Its text, shortened or taken apart, may be that of
// a folder above, or hold the place of the tree in the store, which changes with any file. So a call
// that computes with a text counts as reading the whole tree where that text may hold the place of a
// path: one that is written in the call, or one that a name stands for.

// spellings are functions that can make something else of a text than what goes on behind it.
var spellings = words(`hashString substring split match splitString stringToCharacters replaceStrings removeSuffix removePrefix stringAsChars
	toUpper toLower sanitizeDerivationName escapeSystemdPath escapeSystemdExecArg splitStringBy trim trimWith commonPrefixLength commonSuffixLength
	toSentenceCase escapeURL convertHash charToInt`)

// placeless are functions whose result does not hold the place of what they are given.
var placeless = words(`baseNameOf attrNames hasPrefix hasSuffix hasInfix stringLength length elem fileContents isPath isString pathIsDirectory pathIsRegularFile
	pathType importJSON importTOML readFile readDir readFileType pathExists hashFile fetchurl fetchTarball typeOf`)

// naming are functions that call another with the name of an attribute before its value.
var naming = words("mapAttrs mapAttrs' mapAttrsToList filterAttrs concatMapAttrs mapAttrsRecursive foldlAttrs")

func words(text string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(text) {
		all[word] = true
	}
	return all
}

// places are the names of one file that may stand for a path or for a text with one. A name counts
// wherever it is bound: two of the same name are one.
type places struct {
	names   map[string]bool
	lambdas map[string]*syntax.Lambda // what is bound to a name, and is a function
	cuts    map[string]bool           // what is bound to a name, and is one of spellings, or a call of one that wants more
	handed  map[string]bool           // attributes that may be paths in any file
}

// placesOf are the places of a file, or nil if it has no function that computes with a text.
func (r *Reader) placesOf(f *syntax.File) *places {
	known, ok := r.places[f]
	if !ok {
		for name := range spellings {
			if strings.Contains(f.Src, name) {
				known = r.handedOn().in(f)
				break
			}
		}
		r.places[f] = known
	}
	return known
}

// in reads the bindings and calls of a file until no further name may stand for a path.
func (h *handedOn) in(f *syntax.File) *places {
	p := &places{names: map[string]bool{}, lambdas: map[string]*syntax.Lambda{}, cuts: map[string]bool{}, handed: h.attributes}
	root := f.Root
	for fn, i := p.lambda(root), 0; fn != nil && i < len(h.arguments[f.Name]); i++ {
		p.argument(fn, h.arguments[f.Name][i], false)
		fn = p.lambda(fn.Body)
	}
	for known := -1; known != p.size(); {
		known = p.size()
		syntax.Walk(root, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.AttrBinding:
				p.bound(n)
			case *syntax.Formal:
				if p.handed[n.Name.Name] || n.Default != nil && p.holds(n.Default) {
					p.names[n.Name.Name] = true
				}
			case *syntax.Inherit:
				p.inherited(n)
			case *syntax.Apply:
				p.called(n)
			}
			return true
		})
	}
	return p
}

// size grows as long as something is found.
func (p *places) size() int { return len(p.names) + len(p.lambdas) + len(p.cuts) }

func (p *places) bound(n *syntax.AttrBinding) {
	name, plain := eval.Plain(n.Path.Names[len(n.Path.Names)-1])
	if !plain {
		return
	}
	if fn, ok := syntax.Unparen(n.Value).(*syntax.Lambda); ok {
		p.lambdas[name] = fn
		return
	}
	p.note(name, p.holds(n.Value), p.isSpelling(n.Value))
}

func (p *places) inherited(n *syntax.Inherit) {
	for _, one := range n.Names {
		if name, _ := eval.Plain(one); n.From != nil && p.handed[name] {
			p.names[name] = true
		}
	}
}

// called notes which arguments of functions in this file may be paths.
func (p *places) called(n *syntax.Apply) {
	fn, args := callOf(n)
	if own := p.lambda(fn); own != nil {
		for _, arg := range args {
			if own == nil {
				return
			}
			p.argument(own, p.holds(arg), p.isSpelling(arg))
			own, _ = syntax.Unparen(own.Body).(*syntax.Lambda)
		}
		return
	}
	for i, arg := range args {
		own := p.lambda(arg)
		if own == nil || !p.holdsOther(args, i) {
			continue
		}
		for first := naming[calledName(n)]; own != nil; first = false {
			p.argument(own, !first, false)
			own, _ = syntax.Unparen(own.Body).(*syntax.Lambda)
		}
	}
}

func (p *places) argument(fn *syntax.Lambda, place, cuts bool) {
	if fn.Arg != nil {
		p.note(fn.Arg.Name, place, cuts)
	}
}

func (p *places) note(name string, place, cuts bool) {
	if place {
		p.names[name] = true
	}
	if cuts {
		p.cuts[name] = true
	}
}

func (p *places) holdsOther(args []syntax.Expr, but int) bool {
	for i, arg := range args {
		if i != but && p.holds(arg) {
			return true
		}
	}
	return false
}

// lambda is the function that an expression is, or that a name of this file stands for.
func (p *places) lambda(x syntax.Expr) *syntax.Lambda {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Lambda:
		return x
	case *syntax.Ident:
		return p.lambdas[x.Name]
	}
	return nil
}

// callOf takes f a b apart.
func callOf(n *syntax.Apply) (fn syntax.Expr, args []syntax.Expr) {
	fn = n
	for {
		one, ok := syntax.Unparen(fn).(*syntax.Apply)
		if !ok {
			return syntax.Unparen(fn), args
		}
		fn, args = one.Fn, append([]syntax.Expr{one.Arg}, args...)
	}
}

// holds reports whether the place of a path may be in what an expression is.
func (p *places) holds(x syntax.Expr) bool {
	found := false
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Apply:
			_, args := callOf(n)
			name := strings.TrimPrefix(calledName(n), "__")
			if placeless[name] || strings.HasPrefix(name, "import") || name == "removePrefix" && p.holds(args[0]) {
				return false
			}
		case *syntax.Select:
			if last, plain := eval.Plain(n.Path.Names[len(n.Path.Names)-1]); plain {
				found = found || p.names[last] || p.handed[last]
				_, isName := syntax.Unparen(n.X).(*syntax.Ident)
				return !isName // of what stands for a path, another attribute is none
			}
		case *syntax.HasAttr, *syntax.Assert:
			return false
		case *syntax.Ident:
			found = found || p.names[n.Name]
		case *syntax.Path:
			text, plain := eval.Literal(n.Parts)
			found = found || !plain || !strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "~")
		}
		return !found
	})
	return found
}

// spelledOut reports whether a call computes with the text of a path: itself, or by a function that
// it hands on.
func (p *places) spelledOut(n *syntax.Apply) bool {
	if p == nil {
		return false
	}
	_, args := callOf(n)
	name := strings.TrimPrefix(calledName(n), "__")
	switch {
	case name == "pipe" && len(args) == 2:
		return p.pipeSpells(args[0], args[1])
	case name == "removePrefix":
		return len(args) == 2 && !p.holds(args[0]) && p.holds(args[1])
	case p.cutting(name):
		return p.holdsOther(args, -1)
	}
	for i, arg := range args {
		if p.isSpelling(arg) && p.holdsOther(args, i) {
			return true
		}
	}
	return false
}

// pipeSpells follows a value through the functions of a pipe.
func (p *places) pipeSpells(value, functions syntax.Expr) bool {
	list, ok := syntax.Unparen(functions).(*syntax.List)
	place := p.holds(value)
	if !ok {
		return place && p.isSpelling(functions)
	}
	for _, fn := range list.Elems {
		name := functionName(fn)
		if place && (p.isSpelling(fn) || p.cutting(name)) {
			return true
		}
		place = (place || p.holds(fn)) && !placeless[name] && !strings.HasPrefix(name, "import")
	}
	return false
}

// isSpelling reports whether an expression is a function that computes with texts, or calls one with
// a function that does.
func (p *places) isSpelling(x syntax.Expr) bool {
	x = syntax.Unparen(x)
	if n, ok := x.(*syntax.Apply); ok {
		fn, args := callOf(n)
		if name := functionName(fn); p.cutting(name) && len(args) < 2 || name == "replaceStrings" && len(args) < 3 {
			return true
		}
		return functionName(fn) == "map" && p.isSpelling(args[0])
	}
	return p.cutting(functionName(x))
}

// functionName is the last name of a function, or of the one that a call calls.
func functionName(x syntax.Expr) string {
	x = syntax.Unparen(x)
	if n, ok := x.(*syntax.Apply); ok {
		return strings.TrimPrefix(calledName(n), "__")
	}
	return strings.TrimPrefix(nameOf(x), "__")
}

func (p *places) cutting(name string) bool { return spellings[name] || p.cuts[name] }
