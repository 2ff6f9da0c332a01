package analyzer

import (
	"path"
	"regexp"
	"strings"
)

// SpokenOf reports which of the words stand in a file that git tracks and that is no Nix: a
// workflow, a script, a list of what a tool updates. Locks, data and what is written for people to
// read are left out.
func (r *Repo) SpokenOf(words []string) map[string]bool {
	found := map[string]bool{}
	if len(words) == 0 {
		return found
	}
	whole := make([]*regexp.Regexp, len(words))
	for i, word := range words {
		whole[i] = regexp.MustCompile(`(^|[^\w-])` + regexp.QuoteMeta(word) + `($|[^\w-])`)
	}
	for _, text := range r.loader.texts(speaks) {
		for i, word := range words {
			found[word] = found[word] || strings.Contains(text, word) && whole[i].MatchString(text)
		}
	}
	return found
}

// speaks reports whether a file may say what is used: none that people read, and no lock.
func speaks(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".nix", ".lock", ".json", ".jsonl", ".snap", ".md", ".org", ".rst", ".adoc", ".html", ".css", ".svg":
		return false
	}
	return !strings.HasPrefix(name, "docs/") && !strings.HasPrefix(path.Base(name), "README") && !isTest(name)
}
