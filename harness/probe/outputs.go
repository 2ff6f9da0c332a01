package probe

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed outputs.nix
var outputs string

// OutputArgs say what to record of a flake beside its hosts.
type OutputArgs struct {
	Nonce   string     // marks our lines among the traces of the flake itself
	Paths   [][]string // of what is recorded, with all below; "*" stands for every name that is there
	Whole   int        // how many names of each path lead to the output
	Exact   bool       // see Args
	NoTexts bool
	After   Place
}

// Expression is the function to apply to a flake. Its value is the number of records that it sent.
func (a OutputArgs) Expression() string {
	paths := make([]string, len(a.Paths))
	for i, path := range a.Paths {
		paths[i] = nixList(path)
	}
	return fmt.Sprintf("(%s) { nonce = %s; paths = [ %s ]; whole = %d; encoding = %s; telling = %s; bytes = %s; exact = %t; wantTexts = %t; after = %s; }",
		outputs, NixString(a.Nonce), strings.Join(paths, " "), a.Whole, encoding, telling, nixList(highBytes()), a.Exact, !a.NoTexts, NixString(a.After.json()))
}
