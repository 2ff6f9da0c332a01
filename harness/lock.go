package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mxmcheck/analyzer/diag"
)

// checkLock refuses a lock file that lacks an input: with overrides nix itself no longer does.
func (r *Runner) checkLock(ctx context.Context) error {
	declared, err := r.nix(ctx, "eval", "--json", "--file", filepath.Join(r.flakeDir(), "flake.nix"), "--apply", "flake: builtins.attrNames (flake.inputs or { })")
	if err != nil {
		return err
	}
	var names []string
	if err := json.Unmarshal(declared, &names); err != nil {
		return fmt.Errorf("nix named the inputs as %q: %w", declared, err)
	}
	locked, err := lockedInputs(filepath.Join(r.flakeDir(), "flake.lock"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if !slices.Contains(locked, name) {
			return diag.WithHint(fmt.Errorf("flake.lock lacks the input %q that flake.nix declares", name), "nix flake lock, and commit flake.lock")
		}
	}
	return nil
}

// LockedInputs names the inputs that the flake.lock in root holds for the flake itself, sorted.
func LockedInputs(root string) ([]string, error) {
	names, err := lockedInputs(filepath.Join(root, "flake.lock"))
	slices.Sort(names)
	return names, err
}

func lockedInputs(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var lock struct {
		Root  string
		Nodes map[string]struct{ Inputs map[string]any }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return nil, fmt.Errorf("flake.lock: %w", err)
	}
	var names []string
	for name := range lock.Nodes[lock.Root].Inputs {
		names = append(names, name)
	}
	return names, nil
}
