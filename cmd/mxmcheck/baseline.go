package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/rules"
)

// entry is what a baseline knows of a finding: no line and no message, so that it survives edits
// of the file, and versions of mxmcheck.
type entry struct {
	Rule   string `json:"rule"`
	File   string `json:"file"`
	Option string `json:"option,omitempty"`
}

// entryLine is a line of a baseline.
type entryLine struct {
	entry
	Count int `json:"count,omitempty"` // how many findings are alike; 0 is 1
}

// baseline is the findings that a repository had when it took up the tool.
type baseline struct {
	file  string // slash path from the root, for findings about the baseline itself
	lines []entryLine
}

const baselineHead = `{"baseline":1}`

// readBaseline reads a file of JSON lines: the head, then an entry a line.
func readBaseline(path, name string) (*baseline, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, diag.WithHint(fmt.Errorf("baseline %s: %w", name, reasonOf(err)), "--write-baseline writes one")
	}
	b := &baseline{file: name}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if lines[0] != baselineHead {
		return nil, fmt.Errorf("%s:1: no baseline that this mxmcheck reads: its first line is not %s", name, baselineHead)
	}
	for i, line := range lines[1:] {
		var e entryLine
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&e); err != nil || e.Rule == "" || e.File == "" || e.Count < 0 {
			return nil, fmt.Errorf("%s:%d: no entry of a baseline", name, i+2)
		}
		b.lines = append(b.lines, e)
	}
	return b, nil
}

// adoptable reports whether a finding may stand in a baseline: not one that says that mxmcheck
// cannot look, or was told something wrong.
func adoptable(d diag.Diagnostic) bool { return !slices.Contains(rules.AlwaysOn(), d.Rule) }

func keyOf(d diag.Diagnostic) entry { return entry{d.Rule, d.Span.File, d.Option} }

func counted(found []diag.Diagnostic) map[entry]int {
	counts := map[entry]int{}
	for _, d := range found {
		if adoptable(d) {
			counts[keyOf(d)]++
		}
	}
	return counts
}

// write replaces the file by what is found.
func (b *baseline) write(path string, found []diag.Diagnostic) error {
	text, err := baselineText(found)
	if err != nil {
		return err
	}
	if err := renameio.WriteFile(path, text, 0o644); err != nil {
		return fmt.Errorf("baseline %s: %w", b.file, reasonOf(err))
	}
	return nil
}

// baselineText is the baseline that holds what is found.
func baselineText(found []diag.Diagnostic) ([]byte, error) {
	counts := counted(found)
	keys := slices.SortedFunc(maps.Keys(counts), func(x, y entry) int {
		return slices.Compare([]string{x.File, x.Rule, x.Option}, []string{y.File, y.Rule, y.Option})
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

// apply leaves out what the baseline has, and reports entries that no longer match. Where more is
// found than an entry allows, all that is alike is reported: which is new cannot be told. An entry
// of a rule that did not run is left alone.
func (b *baseline) apply(found []diag.Diagnostic, ran map[string]bool) (left []diag.Diagnostic, hidden int) {
	counts, allowed := counted(found), map[entry]int{}
	var stale []diag.Diagnostic
	for i, line := range b.lines {
		n := max(1, line.Count)
		allowed[line.entry] += n
		if have := counts[line.entry]; have < allowed[line.entry] && ran[line.Rule] {
			stale = append(stale, b.stale(i+2, line.entry, allowed[line.entry], have))
		}
	}
	for _, d := range found {
		if key := keyOf(d); adoptable(d) && counts[key] <= allowed[key] {
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
func (b *baseline) stale(line int, e entry, allowed, have int) diag.Diagnostic {
	what := fmt.Sprintf("%q in %s", e.Rule, e.File)
	if e.Option != "" {
		what = fmt.Sprintf("%q of %q in %s", e.Rule, e.Option, e.File)
	}
	message := "the baseline has " + what + ", which is no longer found; take the line out, or write the baseline anew"
	if have > 0 {
		message = fmt.Sprintf("the baseline has %s %s, and it is found %s; write the baseline anew", what, report.Plural(allowed, "time"), report.Plural(have, "time"))
	}
	at := diag.Pos{Line: line, Col: 1}
	return diag.Diagnostic{Rule: "unused-suppression", Severity: diag.Error, Span: diag.Span{File: b.file, Start: at, End: at}, Option: e.Option, Message: message}
}

// baselineName is how messages call the file: from the root if it stands below it.
func baselineName(root, path string) string {
	rel, err := filepath.Rel(root, path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.Base(path)
	}
	return filepath.ToSlash(rel)
}

// baselinePath is the baseline of a run: that of the flag, else the configuration's; "" for none.
func (a *app) baselinePath(r *repository, f lintFlags) string {
	switch {
	case f.noBaseline:
		return ""
	case f.baseline != "":
		return a.fromHere(f.baseline)
	case r.config.Baseline != "":
		return filepath.Join(r.root, filepath.FromSlash(r.config.Baseline))
	}
	return ""
}

// checkBaselineFlags refuses to write a baseline of a part of the findings.
func checkBaselineFlags(f lintFlags, path string, paths []string) error {
	switch {
	case f.writeBaseline && path == "":
		return diag.WithHint(errors.New("--write-baseline: which file?"), "--baseline FILE --write-baseline")
	case f.writeBaseline && (len(paths) > 0 || len(f.only) > 0 || len(f.skip) > 0):
		return diag.WithHint(errors.New("a baseline is of all findings"), "--write-baseline goes with no PATH, --rule or --skip")
	}
	return nil
}

// acceptBaseline writes what is found to the baseline.
func (a *app) acceptBaseline(ctx context.Context, r *repository, f lintFlags, paths []string) error {
	path := a.baselinePath(r, f)
	if err := checkBaselineFlags(f, path, paths); err != nil {
		return err
	}
	b := &baseline{file: baselineName(r.root, path)}
	f.baseline, f.noBaseline = "", true
	l, err := a.newLinter(r, f, nil)
	if err != nil {
		return err
	}
	facts, found, err := l.look(ctx, nil)
	if err != nil {
		return err
	}
	if facts.Cut {
		return diag.WithHint(fmt.Errorf("no baseline is written: the analysis did not end within %v", f.deadline.Duration), "--deadline gives it more time")
	}
	if err := b.write(path, found); err != nil {
		return err
	}
	counts := counted(found)
	_, err = fmt.Fprintf(a.out, "%s: %s\n", b.file, report.Plural(len(counts), "line"))
	return err
}
