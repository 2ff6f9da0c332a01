// Package standin holds built-in stand-ins for the flake inputs that a repository of hosts uses,
// so that its hosts can be evaluated without a network.
//
// In: a folder, namespaces, package names. Out: one flake folder per input, for nix's
// --override-input. It refuses to know nix: who evaluates them is told in harness.
package standin

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/upstream"
)

//go:embed all:inputs
var inputs embed.FS

// Options says what the stand-ins are made for.
type Options struct {
	Namespaces []string // options below these must be declared; all others are accepted freely
	Packages   []string // dotted names below pkgs that the repository uses
	Exact      bool     // packages are told apart by what they are made from
}

// Names lists the inputs that have a stand-in, sorted.
func Names() []string {
	entries, err := inputs.ReadDir("inputs")
	if err != nil {
		panic(err) // embedded: there
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// repositories are those that a stand-in stands for, in lower case: what an input is called is up
// to the flake.
var repositories = map[string]string{
	"hercules-ci/flake-parts":    "flake-parts",
	"lnl7/nix-darwin":            "nix-darwin",
	"mic92/sops-nix":             "sops-nix",
	"nix-community/disko":        "disko",
	"nix-community/home-manager": "home-manager",
	"nix-darwin/nix-darwin":      "nix-darwin",
	"nixos/nixpkgs":              "nixpkgs",
	"nixpkgs":                    "nixpkgs",
	"serokell/deploy-rs":         "deploy-rs",
	"terranix/terranix":          "terranix",
}

// Of names the stand-in for an input: by its repository, else, for a fork of one, by what it is
// called. There may be none of that name, which Materialize tells.
func Of(input, repository string) string {
	if name, ok := repositories[strings.ToLower(repository)]; ok {
		return name
	}
	return input
}

// Materialize writes the stand-ins below dir, into a folder named for its content, and gives the
// folder of each wanted one. Concurrent calls are safe: a folder appears whole or not at all.
// An input without a stand-in is an error that names it.
func Materialize(dir string, wanted []string, o Options) (map[string]string, error) {
	known := Names()
	var missing []string
	for _, name := range wanted {
		if !slices.Contains(known, name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, diag.WithHint(
			fmt.Errorf("no stand-in for the input %s", strings.Join(missing, ", ")),
			"there are stand-ins for "+strings.Join(known, ", ")+"; evaluate with the locked inputs instead, without --stand-ins, or give one with --override-input")
	}
	files, err := content(o)
	if err != nil {
		return nil, err
	}
	root := filepath.Join(dir, "stand-ins", digest(files))
	if err := writeOnce(root, files); err != nil {
		return nil, fmt.Errorf("write the stand-ins: %w", err)
	}
	folders := make(map[string]string, len(wanted))
	for _, name := range wanted {
		folders[name] = filepath.Join(root, name)
	}
	return folders, nil
}

// content gives every file by its slash path. Each input has a copy of nixpkgs beside its flake:
// a flake cannot look outside its own folder.
func content(o Options) (map[string][]byte, error) {
	files := map[string][]byte{}
	shared := map[string][]byte{}
	err := fs.WalkDir(inputs, "inputs", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := inputs.ReadFile(name)
		name = strings.TrimPrefix(name, "inputs/")
		files[name] = text
		if rest, ok := strings.CutPrefix(name, "nixpkgs/"); ok {
			shared[rest] = text
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	// Modules that nixpkgs has beside its options, and that a host imports by modulesPath.
	for _, name := range strings.Fields(string(shared["modules.txt"])) {
		shared["modules/"+name] = []byte("{ _file = \"<stand-in>\"; }\n")
	}
	files["nix-darwin/options.txt"] = []byte(upstream.NixDarwin)
	for name, value := range map[string][]string{"packages.json": o.Packages, "namespaces.json": o.Namespaces} {
		text, err := packagePaths(name, value)
		if err != nil {
			return nil, err
		}
		shared[name] = text
	}
	shared["exact.json"] = fmt.Appendf(nil, "%t", o.Exact)
	for _, input := range Names() {
		for name, text := range shared {
			if input == "nixpkgs" {
				files[path.Join(input, name)] = text
			} else if name != "flake.nix" {
				files[path.Join(input, "nixpkgs", name)] = text
			}
		}
	}
	return files, nil
}

// packagePaths is the JSON of a data file: packages as lists of names, namespaces as they are.
func packagePaths(file string, values []string) ([]byte, error) {
	if file != "packages.json" {
		return json.Marshal(append([]string{}, values...))
	}
	paths := [][]string{}
	for _, v := range values {
		paths = append(paths, strings.Split(v, "."))
	}
	return json.Marshal(paths)
}

func digest(files map[string][]byte) string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		fmt.Fprintf(h, "%s %d\n", name, len(files[name]))
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

// writeOnce makes the folder root with the files, unless it is there.
func writeOnce(root string, files map[string][]byte) error {
	if _, err := os.Stat(root); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(root), 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(root), ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	for name, text := range files {
		file := filepath.Join(temp, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	if err := os.Rename(temp, root); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Stat(root); there != nil {
			return err
		}
	}
	return nil
}
