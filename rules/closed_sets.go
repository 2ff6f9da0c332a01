package rules

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/upstream"
)

// closedSets knows which expressions are lib, builtins and the sets of functions in them.
type closedSets struct {
	names upstream.Names
	own   string // the name of the repository's own set in lib, where all names of that are known; "" without
}

// setsOf are the closed sets of a repository.
func setsOf(repo *analyzer.Repo) closedSets {
	own, names := repo.OwnLib()
	if own == "" {
		return closedSets{names: upstream.ReadNames()}
	}
	beside := []string{"snowfall"} // what snowfall-lib adds to lib: itself, and the lib of each input
	inputs, _ := repo.Inputs()
	for _, in := range inputs {
		beside = append(beside, in.Name)
	}
	return closedSets{names: upstream.ReadNames().With(own, names, beside), own: own}
}

// isOwn reports whether a set is the repository's own.
func (c closedSets) isOwn(set string) bool { return c.own != "" && set == "lib."+c.own }

// nameOf is a name of a path; that of the own set is often written as the argument that stands for it.
func (c closedSets) nameOf(n syntax.AttrName, s *syntax.Scopes) (name string, ok bool) {
	if computed, is := n.(*syntax.Interp); is && c.own != "" {
		if id, is := syntax.Unparen(computed.X).(*syntax.Ident); is && id.Name == "namespace" {
			b, bound := s.Lookup(id.Name)
			return c.own, bound && b.Lambda != nil
		}
	}
	return syntax.StaticName(n)
}

// maxHops bounds how many names that stand for names are followed: a cycle ends there.
const maxHops = 16

// origin is the closed set, or the name of one, that an expression is: "lib", "lib.types",
// "lib.mkOption", "builtins"; "" if it is none, or if that cannot be seen.
func (c closedSets) origin(x syntax.Expr, s *syntax.Scopes, hops int) string {
	if hops > maxHops {
		return ""
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return c.variable(x.Name, s, hops)
	case *syntax.Select:
		if x.Or != nil {
			return ""
		}
		if ofNixpkgs(x) {
			return "lib"
		}
		at := c.origin(x.X, s, hops+1)
		for _, n := range x.Path.Names {
			name, ok := c.nameOf(n, s)
			if !ok {
				return ""
			}
			at = c.below(at, name)
		}
		return at
	}
	return ""
}

// ofNixpkgs reports whether an expression is the lib of a nixpkgs, as an input or as pkgs.
func ofNixpkgs(x *syntax.Select) bool { return plainLib.MatchString(syntax.Dotted(x)) }

var plainLib = regexp.MustCompile(`^(self\.)?(inputs\.)?(nixpkgs|pkgs)(-?(stable|unstable|master|lib))?\.lib$`)

// below is a name in a closed set: "" where the set has no such name.
func (c closedSets) below(set, name string) string {
	if set == "" || !c.names.Has(set, name) {
		return ""
	}
	if found := set + "." + name; found != "lib.types.types" && found != "builtins.builtins" {
		return found
	}
	return set // they are these sets themselves
}

func (c closedSets) variable(name string, s *syntax.Scopes, hops int) string {
	b, bound := s.Lookup(name)
	switch {
	case !bound && name == "builtins":
		return "builtins"
	case !bound:
		return c.ofWith(name, s, hops)
	case b.Lambda != nil && name == "lib" && b.Lambda.Formals != nil:
		return "lib"
	case b.Value != nil:
		return c.origin(b.Value, b.In, hops+1)
	case b.From != nil && name == "lib" && plainLib.MatchString(syntax.Dotted(b.From)+".lib"):
		return "lib"
	case b.From != nil:
		return c.below(c.origin(b.From, b.In, hops+1), name)
	}
	return ""
}

// ofWith is what a name comes to that the withs around it bind, where each of them is a closed set.
func (c closedSets) ofWith(name string, s *syntax.Scopes, hops int) string {
	for _, set := range c.withs(s, hops) {
		if found := c.below(set, name); found != "" {
			return found
		}
	}
	return ""
}

// withs are the sets of the withs around a place, innermost first; nil where one is not closed.
func (c closedSets) withs(s *syntax.Scopes, hops int) (sets []string) {
	closed := true
	s.Withs(func(scope syntax.Expr, in *syntax.Scopes) {
		set := ""
		if closed {
			set = c.origin(scope, in, hops+1)
		}
		closed = closed && c.names.IsSet(set)
		sets = append(sets, set)
	})
	if !closed {
		return nil
	}
	return sets
}

// near is the name that a mistyped one was most likely meant to be: one or two letters away, and of
// short names one. Of two letters too little is left, unless one of three is left out.
func near(name string, candidates []string) (nearest string, ok bool) {
	most := 2
	if len(name) < 7 {
		most = 1
	}
	if len(name) < 2 {
		return "", false
	}
	length := utf8.RuneCountInString(name)
	for _, candidate := range candidates {
		if n := utf8.RuneCountInString(candidate) - length; n > most || -n > most {
			continue // each letter more or fewer is an edit of its own
		}
		if len(name) == 2 && len(candidate) != 3 {
			continue
		}
		d := levenshtein.ComputeDistance(name, candidate)
		if swapped(name, candidate) || strings.EqualFold(name, candidate) {
			d = min(d, 1)
		}
		if d <= most {
			nearest, most, ok = candidate, d-1, true
		}
	}
	return nearest, ok
}

// swapped reports whether two names differ in the order of two letters side by side.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// extendsLib reports whether a file of the repository makes a lib of its own, or hands another one
// to modules: which names that one has is not known. Where they are, it does not.
func extendsLib(repo *analyzer.Repo) bool {
	if own, _ := repo.OwnLib(); own != "" {
		return false
	}
	return slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		return strings.Contains(f.Src, "lib") && (extendsInText(f.Src) || bindsOwnLib(f))
	})
}

var extendingLib = regexp.MustCompile(`\blib'?\.(extend|makeExtensible)\b|\.lib\.extend\b|\blib\s*//|//\s*(\(?import\b[^;]*\blib\b|[\w.-]+\.lib\b|lib\b([^.\w'-]|$))|snowfall|recursiveUpdate\s+[\w.]*\blib\b`)

// extendsInText is extendingLib.MatchString: a text without these words is not searched.
func extendsInText(text string) bool {
	return slices.ContainsFunc([]string{"extend", "makeExtensible", "//", "snowfall", "recursiveUpdate"}, func(word string) bool { return strings.Contains(text, word) }) &&
		extendingLib.MatchString(text)
}

// bindsOwnLib reports whether a file binds the name lib to anything that is not nixpkgs' own. A set
// that is written out is an output of a flake, which no module sees.
func bindsOwnLib(f *analyzer.File) bool {
	own := false
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			name, _ := syntax.StaticName(n.Path.Names[len(n.Path.Names)-1])
			own = own || name == "lib" && handsLib(n.Path) && !knownLib(n.Value)
		case *syntax.Inherit:
			own = own || n.From != nil && inheritsLib(n) && !plainLib.MatchString(syntax.Dotted(n.From)+".lib")
		}
		return !own
	})
	return own
}

func inheritsLib(in *syntax.Inherit) bool {
	return slices.ContainsFunc(in.Names, func(n syntax.AttrName) bool {
		name, _ := syntax.StaticName(n)
		return name == "lib"
	})
}

func knownLib(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.AttrSet:
		return true
	case *syntax.Apply:
		path, ok := syntax.Unparen(x.Arg).(*syntax.SearchPath)
		return ok && path.Name == "nixpkgs/lib"
	}
	dotted := syntax.Dotted(x)
	return dotted == "lib" || plainLib.MatchString(dotted)
}
