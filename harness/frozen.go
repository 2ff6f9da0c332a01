package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mxmcheck/harness/probe"
)

// frozen is the copy of the flake's files that all hosts of one run are evaluated from, whatever is
// edited meanwhile. It lies in the store, where nix copies every flake to anyway: no second copy is
// made beside it.
type frozen struct {
	root  string            // folder that was copied
	store string            // path of the copy, as nix names it
	dir   string            // where that is on this machine
	files map[string]fileID // the files that were copied, by slash path from root
	at    time.Time         // when that began
}

// fileID changes with the content of a file, unless that was written only a moment ago.
type fileID struct {
	size              int64
	modified, changed time.Time
	inode             uint64
	mode              fs.FileMode
}

// freeze lets nix copy the files that a flake's evaluation sees. Files that are tracked but deleted
// are left out, as nix leaves them out.
func (r *Runner) freeze(ctx context.Context) error {
	folder, files := r.options.Files.whole(r.options.Root)
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return fmt.Errorf("copy the work tree: %w", err)
	}
	r.frozen = frozen{root: folder, at: time.Now()}
	if r.frozen.files, err = identify(folder, files); err != nil {
		return fmt.Errorf("copy the work tree: %w", err)
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
		return fmt.Errorf("nix copied the work tree to %s, which is not on this machine", r.frozen.store)
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
	root := strings.TrimSuffix(f.root, "/")
	return fmt.Sprintf(`builtins.path {
  path = /. + %s;
  name = "source";
  filter = let wanted = {
%s}; in path: _: wanted ? ${builtins.substring %d (builtins.stringLength path) path};
}
`, probe.NixString(f.root), wanted.String(), len(root)+1)
}

// identify finds the files to copy. What is no regular file and no link is no part of a flake, and
// what git tracks as a folder is a submodule.
func identify(root string, files Files) (map[string]fileID, error) {
	names := files.Tracked
	if !files.Git {
		var err error
		if names, err = everyFile(root); err != nil {
			return nil, err
		}
	}
	found := make(map[string]fileID, len(names))
	for _, name := range names {
		info, err := os.Lstat(filepath.Join(root, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if info.Mode().IsRegular() || info.Mode()&fs.ModeSymlink != 0 {
			found[name] = idOf(info)
		}
	}
	return found, nil
}

func everyFile(root string) ([]string, error) {
	var names []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == ".git" {
				return fs.SkipDir
			}
			return nil
		}
		name, err := filepath.Rel(root, path)
		names = append(names, filepath.ToSlash(name))
		return err
	})
	slices.Sort(names)
	return names, err
}
