package analyzer

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer/diag"
)

// Doc is what a rule says of itself: the single source of explain, docs/rules.md and the tests.
type Doc struct {
	Title string // one line: the fault
	Why   string
	Bad   string // Nix that fires the rule
	Good  string // the same, mended
}

// Rule is one opinion. Check reports through the Pass; it never prints and never fails.
type Rule struct {
	Name     string // named for the fault
	Severity diag.Severity
	Doc      Doc
	Check    func(*Pass)
}

// Pass is one rule at work on one repository.
type Pass struct {
	Repo  *Repo
	rule  Rule
	level diag.Severity
	found []diag.Diagnostic
}

// Report adds a finding; rule and severity are the pass's own, unless d has a lesser severity.
func (p *Pass) Report(d diag.Diagnostic) {
	d.Rule = p.rule.Name
	if d.Severity == 0 || d.Severity > p.level {
		d.Severity = p.level
	}
	p.found = append(p.found, d)
}

// Selected is a rule with the level it has in this run.
type Selected struct {
	Rule
	Level diag.Severity
}

// Run gives the findings of the rules on repo, in report order, suppressed ones left out. known
// lists every rule's name, for suppressions of rules that are not run. A rule that panics is our
// fault: the panic is raised again, named after the rule.
func Run(repo *Repo, rules []Selected, known []string) []diag.Diagnostic {
	var found []diag.Diagnostic
	for _, rule := range rules {
		found = append(found, check(repo, rule)...)
	}
	ran := make([]string, len(rules))
	for i, rule := range rules {
		ran[i] = rule.Name
	}
	found = suppress(repo, found, ran, known)
	slices.SortFunc(found, diag.Compare)
	return slices.CompactFunc(found, func(a, b diag.Diagnostic) bool { return diag.Compare(a, b) == 0 })
}

func check(repo *Repo, rule Selected) []diag.Diagnostic {
	defer func() {
		if cause := recover(); cause != nil {
			panic(fmt.Sprintf("rule %s: %v", rule.Name, cause))
		}
	}()
	pass := &Pass{Repo: repo, rule: rule.Rule, level: rule.Level}
	rule.Check(pass)
	return pass.found
}
