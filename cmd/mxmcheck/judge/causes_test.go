package judge

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/diag"
)

// Many findings of one cause are one, with every place; few, those with a fix and those without a cause stay as they are.
func TestJoinCauses(t *testing.T) {
	at := func(rule, cause, file string, line int, fix *diag.Fix) diag.Diagnostic {
		return diag.Diagnostic{Rule: rule, Cause: cause, Message: "m", Fix: fix, Span: diag.Span{File: file, Start: diag.Pos{Line: line}}}
	}
	var found []diag.Diagnostic
	for i := range 5 {
		found = append(found, at("undeclared-option", "a.b", fmt.Sprintf("%d.nix", i), 1, nil), at("undeclared-option", "", "none.nix", i+1, nil), at("unknown-name", "a.b", "fixed.nix", i+1, &diag.Fix{}))
		if i < 4 {
			found = append(found, at("unknown-name", "a.b", "few.nix", i+1, nil))
		}
	}
	counts := map[string]int{}
	for _, d := range JoinCauses(found) {
		counts[fmt.Sprintf("%s %s %s, %d beside", d.Rule, d.Span.File, d.Message, len(d.Related))]++
	}
	want := map[string]int{
		"undeclared-option 0.nix m; the same at 4 more places, 4 beside": 1, "undeclared-option none.nix m, 0 beside": 5,
		"unknown-name fixed.nix m, 0 beside": 5, "unknown-name few.nix m, 0 beside": 4,
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
