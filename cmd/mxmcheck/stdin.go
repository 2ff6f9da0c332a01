package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// fromHere reads a path of the command line, which is one from the folder of -C.
func (a *app) fromHere(name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(a.flags.dir, name)
	}
	if full, err := filepath.Abs(name); err == nil {
		name = full
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(name)); err == nil {
		name = filepath.Join(dir, filepath.Base(name))
	}
	return name
}

// stdinText reads standard input as the text of a file of the repository, which need not exist.
func (a *app) stdinText(r *repository, name string) (map[string]string, error) {
	if name == "" {
		return nil, nil
	}
	full := a.fromHere(name)
	rel := baselineName(r.root, full)
	if info, err := os.Stat(filepath.Dir(full)); err != nil || !info.IsDir() || !strings.HasSuffix(name, ".nix") || filepath.Join(r.root, rel) != full {
		return nil, fmt.Errorf("--stdin-filename %s: no .nix file of a folder of this repository", name)
	}
	text, err := io.ReadAll(a.in)
	if err != nil {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	if !slices.Contains(r.files.Tracked, rel) {
		r.files.Tracked = append(slices.Clone(r.files.Tracked), rel)
		slices.Sort(r.files.Tracked)
	}
	r.files.Untracked = slices.DeleteFunc(slices.Clone(r.files.Untracked), func(f string) bool { return f == rel })
	return map[string]string{rel: string(text)}, nil
}
