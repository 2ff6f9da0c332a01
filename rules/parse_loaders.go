package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// A wholeFolder is one of which a function surely takes every file that ends in .nix, but for those that it leaves out.
type wholeFolder struct {
	by   *analyzer.File
	name string
	loader
}

// A loader is a function that takes every file of a folder that ends in .nix.
type loader struct {
	deep      bool // also those of the folders below
	noDefault bool // a test of it names default.nix
	noHidden  bool // what begins with _ is left out
}

// loaders are the functions of a repository that look into a folder, by the name that they are bound to or that their file has; nil
// stands for one that leaves out files by a test that is not known.
type loaders map[string]*loader

func newLoaders(repo *analyzer.Repo) loaders {
	all := loaders{}
	for _, f := range repo.All() {
		if !looksIntoFolders(f.Src) {
			continue
		}
		if isFunction(f.Root) && !f.Module {
			all.add(stemOf(f.Name), f.Src)
		}
		syntax.Walk(f.Root, func(n syntax.Node) bool {
			if b, ok := n.(*syntax.AttrBinding); ok && isFunction(b.Value) && looksIntoFolders(f.Text(b)) {
				all.add(lastNameOf(b.Path), f.Text(b))
			}
			return true
		})
	}
	return all
}

func (l loaders) add(name, text string) {
	found := loaderIn(text)
	if found != nil {
		found.deep = found.deep || strings.Count(text, name) > 1
	}
	if before, known := l[name]; known && (before == nil || found == nil || *before != *found) {
		found = nil
	}
	l[name] = found
}

func looksIntoFolders(text string) bool {
	return strings.Contains(text, "readDir") || strings.Contains(text, "listFilesRecursive")
}

var (
	// endsInNix matches the one test that lets every file of Nix through.
	endsInNix = regexp.MustCompile(`hasSuffix\s+"\.nix"`)
	// notDefault matches the test that leaves out the file which reads the folder.
	notDefault = regexp.MustCompile(`!=\s*(?:\./)?"?default\.nix"?`)
	// otherTests match what may leave out more.
	otherTests = regexp.MustCompile(`hasPrefix|hasInfix|hasSuffix|\bmatch\b|\b(?:any|all|elem)\b|pathExists|readFile|default\.nix|!`)
)

// loaderIn is the loader that a text is which looks into a folder; nil if a test of it may leave out files.
func loaderIn(text string) *loader {
	rest := endsInNix.ReplaceAllString(text, "")
	if rest == text {
		return nil
	}
	bare := notDefault.ReplaceAllString(rest, "")
	if otherTests.MatchString(bare) {
		return nil
	}
	return &loader{deep: strings.Contains(text, "listFilesRecursive"), noDefault: bare != rest}
}

// takesEmpty reports whether something surely takes a file as Nix: a host, an import, a path that ends in its name, or what takes
// all files of a folder.
func (t *takers) takesEmpty(file string) bool {
	if file == "flake.nix" || t.imported[file] || path.Base(file) == "default.nix" && t.modules[path.Dir(file)] || path.Base(file) != "default.nix" && t.named[file] {
		return true
	}
	return t.wholly(file)
}

// wholly reports whether something takes all files of a folder around a file.
func (t *takers) wholly(file string) bool {
	return slices.ContainsFunc(t.whole, func(w wholeFolder) bool {
		rest, below := belowFolder(file, w.name)
		return below && (w.deep || !strings.Contains(rest, "/")) && w.by.Name != file &&
			!(w.noDefault && path.Base(file) == "default.nix") && !(w.noHidden && strings.Contains("/"+rest, "/_"))
	})
}

// sure notes the folders that an expression takes as modules, and those of which it takes all files.
func (t *takers) sure(known loaders, f *analyzer.File, n syntax.Node) {
	switch n := n.(type) {
	case *syntax.List:
		for _, x := range n.Elems {
			t.asModule(f, x)
		}
	case *syntax.Apply:
		callee := syntax.Callee(n.Fn)
		if callee == "import" || callee == "callPackage" || callee == "importApply" {
			t.asModule(f, n.Arg)
		}
		if l := loaderOf(known, f, n.Fn, callee); l != nil {
			for _, x := range foldersIn(n.Arg) {
				if folder, ok := t.folder(f, x); ok {
					t.whole = append(t.whole, wholeFolder{by: f, name: folder, loader: *l})
				}
			}
		}
	}
}

func (t *takers) asModule(f *analyzer.File, x syntax.Expr) {
	if folder, ok := t.folder(f, x); ok {
		t.modules[folder] = true
	}
}

// foldersIn are the arguments of a loader: a folder, a list of them, or the src of a set.
func foldersIn(arg syntax.Expr) (folders []syntax.Expr) {
	switch x := syntax.Unparen(arg).(type) {
	case *syntax.List:
		return x.Elems
	case *syntax.AttrSet:
		for _, b := range x.Bindings {
			if attr, ok := b.(*syntax.AttrBinding); ok && lastNameOf(attr.Path) == "src" {
				folders = append(folders, attr.Value)
			}
		}
		return folders
	}
	return []syntax.Expr{arg}
}

// loaderOf is the loader that a function is: one of an input, a function of nixpkgs with the tests of its file, or one of the repository.
func loaderOf(known loaders, f *analyzer.File, fn syntax.Expr, callee string) *loader {
	switch {
	case takesFolders.MatchString(callee):
		return &loader{deep: true, noHidden: true}
	case callee == "load" && strings.Contains(f.Text(fn), "haumea"):
		return &loader{deep: true}
	case callee == "listFilesRecursive":
		return loaderIn(f.Src)
	}
	return known[callee]
}
