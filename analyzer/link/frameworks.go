package link

import (
	"embed"
	"path"
	"slices"
	"strings"
	"sync"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// frameworkTexts say in Nix what functions of inputs make of a repository: each file is named after the
// repository of the input, and is the set of the functions that matter for hosts and modules. They are no files of a
// flake, and so have another ending than .nix.
//
//go:embed frameworks/*.nix.txt
var frameworkTexts embed.FS

// frameworks are read once for the process, and only read.
var frameworks = sync.OnceValue(func() map[string]*eval.Set {
	all := map[string]*eval.Set{}
	entries, err := frameworkTexts.ReadDir("frameworks")
	if err != nil {
		panic(err) // they are in the program
	}
	for _, entry := range entries {
		name := "frameworks/" + entry.Name()
		text, err := frameworkTexts.ReadFile(name)
		if err != nil {
			panic(err)
		}
		name = strings.TrimSuffix(name, ".txt")
		f := syntax.Parse(name, text)
		set, ok := eval.New(eval.World{}).Eval(f.Root, eval.FileScope(f)).(*eval.Set)
		if !ok || len(f.Errors) > 0 {
			panic("link: " + name + " is no set")
		}
		all[strings.TrimSuffix(path.Base(name), ".nix")] = set
	}
	return all
})

// framework is an input whose functions make hosts of the folders of a repository; nil if what it makes is not known.
func (l *Flake) framework(name string) eval.Value {
	known, ok := frameworks()[l.repositories[name]]
	if !ok {
		return nil
	}
	return &eval.Set{Base: eval.Ref{Root: "inputs", Path: []string{name}}, Attrs: known.Attrs}
}

// TakesKnown reports whether all that a repository's functions take of a folder is followed: what they leave out, nothing takes.
func TakesKnown(repository string) bool {
	return repository == "snowfall-lib" || repository == "blueprint"
}

// framed reports whether a framework makes the host.
func (l *Flake) framed(h *Host) bool {
	return h.made != nil && h.made.At.File != nil && l.tree.File(h.made.At.File.Name) == nil
}

// Framed is why hosts may depend on more than their modules say: a framework makes them, which reads folders by itself.
func (l *Flake) Framed() (diag.Unknown, bool) {
	if !slices.ContainsFunc(l.Hosts, l.framed) {
		return diag.Unknown{}, false
	}
	return diag.Unknown{Span: l.SpanOf(eval.Place{}), Message: "what else a framework reads of the repository is not known"}, true
}
