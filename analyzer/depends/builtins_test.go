package depends

import (
	"encoding/json"
	"os/exec"
	"testing"
)

// Every name of the builtins of the nix on PATH is classified by hand: one that is not would count
// as reading the whole tree, and nobody would have thought about it.
func TestBuiltinsAreClassified(t *testing.T) {
	out, err := exec.Command("nix", "eval", "--extra-experimental-features", "nix-command", "--json", "--expr", "builtins.attrNames builtins").Output()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	if err := json.Unmarshal(out, &names); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, known := builtinHolds[name]; !known {
			t.Errorf("builtins.%s is not classified: say in builtinHolds what it can read of the tree", name)
		}
	}
}
