package report_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// A shard that is written and read again says the same in every format, whatever values it holds.
func TestReadShard(t *testing.T) {
	values := []any{
		nil, true, json.Number("12345678901234567890"), json.Number("1.50"), "", "a\x00b\u2028<c>", []any{}, map[string]any{},
		harness.Special{Kind: "derivation", Text: "hello-1"},
		[]any{harness.Special{Kind: "error", Text: "none"}, nil, []any{map[string]any{"a": harness.Special{Kind: "secret"}}}},
		map[string]any{"special": map[string]any{"kind": "error", "text": "none"}, "value": json.Number("1")},
		map[string]any{"special": harness.Special{Kind: "path", Text: "./x"}, "other": nil},
		map[string]any{"a": map[string]any{"special": "plain"}},
	}
	s := cannedSnapshots()
	for i, value := range values {
		one := harness.Record{Path: "ns.v", Value: value, Type: "anything", Priority: "set", Files: []string{"a.nix"}}
		two := harness.Record{Path: "ns.v", Value: values[(i+1)%len(values)], Type: "anything", Priority: "force"}
		s.Hosts[3].Outcome.Records = append(s.Hosts[3].Outcome.Records, one)
		s.Hosts[2].Outcome.Effects = append(s.Hosts[2].Outcome.Effects, two)
		s.Hosts[1].Changes = append(s.Hosts[1].Changes, harness.Change{Path: "ns.v", Kind: "changed", Before: &one, After: &two},
			harness.Change{Path: "ns.v", Kind: "removed", Effect: true, Before: &one})
	}
	first, second := harness.Record{Path: "ns.order", Value: "a"}, harness.Record{Path: "ns.order", Value: "a"}
	first.Exact.Place, second.Exact.Place = 1, 2
	s.Hosts[1].Changes = append(s.Hosts[1].Changes, harness.Change{Path: "ns.order", Kind: "changed", Effect: true, Before: &first, After: &second})
	for _, i := range []int{2, 3} {
		s.Hosts[i].Broken = harness.Broken(s.Hosts[i].Outcome)
	}
	s.Hosts[0].Known, s.Hosts[3].Reheaded, s.Hosts[3].Clear = true, true, 2
	s.Hosts[3].Before.Host, s.Hosts[3].Before.Roots = s.Hosts[3].Outcome.Host, []string{"was", "these"}
	s.Hosts[3].Damage = &harness.DamagedError{Line: 3, Message: "cut"}
	s.Hosts[1].SecretsUnread, s.Hosts[1].EffectsUnread, s.Hosts[1].Outcome.Hidden = 4, 5, []string{"a.b"}
	s.Hosts[2].TakenUnread = 6
	s.Stubbed, s.PassedOver, s.Cover = []string{"disko"}, 3, &judge.Cover{Shard: 1, Of: 1, Accept: s.Accept}
	var text strings.Builder
	if err := report.SnapshotJSON(&text, s); err != nil {
		t.Fatal(err)
	}
	for _, format := range report.FormatsOf(report.OfSnapshots) {
		got, err := report.ReadShard([]byte(text.String()), format.Name == "json")
		if err != nil {
			t.Fatal(err)
		}
		var before, after strings.Builder
		if err := format.Snapshots(&before, s); err != nil {
			t.Fatal(err)
		}
		if err := format.Snapshots(&after, got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before.String(), after.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", format.Name, diff)
		}
	}
	for cut := 0; cut < text.Len()-1; cut += 53 {
		if _, err := report.ReadShard([]byte(text.String()[:cut]), true); err == nil {
			t.Fatalf("the first %d bytes of it are read as a verdict", cut)
		}
	}
}
