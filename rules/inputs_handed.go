package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// inputsHanded are the files whose own function is surely called with the flake's inputs as inputs: modules of
// flake-parts, and those that snowfall-lib calls, where flake.nix hands on what its outputs are called with.
func inputsHanded(repo *analyzer.Repo) map[string]bool {
	handed := map[string]bool{}
	if !handsInputs(repo.File("flake.nix")) || slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool { return strings.Contains(f.Src, "extraInputs") }) {
		return handed
	}
	heads, _ := repo.PartsArguments()
	for _, name := range heads {
		handed[name] = true
	}
	repo.SnowfallSupplied(func(f *analyzer.File, _ []string) { handed[f.Name] = true })
	return handed
}

// handsInputs reports whether a flake calls mkFlake, or the mkLib that gives it, with inherit inputs of its outputs' argument.
func handsInputs(flake *analyzer.File) (hands bool) {
	syntax.WalkScopes(flake.Root, func(n syntax.Node, s *syntax.Scopes) bool {
		call, ok := n.(*syntax.Apply)
		if !ok || syntax.Callee(call.Fn) != "mkFlake" && syntax.Callee(call.Fn) != "mkLib" {
			return true
		}
		set, ok := syntax.Unparen(call.Arg).(*syntax.AttrSet)
		b, bound := s.Lookup("inputs")
		hands = hands || ok && bound && b.Lambda != nil && slices.ContainsFunc(set.Bindings, inheritsInputs)
		return true
	})
	return hands
}

func inheritsInputs(b syntax.Binding) bool {
	in, ok := b.(*syntax.Inherit)
	return ok && in.From == nil && slices.ContainsFunc(in.Names, func(n syntax.AttrName) bool { return nameIs(n, "inputs") })
}

// handedHere reports whether inputs at a place is the argument of the file's own function, which has the flake's inputs.
func (c *inputCheck) handedHere(s *syntax.Scopes) bool {
	b, bound := s.Lookup("inputs")
	head, ok := syntax.Unparen(c.file.Root).(*syntax.Lambda)
	return c.handed[c.file.Name] && bound && ok && b.Lambda == head
}

// below checks a name that nothing binds where with inputs stands around it, and besides only withs that are known not to
// have it: it is an input.
func (c *inputCheck) below(x syntax.Expr, s *syntax.Scopes) {
	id, ok := unbound(x, s)
	if !ok {
		return
	}
	ofInputs, elsewhere := false, false
	s.Withs(func(scope syntax.Expr, in *syntax.Scopes) {
		if c.isInputs(scope, in) {
			ofInputs = true
			return
		}
		set := c.sets.origin(scope, in, 0)
		elsewhere = elsewhere || !c.sets.names.IsSet(set) || c.sets.names.Has(set, id.Name)
	})
	if ofInputs && !elsewhere {
		c.check(id, s)
	}
}
