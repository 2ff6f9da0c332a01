package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/depends"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

// repository is the folder of a run: where it is, how it is configured, which files it has.
type repository struct {
	root    string // absolute
	within  string // slash path of the folder the command runs in, from root; "." at the root
	config  config
	files   harness.Files
	earlier *earlier        // nil where a command runs once
	known   *knownCatalog   // once it was looked for
	facts   *analyzer.Repo  // of the files as they are on disk, once they were analysed whole
	reader  *depends.Reader // see depends
	readOf  *analyzer.Repo

	used    *usedNames                  // of inputs, once it was looked for
	extents map[host.ID]*depends.Extent // of hosts, once the facts were let go

	discovered []string // the namespaces that its modules declare; nil until they are wanted
}

// open finds the repository around the folder of -C, reads its configuration and lists its files.
func (a *app) open(ctx context.Context) (*repository, error) {
	dir, err := filepath.Abs(a.flags.dir)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder that can be read", a.flags.dir)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, err
	}
	root := findRoot(dir)
	c, err := loadConfig(a.configPath(root))
	if err != nil {
		return nil, err
	}
	files, err := harness.ListFiles(ctx, root, seesSubmodules(root))
	if err != nil {
		return nil, err
	}
	within, err := filepath.Rel(root, dir)
	if err != nil {
		return nil, err
	}
	return &repository{root: root, within: filepath.ToSlash(within), config: c.overrideNamespaces(a.flags.namespaces), files: files}, nil
}

func (a *app) configPath(root string) (path string, asked bool) {
	switch {
	case a.flags.config == "":
		return filepath.Join(root, configName), false
	case filepath.IsAbs(a.flags.config):
		return a.flags.config, true
	}
	return filepath.Join(a.flags.dir, a.flags.config), true
}

// findRoot is the nearest folder, from dir upwards, that has a configuration, a flake or a git
// checkout; dir itself if none has.
func findRoot(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		for _, marker := range []string{configName, "flake.nix", ".git"} {
			if _, err := os.Lstat(filepath.Join(at, marker)); err == nil {
				return at
			}
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// checkout is what lies around the repository's flake.
func (r *repository) checkout() analyzer.Checkout {
	folder := filepath.Join(r.root, strings.Repeat("../", strings.Count(r.files.Prefix, "/")))
	c := analyzer.Checkout{Path: filepath.ToSlash(folder), Prefix: r.files.Prefix}
	if c.Prefix != "" {
		c.Top, c.Around = os.DirFS(folder), r.files.FromFlake()
	}
	return c
}

// depends says what hosts depend on, by the facts of this repository; what was found is kept with the
// facts that it follows from.
func (r *repository) depends(facts *analyzer.Repo) *depends.Reader {
	if r.reader == nil || r.readOf != facts {
		r.reader, r.readOf = depends.New(facts), facts
	}
	return r.reader
}

// letGo keeps of the facts what hosts depend on and what is used of inputs, and nothing else: while hosts are
// evaluated, nix needs the memory. What wants the facts afterwards analyses again.
func (r *repository) letGo() {
	if r.facts == nil {
		return
	}
	reader := r.depends(r.facts)
	r.extents = map[host.ID]*depends.Extent{}
	for _, h := range r.facts.Hosts {
		r.extents[h.ID()] = reader.Host(h.ID())
	}
	r.facts, r.reader, r.readOf = nil, nil, nil
}
