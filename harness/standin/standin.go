// Package standin holds built-in stand-ins for the flake inputs that a repository of hosts uses,
// so that its hosts can be evaluated without a network.
//
// In: a folder, namespaces, package names. Out: one flake folder per input, for nix's
// --override-input. It refuses to know nix: package harness evaluates them.
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

	"mxmcheck/analyzer/upstream"
)

//go:embed all:inputs all:stub
var inputs embed.FS

// Options says what the stand-ins are made for.
type Options struct {
	Namespaces []string   // options below these must be declared; all others are accepted freely
	Packages   []string   // dotted names below pkgs that the repository uses
	Computed   []string   // and those that selections by a computed name may mean
	Selected   []string   // names of attributes that it selects from anything: what a stub has
	Defaulted  [][]string // paths in the configuration that it reads with a default: where Strict, they cannot be, without an option
	Looked     [][]string // paths in the options that it looks for: an option is there, and not known
	Exact      bool       // packages are distinguished by what they are made from
	Strict     bool       // what is not known, as the version of a package, cannot be read
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
	"numtide/flake-utils":        "flake-utils",
	"lnl7/nix-darwin":            "nix-darwin",
	"mic92/sops-nix":             "sops-nix",
	"nix-community/disko":        "disko",
	"nix-community/home-manager": "home-manager",
	"nix-darwin/nix-darwin":      "nix-darwin",
	"nixos/nixpkgs":              "nixpkgs",
	"nixpkgs":                    "nixpkgs",
	"serokell/deploy-rs":         "deploy-rs",
	"snowfallorg/lib":            "snowfall-lib",
	"terranix/terranix":          "terranix",
}

// Of names the stand-in for an input: by its repository, else, for a fork of one, by what it is
// called. An input that has none gets a Stub.
func Of(input, repository string) string {
	if name, ok := repositories[strings.ToLower(repository)]; ok {
		return name
	}
	if slices.Contains(Names(), input) {
		return input
	}
	return Stub
}

// Want is an input that is to be stood for.
type Want struct {
	StandIn string
	Input   string // what the flake calls it
	From    string // what distinguishes it from the other inputs, the same on both sides of a comparison: where it is from
}

// nixpkgs names the nixpkgs of an input: many have one of their own.
func (w Want) nixpkgs() string {
	if w.StandIn == "nixpkgs" {
		return w.From
	}
	return "nixpkgs of " + w.From
}

// id is what packages and values of stubs are known by, where it makes them differ.
func (w Want) id(o Options) string {
	if !o.Exact {
		return ""
	}
	return w.From
}

// Materialize writes the stand-ins below dir, into a folder named for its content, and gives the
// folder of each wanted one. Concurrent calls are safe: a folder appears whole or not at all.
func Materialize(dir string, wanted []Want, o Options) ([]string, error) {
	folders := make([]string, len(wanted))
	for i, one := range wanted {
		files, err := content(one, o)
		if err != nil {
			return nil, err
		}
		folders[i] = filepath.Join(dir, "stand-ins", digest(files), one.StandIn)
		if err := writeOnce(filepath.Dir(folders[i]), files); err != nil {
			return nil, fmt.Errorf("write the stand-ins: %w", err)
		}
	}
	return folders, nil
}

// content gives every file of a stand-in by its slash path. Each has a copy of nixpkgs beside its
// flake: a flake cannot look outside its own folder.
func content(want Want, o Options) (map[string][]byte, error) {
	shared, err := embedded("inputs", "nixpkgs")
	if err != nil {
		return nil, err
	}
	if err := o.fill(shared, want); err != nil {
		return nil, err
	}
	files := map[string][]byte{want.StandIn + "/stand-in": []byte(want.StandIn + "\n")}
	if want.StandIn == "nixpkgs" {
		add(files, "nixpkgs", shared)
		return files, nil
	}
	own, err := o.own(want)
	if err != nil {
		return nil, err
	}
	add(files, want.StandIn, own)
	delete(shared, "flake.nix")
	add(files, path.Join(want.StandIn, "nixpkgs"), shared)
	if want.StandIn == "nix-darwin" {
		files["nix-darwin/options.txt"] = []byte(upstream.NixDarwin)
	}
	return files, nil
}

func add(files map[string][]byte, folder string, more map[string][]byte) {
	for name, text := range more {
		files[path.Join(folder, name)] = text
	}
}

// embedded gives the files of a folder, by their paths in it.
func embedded(parts ...string) (map[string][]byte, error) {
	files := map[string][]byte{}
	root := path.Join(parts...)
	err := fs.WalkDir(inputs, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := inputs.ReadFile(name)
		files[strings.TrimPrefix(name, root+"/")] = text
		return err
	})
	return files, err
}

// own are the files of a stand-in beside its copy of nixpkgs.
func (o Options) own(want Want) (map[string][]byte, error) {
	if want.StandIn == Stub {
		return o.stub(want.Input)
	}
	return embedded("inputs", want.StandIn)
}

// fill writes the data that the stand-in for nixpkgs reads.
func (o Options) fill(files map[string][]byte, want Want) error {
	for name, value := range map[string]any{
		"packages": packagePaths(o.Packages), "computed": packagePaths(o.Computed), "namespaces": append([]string{}, o.Namespaces...),
		"defaulted": o.where(o.Defaulted), "looked": append([][]string{}, o.Looked...), "exact": o.Exact, "strict": o.Strict, "tried": o.Strict && slices.Contains(o.Selected, "tryEval"), "id": want.id(o), "from": want.From, "nixpkgs": want.nixpkgs(),
	} {
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		files[name+".json"] = text
	}
	return nil
}

// where are paths that are not known, where nothing may be taken for known that is not.
func (o Options) where(paths [][]string) [][]string {
	if !o.Strict || paths == nil {
		return [][]string{}
	}
	return paths
}

// packagePaths are the names of packages as lists, with all that they end in: what is pkgs.a.b here
// may be b of another package set.
func packagePaths(packages []string) [][]string {
	paths := [][]string{}
	for _, one := range packages {
		names := strings.Split(one, ".")
		for i := range names {
			paths = append(paths, names[i:])
		}
	}
	slices.SortFunc(paths, slices.Compare)
	return slices.CompactFunc(paths, slices.Equal)
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
