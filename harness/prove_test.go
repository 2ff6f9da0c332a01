package harness

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// The verdict is never better than what was read.
func TestProve(t *testing.T) {
	outcome := func(change func(*Outcome)) *Outcome {
		o := &Outcome{Host: Host{ID: host.ID{Kind: "nixos", Name: "web"}, System: "x86_64-linux"}, StandIn: true}
		if change != nil {
			change(o)
		}
		return o
	}
	plain := outcome(nil)
	failed := outcome(func(o *Outcome) { o.Failure = &Failure{} })
	with := func(r Record) Pair {
		o := outcome(func(o *Outcome) { o.Effects = []Record{r} })
		return Pair{Before: o, After: o}
	}
	none := DerivationComparison{Reason: "none"}
	cases := map[string]struct {
		pair Pair
		want Verdict
	}{
		"the same":                         {Pair{Before: plain, After: plain, Derivations: DerivationComparison{Same: true}}, SameDerivations},
		"the same, told otherwise":         {Pair{Before: plain, After: plain, Derivations: DerivationComparison{Same: true}, Changes: []Change{{Kind: "added"}}}, SameDerivations},
		"records alone":                    {Pair{Before: plain, After: plain, Derivations: none}, SameRecords},
		"moved":                            {Pair{Before: plain, After: plain, Derivations: none, Changes: []Change{{Kind: "moved"}}}, SameRecords},
		"renamed":                          {Pair{Before: plain, After: plain, Derivations: none, Changes: []Change{{Kind: "renamed", Before: &Record{}}}}, SameRecords},
		"new":                              {Pair{After: plain}, Changed},
		"gone":                             {Pair{}, Changed},
		"fails now":                        {Pair{Before: plain, After: failed}, Changed},
		"failed before":                    {Pair{Before: failed, After: plain}, NotProven},
		"fails as before":                  {Pair{Before: failed, After: failed}, NotProven},
		"another system":                   {Pair{Before: plain, After: outcome(func(o *Outcome) { o.Host.System = "aarch64-linux" }), Derivations: none}, Changed},
		"derivations differ":               {Pair{Before: plain, After: plain, Derivations: DerivationComparison{Differences: make([]DerivationDifference, 1)}}, Changed},
		"the system does not evaluate":     {Pair{Before: plain, After: plain, Derivations: DerivationComparison{Reason: "throws", Broken: true}}, Changed},
		"the tree's path":                  {Pair{Before: plain, After: plain, Derivations: DerivationComparison{Tree: true}}, NotProven},
		"derivations differ by nothing":    {Pair{Before: plain, After: plain}, NotProven},
		"a doubt on all hosts":             {Pair{Before: plain, After: plain, Derivations: none, Doubts: []string{"effects"}}, NotProven},
		"effects that cannot be read":      {Pair{Before: plain, After: outcome(func(o *Outcome) { o.Hidden = []string{"a"} }), Derivations: none}, NotProven},
		"effects that could not be read":   {Pair{Before: outcome(func(o *Outcome) { o.Hidden = []string{"a"} }), After: plain, Derivations: none}, NotProven},
		"a function":                       {with(Record{Value: Special{Kind: "function"}}), NotProven},
		"a function in a set in a list":    {with(Record{Value: []any{map[string]any{"a": Special{Kind: "function"}}}}), NotProven},
		"an error":                         {with(Record{Value: Special{Kind: "error"}}), NotProven},
		"a cut":                            {with(Record{Value: Special{Kind: "cut", Text: "3 more"}}), NotProven},
		"a long text":                      {with(Record{Value: Special{Kind: "cut", Text: "a text of 9 bytes, sha256:00"}}), SameRecords},
		"a package of a stand-in":          {with(Record{Value: Special{Kind: "derivation"}}), SameRecords},
		"a package made by a function":     {with(Record{Value: Special{Kind: "derivation"}, Exact: probe.Exact{Unseen: true}}), NotProven},
		"a value that names the tree":      {with(Record{Value: ".", Exact: probe.Exact{Tree: true}}), NotProven},
		"a secret, compared by its digest": {with(Record{Value: Special{Kind: "secret", Text: "set"}}), SameRecords},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if cmp.Equal(c.pair.Derivations, DerivationComparison{}) && len(c.pair.After.records()) > 0 {
				c.pair.Derivations = none
			}
			if got := Prove(c.pair).Verdict; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	real := with(Record{Value: Special{Kind: "derivation"}})
	real.Derivations, real.After.StandIn = none, false
	if got := Prove(real).Verdict; got != NotProven {
		t.Errorf("a real package told by its name: %s", got)
	}
}

func (o *Outcome) records() []Record {
	if o == nil {
		return nil
	}
	return append(o.Records, o.Effects...)
}

func TestPairNames(t *testing.T) {
	in := func(hash, name string) string {
		return "/nix/store/" + hash + "0000000000000000000000000000000-" + name
	}
	got := pairNames(
		[]string{in("a", "same"), in("a", "hello-2.12.drv"), in("a", "python3-3.12.drv"), in("a", "gone.drv"), in("a", "twice"), in("b", "twice")},
		[]string{in("a", "same"), in("c", "hello-2.12.drv"), in("c", "python3-3.13.drv"), in("c", "new.drv"), in("c", "twice")})
	want := namePairs{
		paired: [][2]string{
			{in("a", "hello-2.12.drv"), in("c", "hello-2.12.drv")}, {in("a", "twice"), in("c", "twice")}, {in("a", "python3-3.12.drv"), in("c", "python3-3.13.drv")},
		},
		lone: [2][]string{{in("a", "gone.drv"), in("b", "twice")}, {in("c", "new.drv")}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(namePairs{})); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
}

// A value differs by what the files that it names hold, wherever the two trees lie.
func TestContents(t *testing.T) {
	contents := func(dir string, files map[string]string, value any) probe.Exact {
		r := &Runner{scratch: scratch{dir: dir}, sources: sources{self: "/nix/store/" + dir[len(dir)-3:] + "-source", frozen: dir + "/tree"}}
		for name, text := range files {
			path := filepath.Join(dir, "tree", name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		record := Record{Value: value}
		r.noteContents(&record)
		return record.Exact
	}
	self := func(dir, rest string) string { return "/nix/store/" + dir[len(dir)-3:] + "-source" + rest }
	a, b := t.TempDir(), t.TempDir()
	one, two := map[string]string{"a/x": "1", "y": "1"}, map[string]string{"a/x": "1", "y": "2"}
	same := func(before, after any) bool {
		return contents(a, one, before).Contents == contents(b, two, after).Contents
	}
	if !same(self(a, "/a/x"), self(b, "/a/x")) || !same(self(a, "/a"), self(b, "/a")) {
		t.Error("equal files differ")
	}
	if same(self(a, "/y --x"), self(b, "/y --x")) || same([]any{Special{Kind: "path", Text: self(a, "/y")}}, []any{Special{Kind: "path", Text: self(b, "/y")}}) {
		t.Error("different files are equal")
	}
	if same("/nix/store/x-motd", "/nix/store/y-motd") {
		t.Error("other store paths are known by their names")
	}
	if whole := contents(a, one, self(a, "")); !whole.Tree {
		t.Error("the whole tree is not noticed")
	}
	if !contents(a, one, "/placeholder/unseen-0-x").Unseen || contents(a, one, "/placeholder/0-x").Unseen {
		t.Error("what cannot be seen is not told")
	}
}
