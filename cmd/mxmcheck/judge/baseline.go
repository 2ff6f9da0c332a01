package judge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/rules"
)

// entry is what a baseline knows of a finding: no line and no message, so that it survives edits
// of the file, and versions of mxmcheck; but what it is about, so that it hides no new finding.
type entry struct {
	Rule   string `json:"rule"`
	File   string `json:"file"`
	Option string `json:"option,omitempty"`
	Name   string `json:"name,omitempty"` // without an option, the name or path that is wrong
}

// entryLine is a line of a baseline.
type entryLine struct {
	entry
	Count int `json:"count,omitempty"` // how many findings are alike; 0 is 1
}

// Baseline is the findings that a repository had when it took up the tool.
type Baseline struct {
	File  string // slash path from the root, for findings about the baseline itself
	lines []entryLine
}

const baselineHead = `{"baseline":1}`

// ParseBaseline reads JSON lines: the head, then an entry a line. File is how messages call it.
func ParseBaseline(text []byte, file string) (*Baseline, error) {
	b := &Baseline{File: file}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if lines[0] != baselineHead {
		return nil, fmt.Errorf("%s:1: no baseline that this mxmcheck reads: its first line is not %s", file, baselineHead)
	}
	for i, line := range lines[1:] {
		var e entryLine
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&e); err != nil || e.Rule == "" || e.File == "" || e.Count < 0 {
			return nil, fmt.Errorf("%s:%d: no entry of a baseline", file, i+2)
		}
		b.lines = append(b.lines, e)
	}
	return b, nil
}

// Adoptable reports whether a finding may stand in a baseline: not one that says that mxmcheck
// cannot look, or was given something wrong.
func Adoptable(d diag.Diagnostic) bool { return !slices.Contains(rules.AlwaysOn(), d.Rule) }

func keyOf(d diag.Diagnostic) entry { return entry{d.Rule, d.Span.File, d.Option, d.Name} }

// keyOf is the entry that a finding counts for: one that has no name holds any, as those do that earlier
// versions wrote.
func (b *Baseline) keyOf(d diag.Diagnostic) entry {
	key, unnamed := keyOf(d), keyOf(d)
	unnamed.Name = ""
	has := func(e entry) bool {
		return slices.ContainsFunc(b.lines, func(line entryLine) bool { return line.entry == e })
	}
	if !has(key) && has(unnamed) {
		return unnamed
	}
	return key
}

// Alike counts the findings that a baseline may hold, those that are alike for its lines together.
func Alike(found []diag.Diagnostic) (lines, findings int) {
	counts := counted(found, keyOf)
	for _, n := range counts {
		findings += n
	}
	return len(counts), findings
}

func counted(found []diag.Diagnostic, keyOf func(diag.Diagnostic) entry) map[entry]int {
	counts := map[entry]int{}
	for _, d := range found {
		if Adoptable(d) {
			counts[keyOf(d)]++
		}
	}
	return counts
}

// BaselineText is the baseline that holds what is found.
func BaselineText(found []diag.Diagnostic) ([]byte, error) {
	counts := counted(found, keyOf)
	keys := slices.SortedFunc(maps.Keys(counts), func(x, y entry) int {
		return slices.Compare([]string{x.File, x.Rule, x.Option, x.Name}, []string{y.File, y.Rule, y.Option, y.Name})
	})
	var out bytes.Buffer
	out.WriteString(baselineHead + "\n")
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for _, key := range keys {
		line := entryLine{entry: key}
		if counts[key] > 1 {
			line.Count = counts[key]
		}
		if err := encoder.Encode(line); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// Apply leaves out what the baseline has, and reports entries that no longer match. Where more is
// found than an entry allows, all that is alike is reported: which is new is not known. An entry
// of a rule that did not run is left alone.
func (b *Baseline) Apply(found []diag.Diagnostic, ran map[string]bool) (left []diag.Diagnostic, hidden int) {
	counts, allowed := counted(found, b.keyOf), map[entry]int{}
	var stale []diag.Diagnostic
	for i, line := range b.lines {
		n := max(1, line.Count)
		allowed[line.entry] += n
		if have := counts[line.entry]; have < allowed[line.entry] && ran[line.Rule] {
			stale = append(stale, b.stale(i+2, line.entry, allowed[line.entry], have))
		}
	}
	for _, d := range found {
		if key := b.keyOf(d); Adoptable(d) && counts[key] <= allowed[key] {
			hidden++
			continue
		}
		left = append(left, d)
	}
	left = append(left, stale...)
	slices.SortFunc(left, diag.Compare)
	return left, hidden
}

// stale is a finding about an entry that matches less than it says: a suppression without use.
func (b *Baseline) stale(line int, e entry, allowed, have int) diag.Diagnostic {
	what := fmt.Sprintf("%q in %s", e.Rule, e.File)
	if of := e.Option + e.Name; of != "" { // it has one of them
		what = fmt.Sprintf("%q of %q in %s", e.Rule, of, e.File)
	}
	message := "the baseline has " + what + ", which is no longer found; take the line out, or write the baseline anew"
	if have > 0 {
		message = fmt.Sprintf("the baseline has %s %s, and it is found %s; write the baseline anew", what, times(allowed), times(have))
	}
	at := diag.Pos{Line: line, Col: 1}
	return diag.Diagnostic{Rule: "unused-suppression", Severity: diag.Error, Span: diag.Span{File: b.File, Start: at, End: at}, Option: e.Option, Message: message}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
