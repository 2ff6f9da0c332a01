package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
)

// adoption is what init knows of a repository, and what follows for its configuration.
type adoption struct {
	facts *analyzer.Repo
	found []diag.Diagnostic
	from  string // the flake that has mxmcheck

	configured bool   // there is a configuration already
	baseline   string // that it names
}

const (
	baselineFile = "mxmcheck-baseline.jsonl"
	hookFile     = ".pre-commit-config.yaml"
	workflowFile = ".github/workflows/mxmcheck.yml"
)

// modules are the folders that hold the modules of the namespaces: of each folder at the root, the
// deepest that holds all of them there.
func (d adoption) modules() []string {
	common := map[string]string{}
	own, all := map[string]int{}, map[string]int{}
	for _, f := range d.facts.Files {
		top, _, below := strings.Cut(f.Name, "/")
		all[top]++
		if len(d.facts.Own(f)) == 0 || !below {
			continue
		}
		own[top]++
		dir := path.Dir(f.Name)
		if path.Base(f.Name) == "default.nix" && dir != top {
			dir = path.Dir(dir)
		}
		if before, ok := common[top]; ok {
			dir = commonFolder(before, dir)
		}
		common[top] = dir
	}
	var dirs []string
	for top, dir := range common {
		if own[top]*2 >= all[top] { // else most files there are something else
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	return dirs
}

func commonFolder(a, b string) string {
	for a != b && a != "." {
		if len(a) < len(b) {
			a, b = b, a
		}
		a = path.Dir(a)
	}
	return a
}

// hosts are globs of the folders in which hosts stand.
func (d adoption) hosts() []string {
	var globs []string
	for _, dir := range d.facts.HostDirs {
		glob := path.Join(path.Dir(dir), "*")
		if path.Dir(dir) != "." && !slices.Contains(globs, glob) {
			globs = append(globs, glob)
		}
	}
	return globs
}

// framework names what the flake is built with, as far as flake.nix shows it.
func (d adoption) framework() string {
	f := d.facts.File("flake.nix")
	if f == nil {
		return "no flake.nix"
	}
	for _, one := range [][2]string{
		{"snowfall-lib", "snowfall-lib"}, {"flake-parts", "flake-parts"}, {"colmena", "colmena"}, {"nixosSystem", "nixpkgs"},
		{"darwinSystem", "nix-darwin"}, {"homeManagerConfiguration", "home-manager"},
	} {
		if strings.Contains(f.Src, one[0]) {
			return one[1]
		}
	}
	return "nothing that mxmcheck knows"
}

// adopts reports whether something is found that a baseline may hold.
func (d adoption) adopts() bool {
	lines, _ := judge.Alike(d.found)
	return lines > 0
}

// findings says what is found today.
func (d adoption) findings() string {
	_, n := judge.Alike(d.found)
	rest := len(d.found) - n
	text := "no findings today"
	switch {
	case n == 1:
		text = "1 finding today; the baseline holds it, so that only new ones count"
	case n > 1:
		text = report.Plural(n, "finding") + " today; the baseline holds them, so that only new ones count"
	}
	if rest > 0 {
		text += fmt.Sprintf("; %s that no baseline may hold: mxmcheck lint names them", fmt.Sprint(rest, " more"))
	}
	return text
}

// files are what init would write below root.
func (d adoption) files(root string) ([]newFile, error) {
	files := []newFile{{name: configName, text: d.configuration()}}
	if d.adopts() && (!d.configured || d.baseline == baselineFile) {
		text, err := judge.BaselineText(d.found)
		if err != nil {
			return nil, err
		}
		files = append(files, newFile{name: baselineFile, text: string(text)})
	}
	files = append(files, newFile{name: hookFile, text: hookText}, newFile{name: workflowFile, text: fmt.Sprintf(workflowText, d.from, d.from)})
	for i, f := range files {
		_, err := os.Lstat(filepath.Join(root, filepath.FromSlash(f.name)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w", f.name, reasonOf(err))
		}
		files[i].there = err == nil
	}
	return files, nil
}

// configuration is the mxmcheck.toml that says what was found.
func (d adoption) configuration() string {
	var out strings.Builder
	list := func(key string, values []string, comment string) {
		if len(values) == 0 {
			return
		}
		quoted := make([]string, len(values))
		for i, v := range values {
			quoted[i] = strconv.Quote(v)
		}
		fmt.Fprintf(&out, "%s = [%s] # %s\n", key, strings.Join(quoted, ", "), comment)
	}
	list("namespace", d.facts.Namespaces, "modules here declare options below these names")
	list("modules", d.modules(), "files here are expected to follow the option pattern")
	list("hosts", d.hosts(), "one folder for each host")
	fmt.Fprintf(&out, "snapshots = %q # what the hosts were when last accepted\n", "snapshots")
	if d.adopts() {
		fmt.Fprintf(&out, "baseline = %q # findings of the first day; mxmcheck lint --write-baseline writes it anew\n", baselineFile)
	}
	if len(d.facts.Namespaces) == 0 {
		out.WriteString("\n[eval]\neffects = true # modules here declare no options: what the files set is recorded\n")
	}
	return out.String()
}

const hookText = `repos:
  - repo: local
    hooks:
      # The whole repository on purpose: a rename in one file breaks others that did not change.
      - id: mxmcheck-lint
        name: mxmcheck lint
        entry: mxmcheck lint
        language: system
        pass_filenames: false
        always_run: true
`

// The hashes are those that the tags named behind them have in the repositories of the actions.
const workflowText = `name: mxmcheck
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
concurrency:
  group: mxmcheck-${{ github.ref }}
  cancel-in-progress: true
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0 # a comparison with the merge base needs it
          persist-credentials: false
      - uses: cachix/install-nix-action@630ae543ea3a38a9a4166f03376c02c50f408342 # v31.11.0
      - name: lint, evaluate every host, compare with the snapshots
        run: nix run %s -- check --format github
      - name: what the change does to each host
        if: ${{ !cancelled() && github.event_name == 'pull_request' }}
        env:
          BASE: ${{ github.base_ref }}
        run: |
          nix run %s -- diff "$(git merge-base HEAD "origin/$BASE")" --format markdown >>"$GITHUB_STEP_SUMMARY" || test $? = 1
`
