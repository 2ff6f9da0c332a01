package harness

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
)

// SelfAttributes are what flake.nix says of how nix fetches the flake itself, inputs.self.NAME. Nix
// refuses them of a flake that is no git checkout, as the frozen copy is; what they ask for is in that
// copy already.
type SelfAttributes struct {
	Names  []string // sorted by place
	Wanted []string // those that are not false
	Blank  []byte   // the text of flake.nix with blanks in their place
}

// withoutSelfAttributes lets nix copy a tree whose flake.nix has blanks in their place, so that all
// other text keeps its line and column.
func (r *Runner) withoutSelfAttributes() error {
	if r.options.SelfAttributes == nil {
		return nil
	}
	name := r.options.Files.Prefix + "flake.nix"
	source, err := os.ReadFile(r.frozen.WorkTree.file(name))
	if err != nil {
		return fmt.Errorf("copy the work tree: %w", err)
	}
	attributes := r.options.SelfAttributes(source)
	if len(attributes.Names) == 0 {
		return nil
	}
	if err := r.takesSelfAttributes(attributes.Names); err != nil {
		return err
	}
	r.frozen.copied, r.frozen.flakeNix, r.frozen.original = r.scratch.tree(), name, filepath.Join(r.scratch.dir, "flake.nix")
	if err := r.frozen.copyTo(r.scratch.tree(), attributes.Wanted); err != nil {
		return fmt.Errorf("copy the work tree: %w", err)
	}
	return errors.Join(os.WriteFile(r.frozen.original, source, 0o644), os.WriteFile(filepath.Join(r.scratch.tree(), name), attributes.Blank, 0o644))
}

// takesSelfAttributes refuses a nix that does not know them.
func (r *Runner) takesSelfAttributes(names []string) error {
	if r.version.atLeast(2, 27) {
		return nil
	}
	return diag.WithHint(fmt.Errorf("flake.nix sets inputs.self.%s, which Nix has since 2.27; %s is %s %d.%d", names[0], r.options.Nix, r.version.flavour, r.version.major, r.version.minor), "name a newer one with --nix")
}

// copyTo copies the tree, in which what the attributes ask for must be.
func (f frozen) copyTo(folder string, attributes []string) error {
	for name := range f.files {
		from, to := f.WorkTree.file(name), filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := copyFile(from, to, f.files[name].mode); err != nil {
			return err
		}
		if slices.Contains(attributes, "lfs") && f.files[name].size < maxPointer && isPointer(to) {
			return diag.WithHint(fmt.Errorf("%s is a pointer of git-lfs, and flake.nix wants what it stands for", name), "git lfs pull")
		}
	}
	return nil
}

func copyFile(from, to string, mode fs.FileMode) error {
	if mode&fs.ModeSymlink != 0 {
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() // only read from
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode.Perm()|0o200)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// maxPointer is more bytes than a pointer of git-lfs has.
const maxPointer = 1024

func isPointer(file string) bool {
	text, err := os.ReadFile(file)
	return err == nil && bytes.HasPrefix(text, []byte("version https://git-lfs.github.com/spec/"))
}

// checkSubmodules refuses a checkout that lacks submodules whose files the flake sees.
func (f Files) checkSubmodules(folder string) error {
	if !f.Deep {
		return nil
	}
	for _, name := range f.Submodules(folder) {
		return diag.WithHint(fmt.Errorf("the submodule %s is not here, and flake.nix says inputs.self.submodules", name), "git submodule update --init --recursive, or git clone --recurse-submodules")
	}
	return nil
}

// Submodules are the folders that git lists in the place of their files.
func (f Files) Submodules(folder string) []string {
	var folders []string
	for _, name := range f.Tracked {
		if info, err := os.Lstat(filepath.Join(folder, filepath.FromSlash(name))); err == nil && info.IsDir() {
			folders = append(folders, strings.TrimSuffix(name, "/"))
		}
	}
	return folders
}
