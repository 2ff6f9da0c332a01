package judge

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"mxmcheck/analyzer/diag"
)

// madeFindings are findings of a few rules, files and options, many of them alike but for the line.
func madeFindings(rng *rand.Rand) []diag.Diagnostic {
	var found []diag.Diagnostic
	for line := range rng.IntN(12) {
		at := diag.Pos{Line: line + 1, Col: 1}
		d := diag.Diagnostic{Rule: []string{"unused-option", "missing-enable"}[rng.IntN(2)], Message: fmt.Sprint("message ", line)}
		d.Span = diag.Span{File: []string{"a.nix", "b.nix"}[rng.IntN(2)], Start: at, End: at}
		if rng.IntN(3) > 0 {
			d.Option = []string{"acme.x", "acme.y"}[rng.IntN(2)]
		} else {
			d.Name = []string{"left", "right", ""}[rng.IntN(3)]
		}
		found = append(found, d)
	}
	return found
}

var bothRan = map[string]bool{"unused-option": true, "missing-enable": true}

func baselineOf(t *testing.T, found []diag.Diagnostic) *Baseline {
	t.Helper()
	text, err := BaselineText(found)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ParseBaseline(text, "baseline.jsonl")
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return b
}

// A baseline hides what it was written of, whatever the lines are now; one finding fewer is an entry
// that matches too little, and one more is never hidden.
func TestBaselineHidesWhatItHolds(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 13))
		found := madeFindings(rng)
		b := baselineOf(t, found)
		if left, hidden := b.Apply(found, bothRan); len(left) != 0 || hidden != len(found) {
			t.Fatalf("seed %d: %d of %d hidden, %v left", seed, hidden, len(found), left)
		}
		if len(found) == 0 {
			continue
		}
		if left, _ := b.Apply(found[1:], bothRan); !stalesOnly(left) || len(left) != 1 {
			t.Fatalf("seed %d: a finding is gone, and this is left: %v", seed, left)
		}
		if left, _ := b.Apply(found[1:], map[string]bool{}); len(left) != 0 {
			t.Fatalf("seed %d: no rule ran, and this is left: %v", seed, left)
		}
		again := found[rng.IntN(len(found))]
		again.Span.Start.Line += 100
		if left, _ := b.Apply(append(found, again), bothRan); !holds(left, again) {
			t.Fatalf("seed %d: a new finding is hidden: %v", seed, again)
		}
	}
}

func stalesOnly(left []diag.Diagnostic) bool {
	for _, d := range left {
		if d.Rule != "unused-suppression" {
			return false
		}
	}
	return true
}

func holds(left []diag.Diagnostic, wanted diag.Diagnostic) bool {
	for _, d := range left {
		if d.Rule == wanted.Rule && d.Span == wanted.Span {
			return true
		}
	}
	return false
}

// What says that mxmcheck cannot look is in no baseline.
func TestBaselineHoldsNoParseError(t *testing.T) {
	broken := diag.Diagnostic{Rule: "parse-error", Span: diag.Span{File: "a.nix"}}
	b := baselineOf(t, []diag.Diagnostic{broken})
	if left, hidden := b.Apply([]diag.Diagnostic{broken}, bothRan); len(left) != 1 || hidden != 0 {
		t.Errorf("a parse error is hidden: %v left, %d hidden", left, hidden)
	}
}
