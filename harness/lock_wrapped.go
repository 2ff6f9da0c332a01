package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
)

// checkNested refuses a nix that does not know inputs in the tree of an input: it cannot read a lock
// that has one, whatever is given in its place.
func (r *Runner) checkNested() error {
	lock, err := r.readLock()
	if err != nil {
		return err
	}
	if name := lock.nested(nil); name != "" && !r.version.atLeast(2, 26) {
		return diag.WithHint(fmt.Errorf("the input %s has an input in its own tree, which Nix takes since 2.26; %s is %s %d.%d", name, r.options.Nix, r.version.flavour, r.version.major, r.version.minor), "name a newer one with --nix")
	}
	return nil
}

// readLock reads the lock of the flake; it is empty if there is none.
func (r *Runner) readLock() (lockFile, error) {
	text, err := os.ReadFile(filepath.Join(r.flakeDir(), "flake.lock"))
	if err != nil {
		return lockFile{}, nil // nix says what else is wrong with it
	}
	return parseLock(text)
}

// lockWrapper locks the wrapper. Where an input has inputs that lie in its own tree, the lock is that
// of the flake: nix cannot lock those anew through another flake, it looks for them in the wrong folder.
func (r *Runner) lockWrapper(ctx context.Context) error {
	lock, err := r.readLock()
	if err != nil {
		return err
	}
	if lock.nested(r.options.Overrides) == "" {
		_, err := r.nix(ctx, append([]string{"flake", "lock", r.wrapperRef()}, overrideFlags(r.options.Overrides)...)...)
		return err
	}
	whole, err := r.metadata(ctx, r.flakeRef(), "--no-update-lock-file")
	if err != nil {
		return err
	}
	wrapped := wholeLock{Nodes: map[string]map[string]any{}, Root: "wrapper", Version: 7}
	wrapped.Nodes[wrapped.Root] = map[string]any{"inputs": map[string]any{}}
	original := r.wrappedInput()
	for name, value := range original {
		whole.Locked[name] = value
	}
	whole.Original = original
	if err := wrapped.graft(whole, []string{outputName}); err != nil {
		return err
	}
	for _, o := range r.options.Overrides {
		other, err := r.metadata(ctx, o.Ref)
		if err != nil {
			return err
		}
		if err := wrapped.graft(other, append([]string{outputName}, strings.Split(o.Input, "/")...)); err != nil {
			return err
		}
	}
	text, err := json.Marshal(wrapped)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.scratch.wrapper(), "flake.lock"), text, 0o644)
}

// nested is an input, not overridden, that has an input in its own tree.
func (l lockFile) nested(overrides []Override) string {
	for _, node := range l.Nodes {
		if len(node.Parent) > 0 && !slices.ContainsFunc(overrides, func(o Override) bool { return o.Input == node.Parent[0] }) {
			return node.Parent[0]
		}
	}
	return ""
}

// wrappedInput is the flake as the wrapper names it.
func (r *Runner) wrappedInput() map[string]any {
	input := map[string]any{"type": "path", "path": r.frozen.store, "rev": selfRev, "revCount": 1}
	if prefix := strings.TrimSuffix(r.options.Files.Prefix, "/"); prefix != "" {
		input["dir"] = prefix
	}
	return input
}

// wholeLock is a flake.lock with all that it says.
type wholeLock struct {
	Nodes   map[string]map[string]any `json:"nodes"`
	Root    string                    `json:"root"`
	Version int                       `json:"version"`
}

// lockedFlake is a flake as nix locks it.
type lockedFlake struct {
	Original, Locked map[string]any
	Locks            wholeLock
}

func (r *Runner) metadata(ctx context.Context, ref string, flags ...string) (f lockedFlake, err error) {
	out, err := r.nix(ctx, append([]string{"flake", "metadata", "--json", ref}, flags...)...)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(out, &f); err != nil || f.Locked == nil || f.Locks.Nodes[f.Locks.Root] == nil {
		return f, fmt.Errorf("nix says of the flake %s: %q", ref, out)
	}
	delete(f.Locked, "__final")
	return f, nil
}

// graft makes a flake, with all that its lock has, the input at a path from the root: every way from
// that flake's own root leads through the path now.
func (l wholeLock) graft(f lockedFlake, path []string) error {
	named := func(node string) string { return strings.Join(path, "/") + " " + node }
	for name, node := range f.Locks.Nodes {
		inputs, _ := node["inputs"].(map[string]any)
		for input, to := range inputs {
			if text, is := to.(string); is {
				inputs[input] = named(text)
			} else {
				inputs[input] = through(path, to)
			}
		}
		if parent, is := node["parent"]; is {
			node["parent"] = through(path, parent)
		}
		l.Nodes[named(name)] = node
	}
	root := l.Nodes[named(f.Locks.Root)]
	root["locked"], root["original"] = f.Locked, f.Original
	at := l.Root
	for i, input := range path {
		inputs, _ := l.Nodes[at]["inputs"].(map[string]any)
		if i == len(path)-1 && inputs != nil {
			inputs[input] = named(f.Locks.Root)
			return nil
		}
		next, is := inputs[input].(string)
		if !is {
			break
		}
		at = next
	}
	return fmt.Errorf("there is no input %s to be replaced", strings.Join(path[1:], "/"))
}

// through is a path of inputs that begins at the end of another one.
func through(path []string, rest any) any {
	var whole []any
	for _, name := range path {
		whole = append(whole, name)
	}
	more, _ := rest.([]any)
	return append(whole, more...)
}
