package depends

import (
	"encoding/json"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/tree"
)

// localInputs follows the inputs that lie in the repository itself: every file of them counts. They
// are those that flake.lock pins by a path, those of them that are relative to another such, and
// those that flake.nix names and no lock has.
func (m *marker) localInputs() {
	text, err := fs.ReadFile(m.tree.FS(), "flake.lock")
	lock := treeLock{}
	if err == nil && json.Unmarshal(text, &lock) != nil {
		m.open(diag.Span{File: "flake.lock"}, "it cannot be read as a lock file")
	}
	for _, name := range slices.Sorted(maps.Keys(lock.Nodes)) {
		node := lock.Nodes[name]
		for _, ref := range []treeRef{node.Locked, node.Original} {
			m.localInput(lock, node, ref)
		}
	}
	for _, ref := range m.declaredRefs() {
		m.localInput(lock, treeNode{}, ref)
	}
}

// treeLock is of flake.lock what says where inputs are.
type treeLock struct {
	Root  string
	Nodes map[string]treeNode
}

type treeNode struct {
	Inputs           map[string]analyzer.LockRef
	Locked, Original treeRef
	Parent           []string // the input that the path is relative to; empty for the flake itself
}

type treeRef struct{ Type, Path, URL, Dir string }

// localInput notes the folder of an input that is in the repository, and opens the host where that
// is not written out.
func (m *marker) localInput(lock treeLock, node treeNode, ref treeRef) {
	span := diag.Span{File: "flake.lock"}
	folder, isPath := ref.folder()
	switch {
	case isPath && !path.IsAbs(folder):
		base, ours := lock.folderOf(node.Parent, m.tree.Checkout)
		if ours {
			m.anyBelow(path.Join(base, folder), span)
		}
	case isPath || ref.isFile():
		if m.tree.Checkout.Holds(folder) {
			m.open(span, "an input is the repository itself: "+folder)
		}
	}
}

// folder is the path of an input by path, as it is written.
func (r treeRef) folder() (folder string, isPath bool) {
	switch {
	case r.Type == "path":
		return r.Path, true
	case r.Type != "":
		return strings.TrimPrefix(strings.TrimPrefix(r.URL, "git+"), "file://"), false
	}
	text, _, _ := strings.Cut(r.URL, "?")
	text, _, _ = strings.Cut(text, "#")
	if plain, err := url.PathUnescape(text); err == nil {
		text = plain
	}
	if rest, ok := strings.CutPrefix(text, "path:"); ok {
		return strings.TrimPrefix(rest, "//"), true
	}
	if strings.HasPrefix(text, "/") || strings.HasPrefix(text, ".") {
		return text, true
	}
	_, file, _ := strings.Cut(text, "file:")
	return strings.TrimPrefix(file, "//"), false
}

// isFile reports whether an input that is no path is fetched from this machine all the same.
func (r treeRef) isFile() bool { return strings.Contains(r.URL, "file:") }

// folderOf is the folder of the input at a path from the root, as seen from the flake's folder; ours
// is false if it is none of the repository.
func (k treeLock) folderOf(parent []string, around tree.Checkout) (folder string, ours bool) {
	at := k.Nodes[k.Root]
	for _, name := range parent {
		ref, ok := at.Inputs[name]
		if !ok || ref.Follows != nil {
			return ".", true // it is not known: taken as if it were the repository's
		}
		at = k.Nodes[ref.Node]
	}
	if len(parent) == 0 {
		return ".", true
	}
	own, isPath := at.Locked.folder()
	if !isPath || path.IsAbs(own) {
		return "", isPath && around.Holds(own)
	}
	if len(at.Parent) >= len(parent) {
		return ".", true
	}
	base, ours := k.folderOf(at.Parent, around)
	return path.Join(base, own, at.Locked.Dir), ours
}

// declaredRefs are the places of inputs as flake.nix has them.
func (m *marker) declaredRefs() []treeRef {
	f := m.tree.File("flake.nix")
	if f == nil || len(f.Errors) > 0 {
		return nil
	}
	machine := m.flake.Machine.Fresh()
	root := machine.Import(eval.Root+"/flake.nix", eval.Place{})
	inputs, ok := machine.Select(root, "inputs", eval.Place{}).(*eval.Set)
	if !ok {
		return nil
	}
	var refs []treeRef
	for _, name := range inputs.Names() {
		input := machine.Force(inputs.Attrs[name])
		text := func(name string) string {
			s, _ := machine.Select(input, name, eval.Place{}).(eval.String)
			return string(s)
		}
		refs = append(refs, treeRef{Type: text("type"), Path: text("path"), URL: text("url")})
	}
	return refs
}
