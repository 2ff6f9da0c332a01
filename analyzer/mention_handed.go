package analyzer

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/link"
	"mxmcheck/analyzer/syntax"
)

// aModule are attributes whose value is modules to be taken: a folder there stands for its default.nix.
var aModule = regexp.MustCompile(`(?i)modules?$|^imports$|configuration$`)

// toArguments are attributes that functions hand on to modules, and do not read.
var toArguments = regexp.MustCompile(`(?i)specialArgs$|^inputs$|^_?args$|^globalArgs$`)

// goesOn reports whether an attribute is a module, or what is handed on to modules.
func goesOn(names []string) bool {
	return len(names) > 0 && aModule.MatchString(names[len(names)-1]) || slices.ContainsFunc(names, toArguments.MatchString)
}

// handedFolders adds the folders that a file hands to functions of inputs, by whatever way: such a function may import
// every file below.
func (m *Mentions) handedFolders(f *File) {
	h := &handed{Mentions: m, file: f}
	h.walk(f.Root, eval.FileScope(f.File))
	if f.Name == "flake.nix" && strings.Contains(f.Src, "mkFlake") || strings.Contains(f.Src, "flakeModule") {
		h.options(f.Root, nil, f.Name != "flake.nix")
	}
}

// handed looks for calls of functions that are not of the repository.
type handed struct {
	*Mentions
	file  *File
	trail facts.Trail
}

func (h *handed) walk(n syntax.Node, s *eval.Scope) {
	switch n := n.(type) {
	case *syntax.With:
		h.walk(n.Scope, s)
		h.walk(n.Body, s.Under(n.Scope))
		return
	case *syntax.Apply:
		h.call(n, s)
		return
	case *syntax.Binary:
		switch n.Op {
		case syntax.PipeTo:
			h.hand(n.Y, s, n.X)
		case syntax.PipeFrom:
			h.hand(n.X, s, n.Y)
		}
	}
	inner := s.Inside(n)
	syntax.EachChild(n, func(child syntax.Node) { h.walk(child, inner) })
}

// call looks at a call as a whole, however many arguments it has, and walks what it consists of.
func (h *handed) call(n *syntax.Apply, s *eval.Scope) {
	first, args := n, []syntax.Expr{n.Arg}
	for inner, ok := syntax.Unparen(first.Fn).(*syntax.Apply); ok; inner, ok = syntax.Unparen(first.Fn).(*syntax.Apply) {
		first = inner
		args = append(args, inner.Arg)
	}
	slices.Reverse(args)
	h.hand(first.Fn, s, args...)
	if len(args) > 1 && givesItsArgument(syntax.Callee(first.Fn)) {
		h.hand(first, s, args[1:]...)
	}
	h.lifted(n, s)
	h.walk(first.Fn, s)
	for _, arg := range args {
		h.walk(arg, s)
	}
}

// treeFetchers give what is fetched: what it has is of an input.
var treeFetchers = []string{"fetchTarball", "fetchGit", "fetchTree", "fetchFromGitHub", "getFlake"}

// givesItsArgument reports whether a function gives what its argument says: a function of an input, where it leads to one.
func givesItsArgument(fn string) bool {
	return fn == "import" || fn == "extend" || slices.Contains(treeFetchers, fn)
}

// hand takes what a function of an input is called with.
func (h *handed) hand(fn syntax.Expr, s *eval.Scope, args ...syntax.Expr) {
	h.trail = facts.Trail{}
	text, foreign := h.foreign(fn, s)
	if !foreign || asSource.MatchString(text) || takesKnown(text) {
		return
	}
	h.trail = facts.Trail{}
	for _, arg := range args {
		h.take(arg, s)
	}
}

// takesKnown reports whether a function of an input, by the names that lead to it, takes what is followed and no more.
func takesKnown(text string) bool {
	names, _, _ := strings.Cut(text, ".") // the input and its repository
	return link.TakesKnown(names[strings.LastIndexByte(names, ' ')+1:])
}

// lifted takes what goes to a function of an input by one that calls it: map f [ ./a ], pipe ./. [ f ].
func (h *handed) lifted(call *syntax.Apply, s *eval.Scope) {
	args := syntax.Arguments(call)
	if len(args) < 2 {
		return
	}
	switch syntax.Callee(call) {
	case "map", "concatMap", "imap0", "imap1", "mapAttrs", "mapAttrs'", "mapAttrsToList", "concatMapAttrs":
		h.hand(args[0], s, args[1])
	case "pipe":
		if list, ok := syntax.Unparen(args[1]).(*syntax.List); ok {
			for _, fn := range list.Elems {
				h.hand(fn, s, args[0])
			}
		}
	}
}

// take adds the folders that an argument is, or holds.
func (h *handed) take(x syntax.Expr, s *eval.Scope) {
	leave, ok := h.trail.Step(x)
	if !ok {
		return
	}
	defer leave()
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Path:
		if text, _ := leading(x.Parts); strings.HasPrefix(text, ".") {
			h.folderAt(path.Join(path.Dir(h.file.Name), text))
		}
	case *syntax.Str:
		h.takeText(x.Parts, s)
	case *syntax.Binary:
		if more, isText := syntax.Unparen(x.Y).(*syntax.Str); isText && x.Op == syntax.Add {
			below, _ := leading(more.Parts)
			h.under(x.X, below, s)
			return
		}
		h.take(x.X, s)
		h.take(x.Y, s)
	case *syntax.Select:
		if h.isSelf(x, s) {
			h.folderAt(".")
		}
	case *syntax.Ident:
		h.takeName(x.Name, s)
	case *syntax.List:
		for _, e := range x.Elems {
			h.take(e, s)
		}
	case *syntax.AttrSet:
		h.takeSet(x, s)
	case *syntax.Let:
		h.take(x.Body, s.Let(x.Bindings))
	case *syntax.With:
		h.take(x.Body, s.Under(x.Scope))
	case *syntax.If:
		h.take(x.Then, s)
		h.take(x.Else, s)
	case *syntax.Apply:
		h.takeCall(x, s)
	}
}

// takeName is take for a name.
func (h *handed) takeName(name string, s *eval.Scope) {
	b, of, bound := s.Find(name)
	switch {
	case bound && b.Expr != nil:
		h.take(b.Expr, b.Scope)
	case bound && of.Lambda != nil && name == "self":
		h.folderAt(".")
	}
}

// takeSet is take for a set of arguments: what goes on to modules is not read, and what is a module is its default.nix.
func (h *handed) takeSet(set *syntax.AttrSet, s *eval.Scope) {
	inner := s.Inside(set)
	for _, b := range set.Bindings {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			names, _ := syntax.StaticPath(b.Path)
			if !goesOn(names) {
				h.take(b.Value, inner)
			}
		case *syntax.Inherit:
			if b.From != nil {
				continue
			}
			for _, n := range b.Names {
				if name, plain := eval.Plain(n); plain && !aModule.MatchString(name) {
					h.takeName(name, s)
				}
			}
		}
	}
}

// takeCall is take for what another function makes of a folder: a source that is filtered, or the folders of a list.
func (h *handed) takeCall(x *syntax.Apply, s *eval.Scope) {
	switch syntax.Callee(x) {
	case "import", "importApply", "callPackage", "readFile", "importTOML", "importJSON", "fromTOML", "fromJSON":
		return
	}
	if text, foreign := h.foreign(x.Fn, s); foreign && !asSource.MatchString(text) {
		return // that is a call by itself
	}
	for _, arg := range syntax.Arguments(x) {
		h.take(arg, s)
	}
}

// takeText is take for a string, as "${self}/services".
func (h *handed) takeText(parts []syntax.StrPart, s *eval.Scope) {
	if len(parts) == 0 {
		return
	}
	first, ok := parts[0].(*syntax.Interp)
	if !ok {
		return
	}
	below := ""
	if len(parts) > 1 {
		text, _ := parts[1].(*syntax.Text)
		if text == nil || !strings.HasPrefix(text.Value, "/") {
			return
		}
		if below = text.Value; len(parts) > 2 {
			below = below[:strings.LastIndex(below, "/")]
		}
	}
	h.under(first.X, below, s)
}

// under takes what is at a path below a folder; if that is no folder of the repository, nothing.
func (h *handed) under(x syntax.Expr, below string, s *eval.Scope) {
	if folder, ok := h.folderOf(x, s); ok {
		h.folderAt(path.Join(folder, below))
	}
}

// folderOf is the folder that an expression names, with no more to it.
func (h *handed) folderOf(x syntax.Expr, s *eval.Scope) (folder string, ok bool) {
	leave, ok := h.trail.Step(x)
	if !ok {
		return "", false
	}
	defer leave()
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Path:
		text, whole := leading(x.Parts)
		return path.Join(path.Dir(h.file.Name), text), whole && strings.HasPrefix(text, ".")
	case *syntax.Ident:
		b, of, bound := s.Find(x.Name)
		if bound && b.Expr != nil {
			return h.folderOf(b.Expr, b.Scope)
		}
		return ".", bound && of.Lambda != nil && x.Name == "self"
	case *syntax.Select:
		return ".", h.isSelf(x, s)
	case *syntax.Apply:
		return h.folderOf(x.Arg, s)
	}
	return "", false
}

// isSelf reports whether an expression is the flake's own folder: inputs.self, self.outPath.
func (h *handed) isSelf(x *syntax.Select, s *eval.Scope) bool {
	names, plain := syntax.StaticPath(x.Path)
	id, named := syntax.Unparen(x.X).(*syntax.Ident)
	if !plain || !named {
		return false
	}
	if h.areInputs(id.Name, s) {
		return names[0] == "self" && (len(names) == 1 || len(names) == 2 && names[1] == "outPath")
	}
	return id.Name == "self" && len(names) == 1 && (names[0] == "outPath" || names[0] == "sourceInfo")
}

// folderAt adds a folder of the repository.
func (h *handed) folderAt(name string) {
	if h.folder[name] {
		h.below[h.file.Name] = append(h.below[h.file.Name], name)
	}
}
