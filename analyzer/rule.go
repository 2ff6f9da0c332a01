package analyzer

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/bmatcuk/doublestar/v4"

	"mxmcheck/analyzer/diag"
)

// Doc is what a rule says of itself: the single source of explain, docs/rules.md and the tests.
type Doc struct {
	Title string // one line: the fault
	Why   string
	Bad   string // Nix that fires the rule; of several files, each after a line "-- NAME --"
	Good  string // the same, mended

	Unknown string // what the rule cannot see and says nothing of; "" if it sees all
}

// FixKind says whether a rule's findings bring a text edit, and whether the edit may change the
// meaning of the program.
type FixKind uint8

// The kinds of fixes. A finding of a rule with a fix may lack it, where a comment is in the way.
const (
	NoFix FixKind = iota
	SafeFix
	UnsafeFix
)

func (k FixKind) String() string {
	switch k {
	case SafeFix:
		return "safe"
	case UnsafeFix:
		return "unsafe"
	}
	return "none"
}

// RuleOption is a list of words that the configuration may give a rule.
type RuleOption struct {
	Name    string
	Doc     string // what the words are
	Default []string
}

// Rule is one opinion. Check reports through the Pass; it never prints and never fails.
type Rule struct {
	Name     string // named for the fault
	Severity diag.Severity
	Default  bool // it runs unless the configuration says otherwise; if not, only when asked for
	Trees    bool // it reads the files' trees alone: where only such rules run, no facts are gathered
	Wide     bool // where the pattern is strict: it looks at what stands beside the folders of modules too
	Graph    bool // it reads what hosts import, and says nothing where that is not known
	Fix      FixKind
	Doc      Doc
	Options  []RuleOption // beside "exclude", which every rule has
	Check    func(*Pass)
}

// Pass is one rule at work on one repository.
type Pass struct {
	Repo  *Repo
	rule  Selected
	found []diag.Diagnostic
	fault string // what the rule panicked with
}

// Option gives the words of the rule's own option: the configuration's, or the default.
func (p *Pass) Option(name string) []string {
	if words, ok := p.rule.Words[name]; ok {
		return words
	}
	for _, o := range p.rule.Options {
		if o.Name == name {
			return o.Default
		}
	}
	return nil
}

// maxAlike is how many findings back one is looked for that says the same of the same line.
const maxAlike = 8

// Report adds a finding; rule and severity are the pass's own, unless d has a lesser severity. Of what is
// read strictly, a rule that is info by default makes a warning.
func (p *Pass) Report(d diag.Diagnostic) {
	d.Rule = p.rule.Name
	if level := p.level(d.Span.File); d.Severity == 0 || d.Severity > level {
		d.Severity = level
	}
	if d.Fix == nil && slices.ContainsFunc(p.found[max(0, len(p.found)-maxAlike):], func(o diag.Diagnostic) bool {
		return o.Fix == nil && o.Span.File == d.Span.File && o.Span.Start.Line == d.Span.Start.Line && o.Message == d.Message && o.Option == d.Option && len(o.Related)+len(d.Related) == 0
	}) {
		return // one line says it once
	}
	if !p.excluded(d.Span.File) && (!p.rule.Confined || p.Strict(d.Span.File)) {
		p.found = append(p.found, d)
	}
}

func (p *Pass) level(file string) diag.Severity {
	if p.rule.Raised && p.Strict(file) {
		return max(p.rule.Level, diag.Warning)
	}
	return p.rule.Level
}

// Strict reports whether the rule reads a file strictly: the configuration says so of its folder.
func (p *Pass) Strict(file string) bool { return InFolders(file, p.rule.Strict) }

func (p *Pass) excluded(file string) bool {
	return slices.ContainsFunc(p.rule.Words["exclude"], func(glob string) bool {
		ok, err := doublestar.Match(glob, file)
		return ok && err == nil
	})
}

// Selected is a rule with the level it has in this run, and what the configuration says to it.
type Selected struct {
	Rule
	Level diag.Severity
	Words map[string][]string // by option; "exclude" holds globs of files that the rule passes over

	Strict   []string // folders in which the rule lets nothing pass that is mostly meant so; "." is all
	Confined bool     // it reports in these folders only
	Raised   bool     // what it reports there is a warning at least
}

// Run gives the findings of the rules on repo, in report order, suppressed ones left out. known
// lists every rule's name, for suppressions of rules that are not run. A rule that panics is our
// fault: the panic is raised again, named after the rule. Of a repository whose analysis was cut
// short, only the rules that ask for trees alone are run. Where ctx ends, what was found is no answer.
func Run(ctx context.Context, repo *Repo, rules []Selected, known []string) []diag.Diagnostic {
	if repo.Cut {
		rules = slices.DeleteFunc(slices.Clone(rules), func(s Selected) bool { return !s.Trees })
	}
	passes := make([]Pass, len(rules))
	each(repo.jobs, len(rules), func(i int) {
		if ctx.Err() == nil {
			passes[i] = check(repo, rules[i])
		}
	})
	var found []diag.Diagnostic
	for _, pass := range passes {
		if pass.fault != "" {
			panic(pass.fault)
		}
		found = append(found, pass.found...)
	}
	ran := make([]string, len(rules))
	for i, rule := range rules {
		ran[i] = rule.Name
	}
	found = suppress(repo, found, ran, known)
	for i := range found {
		found[i].Name = nameAt(repo, found[i])
	}
	slices.SortFunc(found, diag.Compare)
	return saidOnce(slices.CompactFunc(found, func(a, b diag.Diagnostic) bool { return diag.Compare(a, b) == 0 }))
}

// saidOnce leaves out what another rule says of the same place in the same words.
func saidOnce(found []diag.Diagnostic) []diag.Diagnostic {
	type said struct {
		span    diag.Span
		message string
	}
	rules := map[said]string{}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool {
		key := said{d.Span, d.Message}
		first, again := rules[key]
		if !again {
			rules[key] = d.Rule
		}
		return again && first != d.Rule
	})
}

// standingName matches names, paths of attributes and paths of files: what distinguishes findings of one rule,
// and holds no text that might be a secret.
var standingName = regexp.MustCompile(`^[A-Za-z0-9_./<>'-]{1,120}$`)

// nameAt is what stands at the place of a finding that is about no option, if that is a name.
func nameAt(repo *Repo, d diag.Diagnostic) string {
	f := repo.File(d.Span.File)
	if f == nil || d.Option != "" || d.Span.Start.Offset > d.Span.End.Offset || d.Span.End.Offset > len(f.Src) {
		return ""
	}
	return standingName.FindString(f.Src[d.Span.Start.Offset:d.Span.End.Offset])
}

// check runs one rule. A panic of the rule is kept as its fault: it is raised where Run was called.
func check(repo *Repo, rule Selected) (pass Pass) {
	pass = Pass{Repo: repo, rule: rule}
	defer func() {
		if cause := recover(); cause != nil {
			pass.fault = fmt.Sprintf("rule %s: %v", rule.Name, cause)
		}
	}()
	rule.Check(&pass)
	return pass
}
