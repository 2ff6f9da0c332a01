package harness

import (
	"net/url"
	"path/filepath"
	"strings"
)

// stores are the flags that choose other stores than nix's own choice, and the folder of the one in which nix evaluates, as far
// as its address tells it; "" for the machine's own.
func (o Options) stores() (flags []string, folder string) {
	evaluates := o.Store
	if o.Store != "" {
		flags = append(flags, "--store", o.Store)
	}
	if o.EvalStore != "" {
		flags = append(flags, "--eval-store", o.EvalStore)
		evaluates = o.EvalStore
	}
	return flags, storeFolder(evaluates)
}

// storeFolder is the folder below which a local store has its /nix/store: the address is the folder, or names it as root.
func storeFolder(address string) string {
	name, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	if name == "local" || name == "local://" {
		return values.Get("root")
	}
	if name = strings.TrimPrefix(name, "local://"); !filepath.IsAbs(name) {
		return ""
	}
	return strings.TrimSuffix(name, "/")
}
