package analyzer

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
)

// Lock is what flake.lock pins. Its zero value pins nothing.
type Lock struct {
	Root  string
	Nodes map[string]LockNode
}

// LockNode is one pinned input.
type LockNode struct {
	Inputs   map[string]LockRef `json:"inputs"`
	Original struct{ Type, ID, Owner, Repo, Ref string }
	Locked   struct{ Type, Owner, Repo, Rev, NarHash string }
}

// LockRef is the node that an input is, or the path from the root whose node it follows.
type LockRef struct {
	Node    string
	Follows []string // nil if it follows none
}

// UnmarshalJSON reads a string or a list of strings.
func (r *LockRef) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &r.Node); err == nil {
		return nil
	}
	r.Follows = []string{}
	return json.Unmarshal(text, &r.Follows)
}

// readLock reads flake.lock beside flake.nix. One that cannot be read is an unknown.
func (l *loader) readLock() {
	if l.repo.byName["flake.nix"] == nil {
		return
	}
	text, err := fs.ReadFile(l.fsys, "flake.lock")
	if err != nil {
		return // nothing is pinned yet
	}
	if err := json.Unmarshal(text, &l.repo.Lock); err != nil || l.repo.Lock.Root == "" {
		l.repo.Lock = Lock{}
		l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: diag.Span{File: "flake.lock"}, Message: "cannot be read as a lock file: which inputs are pinned twice is not known"})
	}
}

// IsNixpkgs reports whether a pinned input is a revision of nixpkgs.
func (n LockNode) IsNixpkgs() bool {
	return strings.EqualFold(n.Locked.Repo, "nixpkgs") || strings.EqualFold(n.Original.Repo, "nixpkgs") || n.Original.ID == "nixpkgs"
}

// Floats reports whether an input of the root is a folder of the flake's own tree, of which the lock
// does not say what is in it.
func (k Lock) Floats(input string) bool {
	locked := k.Nodes[k.Nodes[k.Root].Inputs[input].Node].Locked
	return locked.Type == "path" && locked.NarHash == ""
}

// OwnNixpkgs are the paths, by input, from an input of the root to a nixpkgs that no input of the
// root is and that follows nothing, such as "a.nixpkgs"; each pinned node once, the shortest path first.
func (k Lock) OwnNixpkgs() [][]string {
	root, met := k.Nodes[k.Root], map[string]bool{k.Root: true}
	for _, ref := range root.Inputs {
		met[ref.Node] = met[ref.Node] || k.Nodes[ref.Node].IsNixpkgs()
	}
	type step struct {
		node string
		path []string
	}
	var found [][]string
	queue := []step{{k.Root, nil}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		inputs := k.Nodes[at.node].Inputs
		for _, name := range slices.Sorted(maps.Keys(inputs)) {
			ref := inputs[name]
			if ref.Follows != nil || met[ref.Node] {
				continue
			}
			met[ref.Node] = true
			path := append(slices.Clone(at.path), name)
			if k.Nodes[ref.Node].IsNixpkgs() && len(path) > 1 {
				found = append(found, path)
			}
			queue = append(queue, step{ref.Node, path})
		}
	}
	return found
}
