package upstream

import (
	_ "embed" // the table
	"strings"
	"sync"
)

// roots are the names that NixOS declares options below, and those of flake-parts and of modules
// that many flakes take as inputs.
//
//go:embed roots.txt
var roots string

// Roots are the names below which upstream modules declare options: no repository's own namespace.
var Roots = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, table := range []string{roots, NixDarwin, homeManager} {
		for _, line := range strings.Fields(table) {
			first, _, _ := strings.Cut(line, ".")
			all[first] = true
		}
	}
	return all
})
