// Package fix applies the fixes of findings to texts until nothing is left to apply.
//
// In: a way to look at a tree whose files may have other texts than on disk. Out: the texts that
// changed, which fixes made them so, which were refused and why, and the findings that are left.
// It refuses to write files, and to keep a change that it could not check: what would break a
// file, or lose a comment, is not made.
package fix

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// Linted is one look at a tree: what was found, and the files it was found in.
type Linted struct {
	Findings []diag.Diagnostic
	File     func(name string) *syntax.File // nil if the tree has no such file
}

// Lint looks at the tree, with the given texts in place of what files have on disk.
type Lint func(texts map[string]string) (Linted, error)

// Options says which fixes are wanted.
type Options struct {
	Unsafe bool                       // also those that may change what the program means
	Want   func(diag.Diagnostic) bool // nil: those of all findings
}

// Result is what came of the fixes.
type Result struct {
	Changes []Change          // by file
	Applied []diag.Diagnostic // the findings whose fixes were applied, at the places they had then
	Refused []Refusal         // by file
	Left    Linted            // the tree with the changes
}

// Change is a file before and after.
type Change struct{ File, Before, After string }

// Refusal is a fix, or all fixes of a file, that would have done harm.
type Refusal struct {
	Span   diag.Span // without a position: all of the file
	Rule   string    // "" for all of the file
	Reason string    // reads well after "not fixed: "
}

// maxRounds bounds how often fixes make room for further fixes.
const maxRounds = 64

// Run applies fixes round by round, and looks at the tree anew after each. In one round no two
// fixes touch the same text; a fix is applied whole or not at all. Where a round would break a file,
// the run begins again, and gives that file one fix a round; where it still would, the rule whose
// fix it was leaves the file alone. The error is that of lint.
func Run(lint Lint, o Options) (Result, error) {
	barred, slow := map[bar]string{}, map[string]bool{}
	for {
		a := attempt{lint: lint, options: o, barred: barred, slow: slow, texts: map[string]string{}}
		culprit, err := a.run()
		if err != nil {
			return Result{}, err
		}
		if culprit == nil {
			return a.result(), nil
		}
		if file := culprit.Span.File; slow[file] {
			barred[bar{file, culprit.Rule}] = culprit.Reason
		} else {
			slow[file] = true
		}
	}
}

// bar is a rule whose fixes leave a file alone; without a rule all do.
type bar struct{ file, rule string }

// attempt is a run of rounds that ends at rest, or at a file that must be left out.
type attempt struct {
	lint    Lint
	options Options
	barred  map[bar]string  // what to leave alone, and why
	slow    map[string]bool // files that get one fix a round

	texts   map[string]string
	first   Linted
	now     Linted
	applied []diag.Diagnostic
	refused []Refusal // of the last look
}

func (a *attempt) run() (culprit *Refusal, err error) {
	if a.first, err = a.lint(a.texts); err != nil {
		return nil, err
	}
	a.now = a.first
	for range a.rounds() {
		batch := a.batch()
		if len(batch) == 0 {
			return nil, nil
		}
		if culprit := a.apply(batch); culprit != nil {
			return culprit, nil
		}
		if a.now, err = a.lint(maps.Clone(a.texts)); err != nil {
			return nil, err
		}
	}
	if batch := a.batch(); len(batch) > 0 {
		return &Refusal{Span: diag.Span{File: batch[0].Fix.Edits[0].Span.File}, Reason: "its fixes undo each other"}, nil
	}
	return nil, nil
}

// rounds bounds the rounds: where files get one fix a round, there are as many more as there are fixes.
func (a *attempt) rounds() int {
	n := maxRounds
	for _, d := range a.first.Findings {
		if d.Fix != nil && a.slow[d.Span.File] {
			n += 2
		}
	}
	return n
}

// batch chooses the findings whose fixes are applied next, first come first served.
func (a *attempt) batch() []diag.Diagnostic {
	var chosen []diag.Diagnostic
	taken := map[string][]diag.Edit{}
	a.refused = nil
	for _, d := range a.now.Findings {
		if d.Fix == nil || len(d.Fix.Edits) == 0 || !d.Fix.Safe && !a.options.Unsafe || a.options.Want != nil && !a.options.Want(d) {
			continue
		}
		if reason, why := a.refusal(d); reason != "" {
			if why {
				a.refused = append(a.refused, Refusal{Span: d.Span, Rule: d.Rule, Reason: reason})
			}
			continue
		}
		if slices.ContainsFunc(d.Fix.Edits, func(e diag.Edit) bool {
			return overlapsAny(e, taken[e.Span.File]) || a.slow[e.Span.File] && len(taken[e.Span.File]) > 0
		}) {
			continue // its turn comes in the next round, if the finding is still there
		}
		for _, e := range d.Fix.Edits {
			taken[e.Span.File] = append(taken[e.Span.File], e)
		}
		chosen = append(chosen, d)
	}
	return chosen
}

// refusal says why a fix must not be applied, "" if it may; tell is false where that is reported for
// the whole file.
func (a *attempt) refusal(d diag.Diagnostic) (reason string, tell bool) {
	for i, e := range d.Fix.Edits {
		f := a.now.File(e.Span.File)
		if f == nil || e.Span.Start.Offset > e.Span.End.Offset || e.Span.End.Offset > len(f.Src) || overlapsAny(e, d.Fix.Edits[:i]) {
			panic(fmt.Sprintf("rule %s: a fix of %v has an edit that is none: %v", d.Rule, d.Span, e.Span))
		}
		for _, rule := range []string{"", d.Rule} {
			if reason, ok := a.barred[bar{e.Span.File, rule}]; ok {
				return reason, false
			}
		}
		if len(f.Errors) > 0 {
			return "the file does not parse", true
		}
		if reason := losesComment(f, e); reason != "" {
			return reason, true
		}
	}
	return "", false
}

// overlapsAny reports whether e and another edit touch the same text, or insert at the same place.
func overlapsAny(e diag.Edit, others []diag.Edit) bool {
	return slices.ContainsFunc(others, func(o diag.Edit) bool {
		return e.Span.File == o.Span.File && (e.Span.Start.Offset == o.Span.Start.Offset ||
			e.Span.Start.Offset < o.Span.End.Offset && o.Span.Start.Offset < e.Span.End.Offset)
	})
}

// apply changes the texts, unless that would break one.
func (a *attempt) apply(batch []diag.Diagnostic) (culprit *Refusal) {
	edits := map[string][]diag.Edit{}
	for _, d := range batch {
		for _, e := range d.Fix.Edits {
			edits[e.Span.File] = append(edits[e.Span.File], e)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(edits)) {
		before := a.now.File(name)
		after := Apply(before.Src, edits[name])
		if reason := harm(before, after, edits[name]); reason != "" {
			return &Refusal{Span: diag.Span{File: name}, Rule: ruleOf(batch, name), Reason: reason}
		}
		a.texts[name] = after
	}
	a.applied = append(a.applied, batch...)
	return nil
}

// ruleOf is the rule whose fix edits a file.
func ruleOf(batch []diag.Diagnostic, file string) string {
	for _, d := range batch {
		if slices.ContainsFunc(d.Fix.Edits, func(e diag.Edit) bool { return e.Span.File == file }) {
			return d.Rule
		}
	}
	return ""
}

// Apply gives the text with the edits made; they must not overlap.
func Apply(text string, edits []diag.Edit) string {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b diag.Edit) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(out, text[at:e.Span.Start.Offset]...)
		out = append(out, e.Text...)
		at = e.Span.End.Offset
	}
	return string(append(out, text[at:]...))
}

func (a *attempt) result() Result {
	r := Result{Applied: a.applied, Refused: a.refused, Left: a.now}
	for _, name := range slices.Sorted(maps.Keys(a.texts)) {
		if before := a.first.File(name).Src; before != a.texts[name] {
			r.Changes = append(r.Changes, Change{name, before, a.texts[name]})
		}
	}
	order := func(x, y bar) int { return cmp.Or(cmp.Compare(x.file, y.file), cmp.Compare(x.rule, y.rule)) }
	for _, b := range slices.SortedFunc(maps.Keys(a.barred), order) {
		r.Refused = append(r.Refused, Refusal{Span: diag.Span{File: b.file}, Rule: b.rule, Reason: a.barred[b]})
	}
	return r
}
