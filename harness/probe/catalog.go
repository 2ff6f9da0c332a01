package probe

import (
	_ "embed" // catalog.nix
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed catalog.nix
var catalogWalker string

// CatalogArgs say how to tell the options of one host.
type CatalogArgs struct {
	Nonce  string     // marks our lines among the traces of the flake itself
	Host   string     // the attribute in the set that holds the host
	Broken [][]string // places that end the evaluation: they are left out
	Tell   bool       // announce each place
}

// Expression is the function to apply to the set that holds the host. Its value is a Declared.
func (a CatalogArgs) Expression() string {
	broken := make([]string, len(a.Broken))
	for i, path := range a.Broken {
		broken[i] = nixList(path)
	}
	return fmt.Sprintf("(%s) { nonce = %s; host = %s; broken = [ %s ]; tell = %t; }", catalogWalker, NixString(a.Nonce), NixString(a.Host), strings.Join(broken, " "), a.Tell)
}

// Declared is what a host declares, as analyzer/catalog reads it.
type Declared struct {
	Options  json.RawMessage `json:"declared"`
	Free     *bool           // names that nothing declares may be defined; nil where that is not known
	Home     json.RawMessage
	HomeFree *bool
	HomeSeen bool // the modules of the users' homes are among those of Home
	Names    map[string][]string
}

// AnnouncedPlace reads a traced text; ok is false for the traces of the flake itself.
func AnnouncedPlace(nonce, text string) (path []string, ok bool) {
	rest, ours := strings.CutPrefix(text, nonce+" ")
	return path, ours && json.Unmarshal([]byte(rest), &path) == nil
}
