package harness

import (
	"context"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Watched are the folders in which every change of what ListFiles and Look give of the flake in root shows:
// those of the files that git tracks and all above them, and those in which git keeps its index; without
// git, all folders.
func (f Files) Watched(ctx context.Context, root string) ([]string, error) {
	folder, files := f.whole(root)
	if !f.Git {
		return foldersBelow(folder, ".git")
	}
	found := map[string]bool{".": true}
	for _, name := range files.Tracked {
		for dir := path.Dir(name); !found[dir]; dir = path.Dir(dir) {
			found[dir] = true
		}
	}
	var list []string
	for dir := range found {
		list = append(list, filepath.Join(folder, filepath.FromSlash(dir)))
	}
	indexes, err := f.indexFolders(ctx, root)
	list = append(list, indexes...)
	slices.Sort(list)
	return list, err
}

// indexFolders are where git writes the index of a checkout and, as far as they are read, of its submodules.
func (f Files) indexFolders(ctx context.Context, root string) ([]string, error) {
	out, err := output(ctx, root, gitEnv(root), "git", "rev-parse", "--absolute-git-dir")
	if err != nil {
		return nil, gitError(root, err)
	}
	own := strings.TrimSuffix(string(out), "\n")
	if modules := filepath.Join(own, "modules"); f.Deep && exists(modules) {
		below, err := foldersBelow(modules, "objects", "refs", "logs", "hooks", "info")
		return append(below, own), err
	}
	return []string{own}, nil
}

// foldersBelow are a folder and all below it, without those of some names.
func foldersBelow(root string, without ...string) ([]string, error) {
	var list []string
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && name == root:
			return err
		case err != nil: // gone since its folder was read, or not readable: no file of it is seen
			return nil
		case !entry.IsDir():
			return nil
		case slices.Contains(without, entry.Name()):
			return fs.SkipDir
		}
		list = append(list, name)
		return nil
	})
	return list, err
}
