package harness

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// WorkTree is what a flake's evaluation sees of a folder at one moment: which files, and what distinguishes
// that one of them changed.
type WorkTree struct {
	root  string
	files map[string]fileID // by slash path from root
	flake Files             // where the flake is in it
	at    time.Time         // when the look began
}

// fileID changes with the content of a file, unless that was written only a moment ago.
type fileID struct {
	size              int64
	modified, changed time.Time
	inode             uint64
	mode              fs.FileMode
}

// Look looks at what the evaluation of the flake in root sees: all of its checkout.
func (f Files) Look(root string) (WorkTree, error) {
	folder, files := f.whole(root)
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return WorkTree{}, err
	}
	if err := files.checkSubmodules(folder); err != nil {
		return WorkTree{}, err
	}
	tree := WorkTree{root: folder, at: time.Now(), flake: Files{Prefix: f.Prefix, Deep: f.Deep}}
	tree.files, err = identify(folder, files)
	return tree, err
}

// NixBytes is how much Nix the tree holds, in bytes.
func (t WorkTree) NixBytes() (sum int64) {
	for name, id := range t.files {
		if strings.HasSuffix(name, ".nix") {
			sum += id.size
		}
	}
	return sum
}

// Digest is the SHA-256 of the files: their paths, whether they can be executed, and what they hold
// or, of a link, where it leads.
func (t WorkTree) Digest() (string, error) {
	digests, err := t.Digests()
	return digests.Whole(), err
}

// Digests are the SHA-256 of each file's path, content and mode, by slash path from the flake's
// folder; "../…" is a file of the checkout around it.
type Digests map[string]string

// Digests reads every file once.
func (t WorkTree) Digests() (Digests, error) { return t.digestsOf(t.file, nil) }

// DigestsAfter are the Digests. A file whose identity is that of the look before, and was settled then, is not read again. The
// look before read each file after it saw its identity: what changed in between has another one now.
func (t WorkTree) DigestsAfter(before WorkTree, digests Digests) (Digests, error) {
	return t.digestsOf(t.file, func(name string) string {
		if id, known := before.files[name]; known && t.root == before.root && id == t.files[name] && id.settled(before.at) {
			return digests[t.flake.fromFlake(name)]
		}
		return ""
	})
}

// file is where a file of the tree is on this machine.
func (t WorkTree) file(name string) string { return filepath.Join(t.root, filepath.FromSlash(name)) }

// digestsOf reads the files of which nothing is known.
func (t WorkTree) digestsOf(file func(string) string, known func(name string) string) (Digests, error) {
	digests := make(Digests, len(t.files))
	for name := range t.files {
		if known != nil {
			if digest := known(name); digest != "" {
				digests[t.flake.fromFlake(name)] = digest
				continue
			}
		}
		path, sum := file(name), sha256.New()
		info, err := os.Lstat(path)
		if err == nil {
			err = digestFile(sum, name, path, fs.FileInfoToDirEntry(info))
		}
		if err != nil {
			return nil, fmt.Errorf("read the work tree: %w", err)
		}
		digests[t.flake.fromFlake(name)] = hex.EncodeToString(sum.Sum(nil))
	}
	return digests, nil
}

// Whole is one digest for all of them.
func (d Digests) Whole() string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(d)) {
		fmt.Fprintf(sum, "%q %s\n", name, d[name])
	}
	return hex.EncodeToString(sum.Sum(nil))
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

// FrozenDigest is the digest of the files that are evaluated, as WorkTree.Digest is of those of the work tree.
func (r *Runner) FrozenDigest() (string, error) {
	digests, err := r.frozen.digestsOf(r.frozen.file, nil)
	return digests.Whole(), err
}

// ChangedSince names the files that are no longer as they were when the tree had that digest.
func (t WorkTree) ChangedSince(ctx context.Context, digest, flake string) ([]string, error) {
	listed, err := ListFiles(ctx, flake, t.flake.Deep)
	if err != nil {
		return nil, err
	}
	now, err := listed.Look(flake)
	if err != nil {
		return nil, err
	}
	recent := func(id fileID) bool { return !id.settled(t.at) }
	if maps.Equal(t.files, now.files) && !slices.ContainsFunc(slices.Collect(maps.Values(now.files)), recent) {
		return nil, nil
	}
	if again, err := now.Digest(); err != nil || again == digest {
		return nil, err
	}
	var changed []string
	for name, id := range now.files {
		if before, known := t.files[name]; !known || before != id {
			changed = append(changed, name)
		}
	}
	for name := range t.files {
		if _, there := now.files[name]; !there {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed, nil
}
