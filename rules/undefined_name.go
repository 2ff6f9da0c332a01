package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func undefinedName() analyzer.Rule {
	return analyzer.Rule{
		Name:     "undefined-name",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title:   "a name that nothing binds",
			Why:     "Nix refuses the file as soon as it reads it, and with it every host that reaches it.",
			Bad:     "{ lib, ... }: { a = libb.id 1; }\n",
			Good:    "{ lib, ... }: { a = lib.id 1; }\n",
			Unknown: "names below a with, which may bind any name; repositories that call scopedImport, or load files by haumea's scoped loader, as omnibus and hive do, which bring names of their own",
		},
		Check: func(p *analyzer.Pass) {
			if slices.ContainsFunc(p.Repo.Files, bringsNames) {
				return
			}
			left := leftOut(p.Repo)
			for _, f := range p.Repo.Files {
				if len(f.Names.Undefined) > 0 && left(f) {
					continue
				}
				for _, id := range f.Names.Undefined {
					p.Report(diag.Diagnostic{Span: f.Span(id), Message: undefinedMessage(f, id.Name)})
				}
			}
		},
	}
}

// loadsScoped matches what loads the files of a folder with names of its own in their scope: haumea's scoped loader, and what
// omnibus and hive load by it.
var loadsScoped = regexp.MustCompile(`\bloaders\.scoped\b|\b(?:addLoadExtender|findLoad|mapPopsExports)\b|(?i:github:(?:gtrunsec/omnibus|tao3k/omnibus|divnix/hive))\b`)

// bringsNames reports whether a file loads others with names that they do not bind.
func bringsNames(f *analyzer.File) bool {
	return strings.Contains(f.Src, "scopedImport") || loadsScoped.MatchString(f.Src) || strings.Contains(f.Src, "haumea") && scoped.MatchString(f.Src)
}

// scoped matches the loader of haumea where a let, a with or an inherit takes it out of its set.
var scoped = regexp.MustCompile(`\bscoped\b`)

func undefinedMessage(f *analyzer.File, name string) string {
	message := fmt.Sprintf("%q is bound nowhere around here", name)
	if nearest, ok := analyzer.Nearest(name, boundNames(f)); ok && nearest != name {
		message += fmt.Sprintf("; did you mean %q?", nearest)
	}
	return message
}

// boundNames are the names that functions and lets of the file bind, in order of place.
func boundNames(f *analyzer.File) []string {
	names := []string{"builtins"}
	add := func(n syntax.AttrName) {
		if name, ok := syntax.StaticName(n); ok {
			names = append(names, name)
		}
	}
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Lambda:
			if n.Arg != nil {
				add(n.Arg)
			}
		case *syntax.Formal:
			add(n.Name)
		case *syntax.Let:
			for _, b := range n.Bindings {
				switch b := b.(type) {
				case *syntax.AttrBinding:
					add(b.Path.Names[0])
				case *syntax.Inherit:
					for _, name := range b.Names {
						add(name)
					}
				}
			}
		}
		return true
	})
	return names
}
