// Package catalog holds what the options of hosts are that modules of inputs declare: taken once for a
// flake.lock, by evaluation, and read by lint.
//
// In: what nix evaluated of hosts, or the text that was kept. Out: that text, and whether a path is an
// option. It refuses to guess: a place that could not be evaluated, and a type that it does not know,
// may hold anything.
package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Digest is what a catalog knows a flake.lock by.
func Digest(lock []byte) string {
	sum := sha256.Sum256(lock)
	return hex.EncodeToString(sum[:])
}

// Catalog is what one flake.lock makes of hosts.
type Catalog struct {
	Lock  string              // the SHA-256 of flake.lock
	Nix   string              // the version of nix that evaluated it
	Names map[string][]string // of lib, lib.types and builtins, sorted
	Trees []*Tree             // by host and class
}

// Tree are the options of one host, for its modules of one class.
type Tree struct {
	Host    string   // as in nixos/web
	Class   string   // nixos, darwin, home
	Maker   string   // the function of an input that makes the host; "" if that is not known
	Modules []string // of inputs, that the host imports; sorted
	Alone   bool     // it says nothing of other hosts: this one disables modules
	Free    bool     // names that nothing declares may be defined anywhere
	Root    *Node
}

// Title names the tree for people.
func (t *Tree) Title() string {
	if strings.HasPrefix(t.Host, t.Class+"/") {
		return t.Host
	}
	return t.Host + ", " + t.Class
}

// Node is a group of options, an option, or a place of which nothing is known.
type Node struct {
	Group  bool
	Below  []Named // of a group, by name
	Option *Option
}

// Named is a place in a group.
type Named struct {
	Name string
	Node *Node
}

// at is the place of that name in a group; nil if there is none.
func (n *Node) at(name string) *Node {
	i, ok := slices.BinarySearchFunc(n.Below, name, func(one Named, name string) int { return strings.Compare(one.Name, name) })
	if !ok {
		return nil
	}
	return n.Below[i].Node
}

// names are those of the places in a group.
func (n *Node) names() []string {
	names := make([]string, len(n.Below))
	for i, one := range n.Below {
		names[i] = one.Name
	}
	return names
}

// Option is what an option's declaration says.
type Option struct {
	Flags string // of d: it has a default; r: it is read-only; i: it is internal
	Kind  string // its type, as Type reads it
}

// Type is an option's type: its name in the module system, and what it is made of.
type Type struct {
	Name   string
	Args   []Type   // of nullOr, attrsOf, listOf, either …
	Values []any    // of an enum: strings, numbers, booleans and null; nil if they are not known
	Keys   []string // of a submodule that allows no others; see Closed
	Closed bool     // Keys are all
}

// Size counts the options in it.
func (n *Node) Size() int {
	if n.Option != nil {
		return 1
	}
	size := 0
	for _, below := range n.Below {
		size += below.Node.Size()
	}
	return size
}

// Unseen lists the places that could not be evaluated.
func (n *Node) Unseen() (paths [][]string) {
	n.each(nil, func(path []string, one *Node) {
		if one.Option == nil && !one.Group {
			paths = append(paths, path)
		}
	})
	return paths
}
