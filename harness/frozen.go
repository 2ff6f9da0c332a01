package harness

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// freeze copies the files that a flake's evaluation sees into a new folder dir, so that all hosts
// of one run see the same ones, whatever is edited meanwhile. Files that are tracked but deleted
// are left out, as nix leaves them out.
func freeze(dir, root string, files Files) error {
	err := os.Mkdir(dir, 0o755)
	names := files.Tracked
	if err == nil && !files.Git {
		names, err = everyFile(root)
	}
	for _, name := range names {
		if err == nil {
			err = freezeFile(filepath.Join(root, name), filepath.Join(dir, name))
		}
	}
	if err == nil {
		err = settleTimes(dir)
	}
	if err != nil {
		return fmt.Errorf("copy the work tree: %w", err)
	}
	return nil
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
		names = append(names, name)
		return err
	})
	return names, err
}

func freezeFile(from, to string) error {
	info, err := os.Lstat(from)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() { // deleted; a submodule
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	}
	if !info.Mode().IsRegular() {
		return nil // a socket or a pipe is no part of a flake
	}
	return copyFile(from, to, info.Mode().Perm()|0o600)
}

func copyFile(from, to string, mode fs.FileMode) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close() // only read from
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// settleTimes gives every file one date: self.lastModified must not tell when we looked.
func settleTimes(dir string) error {
	settled := time.Unix(315532800, 0) // 1980-01-01, the first that zip files can hold
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		return os.Chtimes(path, settled, settled)
	})
}
