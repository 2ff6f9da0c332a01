package catalog

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const told = `{
  "a b": { "it's.odd": ["d", "bool"], "\"": ["", ["attrsOf", ["nullOr", ["enum", ["x y", 1, null, true]]]]] },
  "empty": {},
  "lost": null,
  "sub": ["ri", ["submodule", false, ["one", "two"]]],
  "wide": ["", ["either", "str", ["listOf", "strMatching \"[a b]<&>\""]]]
}`

func sample(t *testing.T) *Catalog {
	t.Helper()
	root, err := FromNix([]byte(told))
	if err != nil {
		t.Fatal(err)
	}
	return &Catalog{
		Lock: Digest([]byte("{}")), Nix: "nix (Nix) 2.34.8", Names: map[string][]string{"lib": {"mkIf", "mkMerge"}},
		Trees: []*Tree{
			{Host: "nixos/a b", Class: "nixos", Maker: "inputs.nixpkgs.lib.nixosSystem", Modules: []string{"/@input/x/a b.nix", "inputs.x.nixosModules.y"}, Alone: true, Root: root},
			{Host: "nixos/a b", Class: "home", Free: true, Root: &Node{Group: true}},
		},
	}
}

// What was kept is read as it was; the same catalog gives the same bytes, packed or not.
func TestKeptAndRead(t *testing.T) {
	want := sample(t)
	packed, err := want.Packed()
	if err != nil {
		t.Fatal(err)
	}
	again, err := want.Packed()
	if err != nil || !bytes.Equal(packed, again) {
		t.Errorf("packed twice, it is not the same: %v", err)
	}
	for _, text := range [][]byte{want.Text(), packed} {
		got, err := Read(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

// A catalog that was cut off is damaged, wherever that was; one with other bytes in it is damaged or
// read, and never ends the program.
func TestDamagedCatalogs(t *testing.T) {
	text := sample(t).Text()
	packed, err := sample(t).Packed()
	if err != nil {
		t.Fatal(err)
	}
	for _, whole := range [][]byte{text, packed} {
		for i := range whole {
			if _, err := Read(whole[:i]); !errors.Is(err, ErrDamaged) {
				t.Errorf("the first %d bytes of %d: %v", i, len(whole), err)
			}
		}
	}
	rng := rand.New(rand.NewPCG(1, 15))
	for range 5000 {
		other := bytes.Clone(text)
		for range 1 + rng.IntN(3) {
			other[rng.IntN(len(other))] = " \n\"[]{}?-x9"[rng.IntN(11)]
		}
		if c, err := Read(other); err == nil {
			for _, tree := range c.Trees {
				tree.Find([]string{"sub", "one"})
				tree.Find([]string{"a b", `"`, "name", "more"})
			}
		}
	}
	if _, err := Read([]byte("mxmcheck catalog 2\nanything")); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer one: %v", err)
	}
}

func TestFind(t *testing.T) {
	tree := sample(t).Trees[0]
	for path, want := range map[string]State{
		"a b": Known, "a b/it's.odd": Known, `a b/"/any`: Known, `a b/"/any/more`: Unknown, "a b/it's.odd/more": Unknown,
		"empty": Known, "empty/x": Absent, "lost": Unknown, "lost/x/y": Unknown, "sub/one": Known, "sub/one/more": Unknown, "sub/three": Absent,
		"sub/imports": Unknown, "wide": Known, "wide/x": Unknown, "x/y": Absent, "_module/args": Unknown,
	} {
		if got := tree.Find(strings.Split(path, "/")); got.State != want {
			t.Errorf("%s: %v, not %v", path, got.State, want)
		}
	}
	if got := tree.Find([]string{"sub", "three"}); got.At != 1 || !cmp.Equal(got.Names, []string{"one", "two"}) {
		t.Errorf("sub.three: %+v", got)
	}
	if got := sample(t).Trees[1].Find([]string{"x"}); got.State != Unknown {
		t.Errorf("in a tree that is free: %v", got.State)
	}
}
