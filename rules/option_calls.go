package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// misnamed are words that are taken for types, and the types that they are called by in other languages.
var misnamed = map[string]string{
	"list": "listOf", "array": "listOf", "boolean": "bool", "integer": "int", "attrset": "attrs", "null": "nullOr", "optional": "nullOr",
	"function": "functionTo", "derivation": "package", "set": "attrs", "text": "lines", "any": "anything",
}

// typeOfOther matches types of a lib that is none of nixpkgs, such as that of nilla: lib.types.list.of.
var typeOfOther = regexp.MustCompile(`\btypes\.(?:list|attrs|nullish|functions?|either|submodules?)\.(?:of|any|or|to|let|lazy|portable)\b`)

// otherTypes reports whether the file has the types of such a lib, which have those names.
func (c *nameCheck) otherTypes() bool {
	return typeOfOther.MatchString(c.file.Src) || strings.Contains(c.file.Name, "nilla") || c.pass.Repo.File("nilla.nix") != nil
}

// packageOption reports mkPackageOption called with a name where pkgs has to stand.
func (c *nameCheck) packageOption(n *syntax.Apply, s *syntax.Scopes) {
	text, written := syntax.StaticText(n.Arg)
	if _, further := syntax.Unparen(n.Fn).(*syntax.Apply); further || !written || syntax.Callee(n.Fn) != "mkPackageOption" {
		return
	}
	if fn := c.origin(n.Fn, s, 0); fn != "lib.mkPackageOption" && fn != "lib.options.mkPackageOption" || c.extended && ownPackageOption(c.pass.Repo) {
		return
	}
	c.pass.Report(diag.Diagnostic{Span: c.file.Span(n.Fn), Message: "mkPackageOption takes pkgs first: mkPackageOption pkgs \"" + text + "\" { }; so it makes a function, and no option"})
}

var bindsPackageOption = regexp.MustCompile(`\bmkPackageOption\s*=`)

// ownPackageOption reports whether the repository, which makes a lib of its own, has its own mkPackageOption.
func ownPackageOption(repo *analyzer.Repo) bool {
	return slices.ContainsFunc(repo.All(), func(f *analyzer.File) bool { return bindsPackageOption.MatchString(f.Src) })
}
