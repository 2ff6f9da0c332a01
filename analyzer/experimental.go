package analyzer

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// Experimental reports whether the repository turns on an experimental feature of the language: a text of one of its
// modules or of nixConfig names it, or a line of a nix.conf, of .envrc or of a command that is no comment.
func (r *Repo) Experimental(feature string) bool {
	named := regexp.MustCompile(`(?:^|[\s"'=])` + regexp.QuoteMeta(feature) + `(?:$|[\s"'])`)
	if slices.ContainsFunc(r.All(), func(f *File) bool { return strings.Contains(f.Src, feature) && inTextOf(f, named) }) {
		return true
	}
	return slices.ContainsFunc(r.loader.texts(maySetFeatures), func(text string) bool {
		return strings.Contains(text, feature) && onLine(text, named)
	})
}

// inTextOf reports whether a text written in a file matches, in what is no comment of its own.
func inTextOf(f *File, named *regexp.Regexp) (found bool) {
	parts := func(list []syntax.StrPart) {
		for _, part := range list {
			if text, is := part.(*syntax.Text); is {
				found = found || onLine(text.Value, named)
			}
		}
	}
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Str:
			parts(n.Parts)
		case *syntax.IndStr:
			parts(n.Parts)
		}
		return !found
	})
	return found
}

// onLine reports whether a line matches that is no comment.
func onLine(text string, named *regexp.Regexp) bool {
	for line := range strings.Lines(text) {
		if said, _, _ := strings.Cut(line, "#"); named.MatchString(strings.TrimSpace(said)) {
			return true
		}
	}
	return false
}

// maySetFeatures reports whether a file may hold settings of Nix, or commands.
func maySetFeatures(name string) bool {
	return path.Ext(name) == ".conf" || path.Base(name) == ".envrc" || isCode(name)
}
