package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// assertionKeys are what each assertion of a configuration has.
var assertionKeys = []string{"assertion", "message"}

// checkAssertions reports an attribute of an assertion that is misspelt: nothing says so but the evaluation that
// misses it.
func checkAssertions(p *analyzer.Pass, f *analyzer.File, d *analyzer.Definition) {
	if d.Path.String() != "assertions" || d.Value == nil {
		return
	}
	list, is := inner(d.Value).(*syntax.List)
	if !is {
		return
	}
	for _, e := range list.Elems {
		set, is := syntax.Unparen(e).(*syntax.AttrSet)
		if !is {
			continue
		}
		names := plainNames(set)
		for _, b := range set.Bindings {
			b, is := b.(*syntax.AttrBinding)
			if !is {
				continue
			}
			name, _ := syntax.StaticName(b.Path.Names[0])
			if slices.Contains(assertionKeys, name) {
				continue
			}
			if meant := meantKey(name, names); meant != "" {
				p.Report(diag.Diagnostic{Span: f.Span(b.Path.Names[0]), Option: "assertions", Message: fmt.Sprintf("an assertion has no %q; did you mean %q?", name, meant)})
			}
		}
	}
}

// meantKey is the key of assertions that a name is like, or that begins as it does, where the set lacks that key.
func meantKey(name string, names []string) string {
	meant, like := near(name, assertionKeys)
	for _, key := range assertionKeys {
		if !like && len(name) > 2 && strings.HasPrefix(name, key[:3]) {
			meant, like = key, true
		}
	}
	if !like || slices.Contains(names, meant) {
		return ""
	}
	return meant
}

// plainNames are the names that the paths of a set begin with, as far as they are written out.
func plainNames(set *syntax.AttrSet) (names []string) {
	for _, b := range set.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok {
			if name, ok := syntax.StaticName(b.Path.Names[0]); ok {
				names = append(names, name)
			}
		}
	}
	return names
}
