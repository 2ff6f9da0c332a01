package analyzer

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
	known "mxmcheck/analyzer/upstream"
)

// asSource are functions of inputs, by the names that lead to them or by their repositories, that import no modules of a folder
// that they are handed: they build, check, format or deploy it, or what they import is followed.
var asSource = regexp.MustCompile(`(?i)hooks|pre-commit|treefmt|check|lint|crane|naersk|poetry|pyproject|uv2nix|gomod2nix|npmlock|filter|gitignore|deploy|agenix|rekey|ragenix|secrix|` +
	`sops|topology|nixinate|namaka|nixt|nixpkgs|flake-utils|flake-parts|home-manager|darwin|colmena|nix-on-droid|terranix|generators|disko|nixvim|clan|compat|devenv|devshell|(^|\.)(run|build(\w*(Package|GoModule|Image|Env|Application|Plugin|Crate))?|mk\w*Package|mkShell|fmt|format\w*)(\.|$)`)

// pinFiles are files by which tools give sources of other repositories.
var pinFiles = regexp.MustCompile(`(^|/)(npins|sources\.nix|nix/sources|\.?tack|lon\.nix)(/default\.nix)?$`)

// ofLanguage are functions that with never shadows.
var ofLanguage = map[string]bool{"import": true, "map": true, "toString": true, "removeAttrs": true, "throw": true, "abort": true, "baseNameOf": true, "dirOf": true, "isNull": true}

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
		switch fn := syntax.Callee(x.Fn); {
		case fn == "import":
			return h.foreign(x.Arg, s)
		case slices.Contains(treeFetchers, fn):
			return h.file.Text(x.Arg), true
		case fn == "extend":
			if text, ok := h.within(x.Arg, s); ok {
				return text, true
			}
		}
		return h.foreign(x.Fn, s)
	case *syntax.Binary:
		if x.Op == syntax.Update {
			if text, ok := h.foreign(x.Y, s); ok && !asSource.MatchString(text) {
				return extended + text, true
			}
		}
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
		first, _ := eval.Plain(x.Path.Names[0])
		text, ok = h.foreign(x.X, s)
		return member(text, first, rest, ok)
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
		return member(text, name, name, ok)
	case b.Expr != nil:
		return h.foreign(b.Expr, b.Scope)
	case b.From != nil && b.From.Expr != nil:
		if id, named := syntax.Unparen(b.From.Expr).(*syntax.Ident); named && h.areInputs(id.Name, b.From.Scope) {
			return h.repository(name), h.inputs[name]
		}
		text, ok = h.foreign(b.From.Expr, b.From.Scope)
		return member(text, name, name, ok)
	case of.Lambda != nil:
		return h.repository(name), h.inputs[name]
	}
	return "", false
}

// extended begins the names that lead to a set of functions which has those of an input beside those of the lib of nixpkgs.
const extended = "lib "

// libNames are the names in the lib of nixpkgs.
var libNames = sync.OnceValue(known.ReadNames)

// member is a member of a set of functions: of a lib that was extended, it is the input's if the lib of nixpkgs has none such.
func member(of, name, rest string, ok bool) (text string, foreign bool) {
	if ok && strings.HasPrefix(of, extended) && libNames().Has("lib", name) {
		return "", false
	}
	return of + "." + rest, ok
}

// within looks for an input's functions in what extends a lib.
func (h *handed) within(x syntax.Expr, s *eval.Scope) (text string, ok bool) {
	syntax.Walk(x, func(n syntax.Node) bool {
		if sel, is := n.(*syntax.Select); is && !ok {
			found, foreign := h.foreign(sel, s)
			text, ok = extended+found, foreign && !asSource.MatchString(found)
		} else if id, is := n.(*syntax.Ident); is && !ok {
			found, foreign := h.foreignName(id.Name, s)
			text, ok = extended+found, foreign && !asSource.MatchString(found)
		}
		return !ok
	})
	return text, ok
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
