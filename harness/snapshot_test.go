package harness

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mxmcheck/analyzer/host"
)

func example() Snapshot {
	return Snapshot{
		Host:  Host{ID: host.ID{Kind: "nixos", Name: "web one"}, System: "x86_64-linux"},
		Roots: []string{"mxmlabs"},
		Records: []Record{
			{Path: "mxmlabs.a", Value: nil, Type: "nullOr str", Priority: "default", Files: []string{"a.nix"}},
			{Path: `mxmlabs."b = \"c\""`, Value: "x = \"y\"", Type: "str", Priority: "force", Files: []string{"with space.nix", "b.nix"}},
			{Path: "mxmlabs.list.[2].x", Value: json.Number("8080"), Type: "unsignedInt16", Priority: "prio=10"},
			{Path: "mxmlabs.list.[10].x", Value: true, Type: "bool", Priority: "mkDefault", Files: []string{"<nixpkgs>/x.nix"}},
			{Path: "mxmlabs.pkg", Value: Special{Kind: "derivation", Text: "hello"}, Type: "package", Priority: "set"},
			{Path: "mxmlabs.pkgname", Value: "<derivation \"hello\">", Type: "str", Priority: "set"},
			{Path: "mxmlabs.set", Value: map[string]any{"": []any{}, "a.b = c": map[string]any{"n": json.Number("1.5")}, "l": []any{"a\n\nb  \n", Special{Kind: "unset"}, "one line\n", "\x1b\n\n"}}, Type: "anything", Priority: "set"},
			{Path: "mxmlabs.text", Value: "''\n]\n}\neffects\n", Type: "lines", Priority: "set"},
		},
		Effects: []Record{
			{Path: "networking.firewall.enable", Value: false, Files: []string{"a.nix"}},
			{Path: "networking.firewall.enable", Value: true, Files: []string{"b.nix"}},
		},
	}
}

func TestSnapshotReadsBackWhatItWrote(t *testing.T) {
	want := example()
	sortRecords(want.Records)
	got, err := ReadSnapshot(want.Render())
	if err != nil {
		t.Fatalf("%v in\n%s", err, want.Render())
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

// Whatever line is lost, and wherever the file is cut, reading says so or gives other records:
// never the same ones, and never a panic.
func TestSnapshotDamageIsSeen(t *testing.T) {
	snapshot := example()
	sortRecords(snapshot.Records)
	text := string(snapshot.Render())
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	damaged := map[string]string{}
	for i := range lines {
		damaged["without line "+lines[i]] = strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "")
	}
	for i := range text {
		damaged["cut before "+text[i:]] = text[:i]
	}
	damaged["with carriage returns"] = strings.ReplaceAll(text, "\n", "\r\n")
	for name, edited := range damaged {
		got, err := ReadSnapshot([]byte(edited))
		if err == nil && cmp.Equal(snapshot, got, cmpopts.EquateEmpty()) {
			t.Errorf("%s: nothing is noticed", name)
		}
		var damage *DamagedError
		if err != nil && !errors.As(err, &damage) && !errors.Is(err, ErrNewerFormat) {
			t.Errorf("%s: %v is no damage", name, err)
		}
	}
}

func TestNewerSnapshotIsRefused(t *testing.T) {
	if _, err := ReadSnapshot([]byte("mxmcheck 2 something else\n")); !errors.Is(err, ErrNewerFormat) {
		t.Errorf("got %v", err)
	}
}

func TestCompare(t *testing.T) {
	option := func(path string, value any, priority string, files ...string) Record {
		return Record{Path: path, Value: value, Type: "str", Priority: priority, Files: files}
	}
	before := Snapshot{
		Records: []Record{option("n.gone", "x", "set", "a.nix"), option("n.moved", "x", "set", "a.nix"), option("n.same", "x", "set", "a.nix"), option("n.value", "x", "set", "a.nix")},
		Effects: []Record{{Path: "e", Value: true, Files: []string{"a.nix"}}, {Path: "e", Value: true, Files: []string{"b.nix"}}},
	}
	after := Snapshot{
		Records: []Record{option("n.moved", "x", "set", "b.nix"), option("n.new", "x", "set", "a.nix"), option("n.same", "x", "set", "a.nix"), option("n.value", "y", "set", "a.nix")},
		Effects: []Record{{Path: "e", Value: false, Files: []string{"b.nix"}}, {Path: "e", Value: true, Files: []string{"a.nix"}}},
	}
	var got []string
	for _, c := range Compare(before, after) {
		got = append(got, c.Kind+" "+c.Path+" "+strings.Join(c.Files(), " "))
	}
	want := []string{"removed n.gone a.nix", "moved n.moved b.nix", "added n.new a.nix", "changed n.value a.nix", "changed e b.nix"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestHostNamesBecomeUniqueFileNames(t *testing.T) {
	store := Store{Dir: "snapshots"}
	seen := map[string]string{}
	for _, name := range []string{"web", "WEB", "a/b", "..", ".", "", "a%2fb", "a b", "operator@web"} {
		file := strings.ToLower(store.File(host.ID{Kind: "home", Name: name}))
		if strings.Count(file, "/") != 2 || strings.Contains(file, "/.") {
			t.Errorf("%q becomes %s", name, file)
		}
		if other, taken := seen[file]; taken {
			t.Errorf("%q and %q share %s", name, other, file)
		}
		seen[file] = name
	}
}

func TestForeignEffectsAreThoseOfInputsAlone(t *testing.T) {
	cases := map[bool][]Record{
		true:  {{Files: []string{"<stand-in>"}}, {Files: []string{"<home-manager>/nixos/common.nix"}}},
		false: {{}, {Files: []string{"shared/a.nix"}}, {Files: []string{"<nixpkgs>/x.nix", "shared/a.nix"}}},
	}
	for want, records := range cases {
		for _, record := range records {
			if got := foreign(record); got != want {
				t.Errorf("foreign(%v) = %t", record.Files, got)
			}
		}
	}
}

func TestPairRenames(t *testing.T) {
	record := func(path string, value any) *Record {
		return &Record{Path: path, Value: value, Type: "t", Priority: "set"}
	}
	removed := func(path string, value any) Change {
		return Change{Path: path, Kind: "removed", Before: record(path, value)}
	}
	added := func(path string, value any) Change {
		return Change{Path: path, Kind: "added", After: record(path, value)}
	}
	one, two := host.ID{Kind: "nixos", Name: "one"}, host.ID{Kind: "nixos", Name: "two"}
	cases := map[string]struct {
		hosts []HostChanges
		want  []string
	}{
		"a telling value":         {[]HostChanges{{one, []Change{removed("n.a", "x"), added("m.b", "x")}}}, []string{"renamed m.b"}},
		"a switch, elsewhere":     {[]HostChanges{{one, []Change{removed("n.a", true), added("m.b", true)}}}, []string{"removed n.a", "added m.b"}},
		"a switch, same name":     {[]HostChanges{{one, []Change{removed("n.a", true), added("m.a", true)}}}, []string{"renamed m.a"}},
		"two may be meant":        {[]HostChanges{{one, []Change{removed("n.a", "x"), added("m.b", "x"), added("m.c", "x")}}}, []string{"removed n.a", "added m.b", "added m.c"}},
		"other values":            {[]HostChanges{{one, []Change{removed("n.a", "x"), added("m.a", "y")}}}, []string{"removed n.a", "added m.a"}},
		"on other hosts":          {[]HostChanges{{one, []Change{removed("n.a", "x")}}, {two, []Change{added("m.a", "x")}}}, []string{"removed n.a", "added m.a"}},
		"not on every host":       {[]HostChanges{{one, []Change{removed("n.a", "x"), added("m.a", "x")}}, {two, []Change{removed("n.a", "x")}}}, []string{"removed n.a", "added m.a", "removed n.a"}},
		"a whole namespace":       {[]HostChanges{{one, []Change{removed("n.a.on", true), removed("n.b.on", true), added("m.a.on", true), added("m.b.on", true)}}}, []string{"renamed m.a.on", "renamed m.b.on"}},
		"an alias stays behind":   {[]HostChanges{{one, []Change{{Path: "n.a", Kind: "changed", Before: record("n.a", "x"), After: record("n.a", Special{Kind: "unset"})}, added("m.b", "x")}}}, []string{"renamed m.b"}},
		"one loses its value":     {[]HostChanges{{one, []Change{{Path: "n.a", Kind: "changed", Before: record("n.a", "x"), After: record("n.a", Special{Kind: "unset"})}}}}, []string{"changed n.a"}},
		"effects are definitions": {[]HostChanges{{one, []Change{{Path: "e", Kind: "removed", Effect: true, Before: record("e", "x")}, {Path: "f", Kind: "added", Effect: true, After: record("f", "x")}}}}, []string{"removed e", "added f"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, h := range PairRenames(c.hosts) {
				for _, change := range h.Changes {
					got = append(got, change.Kind+" "+change.Path)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}
