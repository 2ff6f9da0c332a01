package harness

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"mxmcheck/analyzer/diag"
)

// lockFile is a flake.lock.
type lockFile struct {
	Root  string
	Nodes map[string]lockNode
}

type lockNode struct {
	Inputs   map[string]any // the name of a node, or the path to one that it follows
	Locked   locked
	Original original
	Parent   []string // of an input that lies in the tree of another one: the path to that
}

func parseLock(text []byte) (lockFile, error) {
	var lock lockFile
	if err := json.Unmarshal(text, &lock); err != nil {
		return lock, fmt.Errorf("flake.lock: %w", err)
	}
	return lock, nil
}

// checkLock refuses a lock file that does not fit flake.nix: nix would lock anew, and with overrides
// it says nothing. What is overridden need not fit.
func (r *Runner) checkLock(ctx context.Context) error {
	_, err := r.nix(ctx, "flake", "metadata", "--json", "--no-update-lock-file", "--offline", r.flakeRef())
	if err == nil || errors.Is(err, errTimeout) || ctx.Err() != nil {
		return err
	}
	declared, evalErr := r.declaredInputs(ctx)
	if evalErr != nil {
		return evalErr
	}
	locked, lockErr := LockedInputs(r.flakeDir())
	if lockErr == nil {
		lockErr = r.takesRelative()
	}
	if lockErr != nil {
		return lockErr
	}
	overridden := true
	for _, name := range declared {
		if !slices.ContainsFunc(locked, func(in Input) bool { return in.Name == name }) {
			return diag.WithHint(fmt.Errorf("flake.lock lacks the input %q that flake.nix declares", name), "nix flake lock, and commit flake.lock")
		}
		overridden = overridden && slices.ContainsFunc(r.options.Overrides, func(o Override) bool { return o.Input == name })
	}
	if overridden {
		return nil
	}
	return diag.WithHint(fmt.Errorf("flake.lock does not fit flake.nix: %w", err), "nix flake lock, and commit flake.lock")
}

// takesRelative refuses a nix that does not know the way in which inputs are locked that lie in the
// tree of the flake itself.
func (r *Runner) takesRelative() error {
	text, err := os.ReadFile(filepath.Join(r.flakeDir(), "flake.lock"))
	if err != nil || r.version.atLeast(2, 26) {
		return nil
	}
	lock, err := parseLock(text)
	if err != nil {
		return err
	}
	inputs := lock.Nodes[lock.Root].Inputs
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		if key, ok := inputs[name].(string); ok && lock.Nodes[key].Parent != nil && lock.Nodes[key].Original.relative() {
			return diag.WithHint(fmt.Errorf("the input %s lies in the flake's own tree, which Nix takes since 2.26; %s is %s %d.%d", name, r.options.Nix, r.version.flavour, r.version.major, r.version.minor), "name a newer one with --nix")
		}
	}
	return nil
}

func (r *Runner) declaredInputs(ctx context.Context) ([]string, error) {
	out, err := r.nix(ctx, "eval", "--json", "--file", filepath.Join(r.flakeDir(), "flake.nix"), "--apply", "flake: builtins.attrNames (flake.inputs or { })")
	if err != nil {
		return nil, err
	}
	var names []string
	if err := json.Unmarshal(out, &names); err != nil {
		return nil, fmt.Errorf("nix named the inputs as %q: %w", out, err)
	}
	return names, nil
}

// An Input is one that a flake declares itself, as its lock has it, or one of an input that lies in
// the flake's own tree.
type Input struct {
	Name       string // "a", or "a/b" for the input b of the input a
	Repository string // owner/name where it is on a forge, or its name in the registry; else empty
	ID         string // what was written for it in flake.nix, and its name where two are the same in that
}

// LockedInputs gives the inputs that the flake.lock in root holds for the flake itself, by name.
func LockedInputs(root string) ([]Input, error) {
	lock, found, err := readLock(root)
	if !found || err != nil {
		return nil, err
	}
	return lock.inputs(), nil
}

// readLock reads the flake.lock in root; found is false if there is none.
func readLock(root string) (lock lockFile, found bool, err error) {
	text, err := os.ReadFile(filepath.Join(root, "flake.lock"))
	if errors.Is(err, fs.ErrNotExist) {
		return lock, false, nil
	}
	if err != nil {
		return lock, false, err
	}
	lock, err = parseLock(text)
	return lock, err == nil, err
}

// lockedSources reads from the wrapper's lock where each input of the flake is in the store at
// storeDir. Inputs that follow others have the name of what they follow; of two that have one
// content, the shorter name wins.
func lockedSources(text []byte, storeDir string) ([]input, error) {
	lock, err := parseLock(text)
	if err != nil {
		return nil, err
	}
	flake, _ := lock.Nodes[lock.Root].Inputs[outputName].(string)
	var found []input
	locked := lock.named(flake)
	for _, name := range slices.Sorted(maps.Keys(locked)) {
		if hash := locked[name].Locked.NarHash; hash != "" {
			store, err := sourcePath(storeDir, hash)
			if err != nil {
				return nil, fmt.Errorf("flake.lock: %s: %w", name, err)
			}
			found = append(found, input{store, name})
		}
	}
	slices.SortFunc(found, func(a, b input) int {
		return cmp.Or(cmp.Compare(len(a.name), len(b.name)), cmp.Compare(a.name, b.name))
	})
	return found, nil
}

// named are the nodes that are locked for a node, each by the first way that leads to it.
func (l lockFile) named(root string) map[string]lockNode {
	type place struct{ node, prefix string }
	found, seen := map[string]lockNode{}, map[string]bool{root: true}
	for queue := []place{{root, ""}}; len(queue) > 0; queue = queue[1:] {
		inputs := l.Nodes[queue[0].node].Inputs
		for _, name := range slices.Sorted(maps.Keys(inputs)) {
			key, ok := inputs[name].(string)
			if !ok || seen[key] { // it follows another
				continue
			}
			seen[key] = true
			name = queue[0].prefix + name
			found[name] = l.Nodes[key]
			queue = append(queue, place{key, name + "/"})
		}
	}
	return found
}
