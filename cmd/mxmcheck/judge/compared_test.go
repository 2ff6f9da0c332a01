package judge

import (
	"testing"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

// Of a host that is as accepted, no records are kept; of any other, all are.
func TestOnlyHostsAsAcceptedAreSpared(t *testing.T) {
	hidden, err := harness.NewSecrets(nil)
	if err != nil {
		t.Fatal(err)
	}
	store := harness.Store{Root: t.TempDir(), Dir: "snapshots"}
	made := func() harness.Outcome {
		return harness.Outcome{
			Host: harness.Host{ID: host.ID{Kind: "nixos", Name: "one"}}, Roots: []string{"a"},
			Records: []harness.Record{{Path: "a.b", Value: "x", Type: "str", Priority: "set"}},
		}
	}
	for name, one := range map[string]struct {
		change func(*harness.Outcome)
		spared bool
	}{
		"as accepted":     {func(*harness.Outcome) {}, true},
		"another value":   {func(o *harness.Outcome) { o.Records[0].Value = "y" }, false},
		"other roots":     {func(o *harness.Outcome) { o.Roots = nil }, false},
		"effects too":     {func(o *harness.Outcome) { o.Effects = []harness.Record{{Path: "c", Value: "x"}} }, false},
		"not accepted":    {func(o *harness.Outcome) { o.Host.Name = "two" }, false},
		"does not answer": {func(o *harness.Outcome) { o.Failure = &harness.Failure{Message: "no"} }, false},
	} {
		if err := store.Write(harness.SnapshotOf(made())); err != nil {
			t.Fatal(err)
		}
		o := made()
		one.change(&o)
		compared, err := Compare(store, o, hidden, Terms{Check: true})
		if err != nil {
			t.Fatal(name, err)
		}
		compared = compared.Spared(&o)
		if kept := len(o.Records) > 0 && len(compared.Outcome.Records) > 0; kept == one.spared || compared.Same() != one.spared {
			t.Errorf("%s: records kept %t, as accepted %t", name, kept, compared.Same())
		}
	}
}
