package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/harness/probe"
)

// frozen is the copy of the flake's files that all hosts of one run are evaluated from, whatever is
// edited meanwhile. It lies in the store, where nix copies every flake to anyway: no second copy is
// made beside it.
type frozen struct {
	WorkTree        // what was copied
	store    string // path of the copy, as nix names it
	dir      string // where that is on this machine
	copied   string // the folder that nix copied from; the work tree itself, unless flake.nix is another one there
	flakeNix string // the name of flake.nix, where the copy has another one
	original string // the file that has its text
}

// file is where the text of a file is, as it was in the work tree.
func (f frozen) file(name string) string {
	if f.original != "" && name == f.flakeNix {
		return f.original
	}
	return filepath.Join(f.dir, filepath.FromSlash(name))
}

// freeze lets nix copy the files that a flake's evaluation sees. Files that are tracked but deleted
// are left out, as nix leaves them out.
func (r *Runner) freeze(ctx context.Context) error {
	tree, err := r.options.Files.Look(r.options.Root)
	if err != nil {
		return fmt.Errorf("copy the work tree: %w", err)
	}
	r.frozen = frozen{WorkTree: tree, copied: tree.root}
	if err := r.withoutSelfAttributes(); err != nil {
		return err
	}
	file := filepath.Join(r.scratch.dir, "freeze.nix")
	if err := os.WriteFile(file, []byte(r.frozen.expression()), 0o644); err != nil {
		return err
	}
	out, err := r.inStore(ctx, "eval", "--json", "--file", file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(out, &r.frozen.store); err != nil {
		return fmt.Errorf("nix copied the work tree to %q: %w", out, err)
	}
	r.frozen.dir = r.storeDir + r.frozen.store
	if !exists(r.frozen.dir) {
		return diag.WithHint(fmt.Errorf("nix copied the work tree to %s, which is not on this machine", r.frozen.store), "with a remote --store, evaluate here: --eval-store auto")
	}
	return nil
}

// expression copies the files to the store, under the name that every flake has there.
func (f frozen) expression() string {
	var wanted strings.Builder
	folders := map[string]bool{}
	for name := range f.files {
		fmt.Fprintf(&wanted, "%s = 0;\n", probe.NixString(name))
		for at := path.Dir(name); at != "." && !folders[at]; at = path.Dir(at) {
			folders[at] = true
			fmt.Fprintf(&wanted, "%s = 0;\n", probe.NixString(at))
		}
	}
	root := strings.TrimSuffix(f.copied, "/")
	return fmt.Sprintf(`builtins.path {
  path = /. + %s;
  name = "source";
  filter = let wanted = {
%s}; in path: _: wanted ? ${builtins.substring %d (builtins.stringLength path) path};
}
`, probe.NixString(f.copied), wanted.String(), len(root)+1)
}
