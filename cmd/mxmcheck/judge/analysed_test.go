package judge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/depends"
	"mxmcheck/harness"
)

// readingFlake makes hosts of which each reads what is no file of Nix in another way.
var readingFlake = map[string]string{
	"flake.nix": `{ inputs.nixpkgs.url = "github:NixOS/nixpkgs"; outputs = { nixpkgs, ... }:
let
  host = modules: nixpkgs.lib.nixosSystem { system = "x86_64-linux"; inherit modules; };
  names = builtins.attrNames (builtins.readDir ./listed);
in {
  nixosConfigurations = {
    reads = host [ ./reads.nix ];
    lists = host (map (name: ./listed + "/${name}") names);
    names = host [ { environment.etc.names.text = toString (builtins.attrNames (builtins.readDir ./names)); } ];
    looks = host (if builtins.pathExists ./flags/on then [ ./on.nix ] else [ ./off.nix ]);
    decodes = host [ (builtins.fromJSON (builtins.readFile ./data.json)) ];
  };
}; }`,
	"reads.nix": `{ environment.etc.motd.source = ./motd/text; users.users.root.openssh.authorizedKeys.keyFiles = [ ./keys ]; }`,
	"on.nix":    `{ networking.hostName = "on"; }`, "off.nix": `{ networking.hostName = "off"; }`,
	"listed/a.nix": `{ networking.domain = "a"; }`, "names/one": "", "motd/text": "hello", "keys/one.pub": "key",
	"data.json": `{ "networking": { "domain": "d" } }`, "README.md": "read me", "snapshots/nixos/reads.snap": "mxmcheck 1",
}

// changing are names of files that come, go and become others; of some the folder is read by nobody.
var changing = []string{
	"README.md", "docs/a.md", "snapshots/nixos/reads.snap", "snapshots/nixos/lists.snap", "data.json", "names/one", "names/two",
	"flags/on", "flags/off", "flags", "motd/text", "motd/other", "keys/one.pub", "keys/two.pub", "extra/deep/file", "listed/b.nix", "unread.nix",
}

type madeTree map[string]string

func (m madeTree) changed(rng *rand.Rand) madeTree {
	other := maps.Clone(m)
	for range 1 + rng.IntN(2) {
		switch name := changing[rng.IntN(len(changing))]; {
		case rng.IntN(3) == 0:
			delete(other, name)
		case name == "data.json":
			other[name] = fmt.Sprintf(`{ "networking": { "domain": "d%d" } }`, rng.IntN(3))
		case name == "listed/b.nix" || name == "unread.nix":
			other[name] = fmt.Sprintf(`{ networking.domain = "d%d"; }`, rng.IntN(3))
		case name != "flags" || other["flags/on"]+other["flags/off"] == "":
			other[name] = fmt.Sprint("text ", rng.IntN(3))
		}
	}
	if other["flags/on"]+other["flags/off"] != "" {
		delete(other, "flags")
	}
	return other
}

func (m madeTree) digests() harness.Digests {
	digests := harness.Digests{}
	for name, text := range m {
		sum := sha256.Sum256([]byte(name + text))
		digests[name] = hex.EncodeToString(sum[:])
	}
	return digests
}

func (m madeTree) analysed(t *testing.T) (Analysed, bool, Files) {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range m {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	facts, err := analyzer.Load(t.Context(), files, analyzer.Options{Jobs: 1, Git: true, Tracked: slices.Sorted(maps.Keys(m))})
	if err != nil {
		t.Fatal(err)
	}
	hosts := depends.New(facts)
	found, ok := AnalysedFor(facts, hosts)
	return found, ok, FilesOfAll(facts, hosts, m.digests(), "")
}

// Where a tree is taken to have the analysis of another one, analysing it gives the same: which hosts there
// are, and what decides about each. Where nothing but what no host reads differs, it is taken so.
func TestAnAnalysisHoldsWhereItsFilesDo(t *testing.T) {
	rng := rand.New(rand.NewPCG(16, 2))
	tree := madeTree(readingFlake)
	found, ok, files := tree.analysed(t)
	if !ok {
		t.Fatalf("what the hosts depend on is not known")
	}
	held := 0
	for range 300 {
		other := tree.changed(rng)
		now := other.digests()
		same := found.In(now) == found.In(tree.digests())
		again, known, anew := other.analysed(t)
		if same {
			held++
			if !known || cmp.Diff(found, again) != "" {
				t.Errorf("%v: another analysis: %s", other, cmp.Diff(found, again))
			}
			if diff := cmp.Diff(anew, files.Within(now.Whole())); diff != "" {
				t.Errorf("%v (-analysed anew +taken)\n%s", other, diff)
			}
		}
		if known {
			tree, found, files = other, again, anew
		}
	}
	if held < 40 {
		t.Errorf("%d of 300 changes need no analysis", held)
	}
	for _, name := range []string{"README.md", "docs/new.md", "snapshots/nixos/reads.snap"} {
		other := maps.Clone(tree)
		other[name] = "another text"
		if found.In(other.digests()) != found.In(tree.digests()) {
			t.Errorf("%s, which no host reads, needs an analysis", name)
		}
	}
}
