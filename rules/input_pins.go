package rules

import (
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// withoutPins leaves out the inputs that are there for other flakes to follow: those that something names,
// and all where the flake makes no host, and either has no outputs or is said to be followed.
func withoutPins(repo *analyzer.Repo, inputs, unused []*analyzer.Input) []*analyzer.Input {
	pins := repo.Pins(inputs)
	if len(repo.Hosts) == 0 && repo.HostsKnown && (pins.Known || givesNothing(repo.File("flake.nix"))) {
		return nil
	}
	return slices.DeleteFunc(unused, func(in *analyzer.Input) bool { return pins.Names[in.Name] })
}

// givesNothing reports whether the outputs of a flake are an empty set: its inputs are all that it has.
func givesNothing(f *analyzer.File) bool {
	fn := outputsOf(f)
	if fn == nil {
		return false
	}
	set, ok := syntax.Unparen(fn.Body).(*syntax.AttrSet)
	return ok && len(set.Bindings) == 0
}
