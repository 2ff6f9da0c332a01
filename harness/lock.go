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
	"strings"

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
		if !slices.ContainsFunc(locked, func(in Input) bool { return in.Name == name }) {
			return diag.WithHint(fmt.Errorf("flake.lock lacks the input %q that flake.nix declares", name), "nix flake lock, and commit flake.lock")
		}
	}
	return nil
}

// An Input is one that a flake declares itself, as its lock has it.
type Input struct {
	Name       string
	Repository string // owner/name where it is on a forge, or its name in the registry; else empty
}

// LockedInputs gives the inputs that the flake.lock in root holds for the flake itself, by name.
func LockedInputs(root string) ([]Input, error) {
	inputs, err := lockedInputs(filepath.Join(root, "flake.lock"))
	slices.SortFunc(inputs, func(a, b Input) int { return strings.Compare(a.Name, b.Name) })
	return inputs, err
}

func lockedInputs(path string) ([]Input, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var lock struct {
		Root  string
		Nodes map[string]struct {
			Inputs   map[string]any // the name of a node, or the path to one that it follows
			Original struct{ Owner, Repo, ID string }
		}
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return nil, fmt.Errorf("flake.lock: %w", err)
	}
	var inputs []Input
	for name, to := range lock.Nodes[lock.Root].Inputs {
		input := Input{Name: name}
		if node, named := to.(string); named {
			original := lock.Nodes[node].Original
			input.Repository = strings.Trim(original.Owner+"/"+original.Repo, "/")
			if original.ID != "" {
				input.Repository = original.ID
			}
		}
		inputs = append(inputs, input)
	}
	return inputs, nil
}
