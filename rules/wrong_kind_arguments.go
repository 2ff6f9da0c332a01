package rules

import "mxmcheck/analyzer/syntax"

// wanted is what an argument has to be.
type wanted struct {
	kinds kinds
	words string
}

var (
	anyText     = wanted{ofText | ofPackage | ofSet, "a text"}
	anyList     = wanted{ofList, "a list"}
	anyFunction = wanted{ofFunction | ofSet | ofPackage, "a function"}
	anything    = wanted{}
)

// argumentsTaken are what functions of lib and builtins take, first to last: those whose arguments people take for each other.
var argumentsTaken = map[string][]wanted{
	"concatStringsSep": {anyText, anyList}, "concatMapStringsSep": {anyText, anyFunction, anyList}, "concatMapStrings": {anyFunction, anyList},
	"map": {anyFunction, anyList}, "filter": {anyFunction, anyList}, "concatMap": {anyFunction, anyList}, "forEach": {anyList, anyFunction},
	"genAttrs": {anyList, anyFunction}, "elem": {anything, anyList}, "any": {anyFunction, anyList}, "all": {anyFunction, anyList},
	"concatLists": {anyList}, "length": {anyList}, "head": {anyList},
	"optionalString": {anything, {ofText | ofPackage | ofSet | ofInt | ofFloat | ofNull, "a text"}}, "optionalAttrs": {anything, {ofSet | ofGroup | ofPackage | ofNull, "a set"}},
}

// given looks at the last argument that a function of lib is called with.
func (c *wrongKindCheck) given(name string, n *syntax.Apply, s *syntax.Scopes) {
	takes := argumentsTaken[name]
	if takes == nil {
		return
	}
	args := syntax.Arguments(n)
	if len(args) > len(takes) || c.lib(calledFunction(n), s) != name {
		return
	}
	last := len(args) - 1
	if want := takes[max(last, 0)]; last >= 0 && want.kinds != 0 {
		if t := c.what(args[last], s, 0); t.none(want.kinds) {
			c.report(args[last], name, "wants "+want.words, t)
		}
	}
}
