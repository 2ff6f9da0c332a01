package harness

import (
	"fmt"
	"os"
	"testing"
	"time"

	"mxmcheck/analyzer/host"
)

// The options of a complete NixOS, whose folder MXMCHECK_NIXOS names, are listed in at most three times
// what its toplevel takes: `make real-nixos`.
func TestCatalogOfARealFleet(t *testing.T) {
	nixpkgs := os.Getenv("MXMCHECK_NIXOS")
	if nixpkgs == "" {
		t.Skip("set MXMCHECK_NIXOS, or run make real-nixos")
	}
	root := realFleet(t)
	files, err := ListFiles(t.Context(), root, false)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), Options{Root: root, Files: files, Jobs: 1, Overrides: []Override{{Input: "nixpkgs", Ref: "path:" + nixpkgs}}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	web := Host{ID: host.ID{Kind: "nixos", Name: "web1"}}
	var told, toplevel []time.Duration
	for range 3 {
		started := time.Now()
		found, err := r.Declared(t.Context(), []Host{web})
		told = append(told, time.Since(started))
		if err != nil || found[0].Failure != nil || len(found[0].Trees) != 1 {
			t.Fatalf("%v %+v", err, found)
		}
		tree := found[0].Trees[0]
		if n := tree.Root.Size(); n < 5000 || len(tree.Root.Unseen()) > 0 || tree.Free {
			t.Errorf("%d options; not known: %v; free: %v", n, tree.Root.Unseen(), tree.Free)
		}
		started = time.Now()
		if _, err := r.nix(t.Context(), r.evalFlags(fmt.Sprintf("%s.web1.config.system.build.toplevel.drvPath", web.set()))...); err != nil {
			t.Fatal(err)
		}
		toplevel = append(toplevel, time.Since(started))
	}
	fmt.Printf("options: %v; toplevel: %v\n", told, toplevel)
	if shortest(told) > 3*shortest(toplevel) {
		t.Errorf("the options take %v, the toplevel %v", told, toplevel)
	}
}

func shortest(times []time.Duration) time.Duration {
	best := times[0]
	for _, one := range times {
		best = min(best, one)
	}
	return best
}
