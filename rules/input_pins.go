package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// withoutPins leaves out the inputs that are there for other flakes to follow: those that something names,
// and all where the flake makes no host but in its checks, and either has no outputs or is said to be followed.
func withoutPins(repo *analyzer.Repo, inputs, unused []*analyzer.Input) []*analyzer.Input {
	pins := repo.Pins(inputs)
	if !slices.ContainsFunc(repo.Hosts, isMachine) && (pins.Known || givesNothing(repo.File("flake.nix"))) {
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

// isMachine reports whether a host is made for more than a check.
func isMachine(h *analyzer.Host) bool {
	return !isTrial(h.Span.File) && !strings.HasPrefix(h.Span.File, "checks/")
}
