package analyzer

import (
	"path"
	"regexp"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// asSource are functions of inputs, by the names that lead to them or by their repositories, that import no modules of a folder
// that they are handed: they build, check, format or deploy it, or what they import is followed.
var asSource = regexp.MustCompile(`(?i)hooks|pre-commit|treefmt|check|lint|crane|naersk|poetry|pyproject|uv2nix|gomod2nix|npmlock|filter|gitignore|deploy|agenix|rekey|ragenix|secrix|` +
	`sops|topology|nixinate|namaka|nixt|nixpkgs|flake-utils|flake-parts|home-manager|darwin|colmena|nix-on-droid|terranix|generators|disko|nixvim|clan|compat|devenv|devshell|(^|\.)(run|build(\w*(Package|GoModule|Image|Env|Application|Plugin|Crate))?|mk\w*Package|mkShell|fmt|format\w*)(\.|$)`)

// aModule are attributes whose value is modules to be taken: a folder there stands for its default.nix.
var aModule = regexp.MustCompile(`(?i)modules?$|^imports$|configuration$`)

// toArguments are attributes that functions hand on to modules, and do not read.
var toArguments = regexp.MustCompile(`(?i)specialArgs$|^inputs$|^_?args$|^globalArgs$`)

// pinFiles are files by which tools give sources of other repositories.
var pinFiles = regexp.MustCompile(`(^|/)(npins|sources\.nix|nix/sources|\.?tack|lon\.nix)(/default\.nix)?$`)

// ofLanguage are functions that with never shadows.
var ofLanguage = map[string]bool{"import": true, "map": true, "toString": true, "removeAttrs": true, "throw": true, "abort": true, "baseNameOf": true, "dirOf": true, "isNull": true}

// handedFolders adds the folders that a file hands to functions of inputs, by whatever way: such a function may import
// every file below.
func (m *Mentions) handedFolders(f *File) {
	h := &handed{Mentions: m, file: f}
	h.walk(f.Root, eval.FileScope(f.File))
}

// handed looks for calls of functions that are not of the repository.
type handed struct {
	*Mentions
	file  *File
	trail facts.Trail
}

func (h *handed) walk(n syntax.Node, s *eval.Scope) {
	switch n := n.(type) {
	case *syntax.Let:
		s = s.Let(n.Bindings)
	case *syntax.AttrSet:
		if n.Rec {
			s = s.Let(n.Bindings)
		}
	case *syntax.With:
		h.walk(n.Scope, s)
		h.walk(n.Body, s.Under(n.Scope))
		return
	case *syntax.Lambda:
		s = s.Params(n, func(string) eval.Value { return nil })
	case *syntax.Apply:
		h.trail = facts.Trail{}
		if text, foreign := h.foreign(n.Fn, s); foreign && !asSource.MatchString(text) {
			h.trail = facts.Trail{}
			h.take(n.Arg, s)
		}
	}
	syntax.EachChild(n, func(child syntax.Node) { h.walk(child, s) })
}

// foreign reports whether a function is of an input, and gives the names that lead to it.
func (h *handed) foreign(x syntax.Expr, s *eval.Scope) (text string, ok bool) {
	leave, ok := h.trail.Step(x)
	if !ok {
		return "", false
	}
	defer leave()
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Path:
		text, _ := leading(x.Parts)
		return text, pinFiles.MatchString(text)
	case *syntax.Apply:
		switch syntax.Callee(x.Fn) {
		case "import":
			return h.foreign(x.Arg, s)
		case "fetchTarball", "fetchGit", "fetchTree", "fetchFromGitHub", "getFlake":
			return h.file.Text(x.Arg), true
		}
		return h.foreign(x.Fn, s)
	case *syntax.Binary:
		return h.foreign(x.X, s) // (inputs.a + "/lib.nix")
	case *syntax.Str:
		if len(x.Parts) > 0 {
			if in, computed := x.Parts[0].(*syntax.Interp); computed {
				return h.foreign(in.X, s)
			}
		}
	case *syntax.Select:
		rest := h.file.Text(x.Path)
		if id, named := syntax.Unparen(x.X).(*syntax.Ident); named && h.areInputs(id.Name, s) {
			first, plain := eval.Plain(x.Path.Names[0])
			return h.repository(first) + "." + rest, plain && h.inputs[first]
		}
		text, ok = h.foreign(x.X, s)
		return text + "." + rest, ok
	case *syntax.Ident:
		return h.foreignName(x.Name, s)
	}
	return "", false
}

// foreignName is foreign for a name.
func (h *handed) foreignName(name string, s *eval.Scope) (text string, ok bool) {
	b, of, bound := s.Find(name)
	switch {
	case !bound && ofLanguage[name]:
	case !bound:
		for ; s != nil && !ok; s = s.Parent {
			if s.With != nil && s.With.Expr != nil {
				text, ok = h.foreign(s.With.Expr, s.With.Scope)
			}
		}
		return text + "." + name, ok
	case b.Expr != nil:
		return h.foreign(b.Expr, b.Scope)
	case b.From != nil && b.From.Expr != nil:
		if id, named := syntax.Unparen(b.From.Expr).(*syntax.Ident); named && h.areInputs(id.Name, b.From.Scope) {
			return h.repository(name), h.inputs[name]
		}
		text, ok = h.foreign(b.From.Expr, b.From.Scope)
		return text + "." + name, ok
	case of.Lambda != nil:
		return h.repository(name), h.inputs[name]
	}
	return "", false
}

// areInputs reports whether a name is that of all inputs: inputs, or what the outputs function calls its argument.
func (h *handed) areInputs(name string, s *eval.Scope) bool {
	if name == "inputs" {
		return true
	}
	of, argument := s.Argument(name)
	return argument && h.file.Name == "flake.nix" && of.Lambda.Arg != nil && of.Lambda.Arg.Name == name && of.Parent != nil && of.Parent.Parent == nil
}

// repository is the repository of an input behind its name: a flake may call it as it likes.
func (h *handed) repository(input string) string {
	return input + " " + h.repo.loader.flake.Repository(input)
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
	inner := s
	if set.Rec {
		inner = s.Let(set.Bindings)
	}
	for _, b := range set.Bindings {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			names, _ := syntax.StaticPath(b.Path)
			if last := strings.Join(names, "."); !aModule.MatchString(last) && !toArguments.MatchString(last) {
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
