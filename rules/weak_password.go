package rules

import (
	"regexp"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func weakPassword() analyzer.Rule {
	return analyzer.Rule{
		Name:     "weak-password",
		Severity: diag.Warning,
		Wide:     true,
		Doc: analyzer.Doc{
			Title: "a password that a person made up, which every user of the machine can read in the store",
			Why: `A word or a short number for a user's first login, a service or a database is copied to /nix/store, which anybody
may read, and is guessed besides. secret-in-store names what a program generated, by its form; this rule names the rest, of which many are meant
so: it is off by default. What secret-in-store leaves alone is left alone here, too, and so are passwords of which a comment on the value, its set or its
element of a list says that they are for the first login, for everybody or for tests, and users of hosts whose names say that they are for
tests and that have no secrets.`,
			Bad:     "{ ... }:\n{ users.users.developer.initialPassword = \"hunter2\"; }\n",
			Good:    "{ config, ... }:\n{ users.users.developer.hashedPasswordFile = config.sops.secrets.developer.path; }\n",
			Unknown: "values that are computed, and options whose name does not tell that they hold a secret",
		},
		Check: func(p *analyzer.Pass) { checkStore(p, true) },
	}
}

// forEverybody matches what a comment says of a password that keeps nobody out, and is not to.
var forEverybody = regexp.MustCompile(`(?i)\b(?:anyone|anybody|everyone|everybody)\b|\bphysical(?:ly)? (?:access|present)\b|\bno remote\b|\b(?:over|from|on|at) the console\b|` +
	`\bfor (?:testing|tests?|trying|debugging|demos?|(?:the |a |use in )?(?:test )?(?:vms?|virtual machines?))\b|\btesting purposes\b|\bonly in (?:the |a )?(?:vms?|tests?|demos?|qemu|virtual machines?)\b|` +
	`\b(?:demo|kiosk|public (?:terminal|account|user|login|machine|kiosk|computer|network|wi-?fi))\b|\bdefault (?:password|login)\b.{0,30}\bchange\b`)

// isForEverybody reports whether a comment on a password, on the set that it stands in or on that set's place in a
// list says so.
func isForEverybody(d *analyzer.Definition) bool {
	said := commentAt(d.File, d.Span.Start.Line) + " " + commentOnSet(d)
	return forEverybody.MatchString(said) && !isToDo.MatchString(said)
}

// commentOnSet is what a comment says above the set that a definition is bound in by its last name alone, and above the
// list of which that set is the only element.
func commentOnSet(d *analyzer.Definition) string {
	var text strings.Builder
	around := nodesAround(d.File.Root, d.Span.Start.Offset)
	own := len(around) - 1
	for own >= 0 && !isBinding(around[own]) {
		own--
	}
	if own < 0 || len(around[own].(*syntax.AttrBinding).Path.Names) != 1 {
		return ""
	}
	for i := own - 1; i >= 0; i-- {
		switch n := around[i].(type) {
		case *syntax.AttrBinding:
			text.WriteString(commentAt(d.File, d.File.Span(n).Start.Line))
			return text.String()
		case *syntax.List:
			if len(n.Elems) != 1 {
				return text.String()
			}
		case *syntax.AttrSet:
			text.WriteString(commentAt(d.File, d.File.Span(n).Start.Line) + " ")
		}
	}
	return text.String()
}

func isBinding(n syntax.Node) bool {
	_, is := n.(*syntax.AttrBinding)
	return is
}

// nodesAround are the nodes around a place, from the outermost on.
func nodesAround(root syntax.Node, offset int) (around []syntax.Node) {
	syntax.Walk(root, func(n syntax.Node) bool {
		if n.Pos() > offset || n.End() <= offset {
			return false
		}
		around = append(around, n)
		return true
	})
	return around
}

// isTrialName reports whether a host's name says by one of its words that it only tries or shows something.
func isTrialName(name string) bool {
	return hasWord(name, "test", "testing", "demo", "example", "installer", "live")
}

// hasSecrets reports whether a module of a host declares secrets of sops-nix or agenix.
func hasSecrets(repo *analyzer.Repo, h *analyzer.Host) bool {
	for name := range h.Closure.Files {
		f := repo.File(name)
		if f == nil {
			continue
		}
		for _, d := range f.Definitions {
			if len(d.Path) > 2 && (d.Path[0] == "sops" || d.Path[0] == "age") && d.Path[1] == "secrets" {
				return true
			}
		}
	}
	return false
}
