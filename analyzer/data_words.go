package analyzer

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// Data that Nix reads (fromJSON, fromTOML, readFile, readDir) may hold names that the repository computes with. What stands
// in its files of data, and what its files are called, is taken for such a name where anything reads data.

// maxDataWords bounds the words of data that are taken for names: each is a package that every evaluation holds.
const maxDataWords = 500

// dataWord knows what may be a name, or a path of names.
var dataWord = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_'+.-]*`)

// readers are the functions of builtins and lib that read data.
var readers = []string{"readFile", "readDir", "importJSON", "importTOML", "fromJSON", "fromTOML", "listFilesRecursive"}

// dataWords are the words of the repository's data and of the names of its files, if any file of Nix reads data.
func (r *Repo) dataWords() []string {
	if !r.readsData() {
		return nil
	}
	words := map[string]bool{}
	add := func(word string) {
		if word = strings.Trim(word, ".-"); len(word) <= 256 && len(words) < maxDataWords {
			words[word] = true
		}
	}
	for _, text := range r.loader.texts(isData) {
		for _, word := range dataWord.FindAllString(text, maxDataWords) {
			add(word)
		}
	}
	for _, name := range r.loader.otherFiles(namesData) {
		add(strings.TrimSuffix(path.Base(name), path.Ext(name)))
	}
	return slices.Sorted(maps.Keys(words))
}

// readsData reports whether a file of Nix names a function that reads data.
func (r *Repo) readsData() bool {
	found := false
	named := func(name string) { found = found || slices.Contains(readers, name) }
	for _, f := range r.Files {
		f.Walk(func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Ident:
				named(n.Name)
			case *syntax.Select:
				for _, name := range n.Path.Names {
					text, _ := syntax.StaticName(name)
					named(text)
				}
			}
			return !found
		})
		if found {
			break
		}
	}
	return found
}

// namesData reports whether the name of a file may be one that readDir gives, and that is computed with.
func namesData(name string) bool {
	return strings.Contains(name, "/") && !isTest(name) && !forReaders(name)
}

func forReaders(name string) bool {
	return strings.HasPrefix(name, "docs/") || strings.HasPrefix(name, "doc/") || strings.HasPrefix(name, ".")
}

// isData reports whether a file may hold data that Nix reads: no lock, and nothing that people read.
func isData(name string) bool {
	base := strings.ToLower(path.Base(name))
	switch path.Ext(base) {
	case ".json", ".toml", ".yaml", ".yml", ".txt", ".list", ".csv", ".tsv", ".ini", ".conf", ".cfg", ".env", "":
	default:
		return false
	}
	return !forReaders(name) && !strings.Contains(base, "-lock.") && !strings.HasPrefix(base, "license") && !strings.HasPrefix(base, "copying") && !isTest(name)
}
