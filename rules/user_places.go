package rules

import (
	"regexp"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// standsElsewhere reports whether a name stands in more than one place: something may declare it then, and nobody misspells
// it alike each time. Comments declare nothing.
func standsElsewhere(repo *analyzer.Repo, name string) bool {
	word, places := regexp.MustCompile(`(^|[^\w-])`+regexp.QuoteMeta(name)+`($|[^\w-])`), 0
	for _, f := range repo.All() {
		if word.MatchString(f.Name) {
			return true
		}
		if !strings.Contains(f.Src, name) {
			continue
		}
		syntax.Walk(f.Root, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Ident:
				if n.Name == name {
					places++
				}
			case *syntax.Text:
				places += len(word.FindAllStringIndex(n.Value, -1))
			}
			return places < 2
		})
	}
	return places > 1
}
