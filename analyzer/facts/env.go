// Package facts says what one file says: what it declares, defines, reads and imports, through let
// bindings, conditions and the functions of lib.
//
// In: a parsed file, and an Env with what must be known of the others to read it: how paths resolve,
// what arguments are, which helpers there are. Out: the facts, on the File. The facts of one file
// change nothing of another, so that files can be read at once. It refuses to say what any host
// imports, or which of two files wins: that is for who has all files.
package facts

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Env is what is known of a repository while one of its files is read. It is read-only.
type Env struct {
	Machine    *eval.Machine
	Namespaces []Path                                           // below which options follow the pattern
	Registries map[string]bool                                  // files that list hosts: each path in them is an import
	Resolve    func(target string) (name string, s ImportState) // what stands at a path, from the root
	File       func(name string) *File                          // nil if there is none
	Argument   func(name string, l *syntax.Lambda) eval.Value   // what the module system calls a function with; nil if it is not known
	Helpers    map[string][]*eval.Thunk                         // functions that make options, of all files, by name
	Called     map[string]bool                                  // files that some file calls import with
	Handed     map[string]Path                                  // arguments of modules that have a part of the configuration, by name
	HandedBy   map[syntax.Node]bool                             // what hands them over, which reads nothing itself
}

// InNamespace reports whether path stands below one of the namespaces.
func (e *Env) InNamespace(path Path) bool {
	return slices.ContainsFunc(e.Namespaces, func(ns Path) bool { return path.HasPrefix(ns) && len(path) > len(ns) })
}

// speaks reports whether a file speaks of a namespace at all.
func (e *Env) speaks(f *File) bool {
	return strings.Contains(f.Src, "namespace") || slices.ContainsFunc(e.Namespaces, func(ns Path) bool { return strings.Contains(f.Src, ns.String()) })
}

// Reads gathers what a file reads, and the helpers that it holds.
func Reads(e *Env, f *File) {
	c := &collector{Env: e, file: f}
	c.walk(f.Root, c.scope())
}

// Declares gathers what a file declares, defines and imports. Env must have the helpers and calls of
// all files.
func Declares(e *Env, f *File) {
	c := &collector{Env: e, file: f}
	c.root(f.Root, c.scope())
	c.shapes()
	c.registry()
	c.expandOwnArguments()
	f.Moved, f.Inspected = moved(f.File)
}

// Module gathers the facts of a file that only its being imported makes a module, such as one that is
// a set and no more.
func Module(e *Env, f *File) {
	f.Module = true
	c := &collector{Env: e, file: f}
	if m, ok := c.moduleIn(f.Root, c.scope()); ok {
		c.moduleSet(m, guards{})
	}
}

// Inline gathers the facts of a module of a class that stands inside of a file's expression, such as
// an element of modules = [ … ], or is the file's own. Its arguments, in s, are those of one host.
func Inline(e *Env, f *File, set *syntax.AttrSet, s *eval.Scope, class Class) {
	c := &collector{Env: e, file: f, class: class, oneHost: true}
	if whole, ok := c.moduleIn(f.Root, c.scope()); ok && whole.set == set {
		if class != FlakeParts && !curried(f.Root) { // else what it is called with is known, and the same for all
			Module(e, f)
			return
		}
		c.class, f.Module = 0, true // the file's own
	}
	c.moduleSet(module{set: set, scope: s}, guards{})
}
