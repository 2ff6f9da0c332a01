package analyzer

import (
	"testing"
	"testing/fstest"

	"mxmcheck/analyzer/diag"
)

// A rule that panics is our fault, and is named, whatever runs beside it.
func TestRunNamesTheRuleThatPanics(t *testing.T) {
	repo, err := Load(t.Context(), fstest.MapFS{"a.nix": {Data: []byte("{ }")}}, Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	quiet := Selected{Rule: Rule{Name: "quiet", Check: func(*Pass) {}}, Level: diag.Error}
	broken := Selected{Rule: Rule{Name: "broken", Check: func(*Pass) { panic("no such fact") }}, Level: diag.Error}
	defer func() {
		if got, want := recover(), "rule broken: no such fact"; got != want {
			t.Errorf("panic %v, want %s", got, want)
		}
	}()
	Run(t.Context(), repo, []Selected{quiet, broken, quiet}, nil)
}
