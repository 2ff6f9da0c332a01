// Package upstream holds what the projects that hosts are built on declare: the options of
// nix-darwin and home-manager, and options that only one kind of host has.
//
// In: a kind of host and an option path. Out: whether the option is another kind's alone. It
// refuses to say anything of options that are not in its tables: versions differ, and inputs
// declare options of their own.
package upstream

import (
	_ "embed" // the tables
	"slices"
	"strings"
)

// NixDarwin are the names of nix-darwin's options, one on a line, with those that home-manager's
// and sops-nix's modules add. What is below an option is left out.
//
//go:embed nix-darwin.txt
var NixDarwin string

// homeManager are the first two names of home-manager's options, one on a line.
//
//go:embed home-manager.txt
var homeManager string

// only are options that one kind of host alone has: the kind, and a path or the group around it.
//
//go:embed only.txt
var only string

// Tables are the option tables, read.
type Tables struct {
	darwin, home []string          // sorted
	only         map[string]string // by path, the kind
	longest      int               // how many names a path of only has at most
}

// Read reads the tables.
func Read() Tables {
	t := Tables{darwin: strings.Fields(NixDarwin), home: strings.Fields(homeManager), only: map[string]string{}}
	for _, line := range strings.Split(strings.TrimSpace(only), "\n") {
		kind, name, _ := strings.Cut(line, " ")
		t.only[name] = kind
		t.longest = max(t.longest, strings.Count(name, ".")+1)
	}
	slices.Sort(t.darwin)
	slices.Sort(t.home)
	return t
}

// OwnerElsewhere gives the kind of hosts that has an option, or the group it stands in, where hosts
// of the given kind have nothing of that name; ok is false where that is not known.
func (t Tables) OwnerElsewhere(kind string, path []string) (owner, root string, ok bool) {
	for i := min(len(path), t.longest); i > 0; i-- {
		root := strings.Join(path[:i], ".")
		if owner := t.only[root]; owner != "" && owner != kind && !t.has(kind, root) {
			return owner, root, true
		}
	}
	return "", "", false
}

// has reports whether a kind's table has an option of that name, above it or below it.
func (t Tables) has(kind, name string) bool {
	var table []string
	switch kind {
	case "darwin":
		table = t.darwin
	case "home":
		table = t.home
	}
	if i, _ := slices.BinarySearch(table, name+"."); i < len(table) && strings.HasPrefix(table[i], name+".") {
		return true
	}
	for above := name; above != ""; above = above[:max(0, strings.LastIndexByte(above, '.'))] {
		if _, known := slices.BinarySearch(table, above); known {
			return true
		}
	}
	return false
}
