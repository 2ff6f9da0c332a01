package analyzer

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
	known "mxmcheck/analyzer/upstream"
)

// pinsIn finds what the imports of a file take from pins: the sources of npins, niv and lon, and what is fetched. The names
// are those of the pins, "a fetched repository" where there is none; pins whose options are known to be elsewhere are left out.
// The arguments are names by which modules take all pins.
func pinsIn(f *File, arguments ...string) (names []string) {
	if f.Root == nil || len(f.Errors) > 0 || !anyIn(f.Src, pinWords) {
		return nil
	}
	p := &pinReader{file: f, arguments: arguments}
	syntax.WalkScopes(f.Root, func(n syntax.Node, s *syntax.Scopes) bool {
		attr, ok := n.(*syntax.AttrBinding)
		if !ok {
			return true
		}
		last, _ := syntax.StaticName(attr.Path.Names[len(attr.Path.Names)-1])
		if slices.Contains([]string{"imports", "modules", "extraModules", "sharedModules"}, last) {
			p.read(attr.Value, s, 0)
		}
		return true
	})
	return p.names
}

// pinWords are those of which a file that takes modules from pins has one.
var pinWords = []string{"sources", "pins", "lon", "inputs", "fetch", "getFlake"}

// anyIn reports whether one of some words is in a text.
func anyIn(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

type pinReader struct {
	file      *File
	arguments []string
	names     []string
}

const maxPinHops = 8 // a cycle of names ends there

// read finds the pins in an expression. Sets in it are modules of their own, whose imports are read by themselves.
func (p *pinReader) read(x syntax.Expr, s *syntax.Scopes, hops int) {
	if hops > maxPinHops {
		return
	}
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrSet:
			return false
		case *syntax.Apply:
			p.source(n.Arg, s, hops)
		}
		e, ok := n.(syntax.Expr)
		if !ok {
			return true
		}
		if name, ok := p.pin(e, s, hops); ok {
			if !known.HasOwnRoots(name) {
				p.names = append(p.names, name)
			}
			return false
		}
		if id, ok := e.(*syntax.Ident); ok {
			if b, bound := s.Lookup(id.Name); bound && b.Value != nil {
				p.read(b.Value, b.In, hops+1)
			}
		}
		return true
	})
}

// source reads the src that a function is called with, such as that of flake-compat: the modules are of what it names.
func (p *pinReader) source(arg syntax.Expr, s *syntax.Scopes, hops int) {
	set, ok := syntax.Unparen(arg).(*syntax.AttrSet)
	if !ok {
		return
	}
	for _, b := range set.Bindings {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		if name, _ := syntax.StaticName(attr.Path.Names[0]); name == "src" {
			p.read(attr.Value, s, hops+1)
		}
	}
}

const fetchedPin = "a fetched repository"

// pin is the name of the pin that an expression is.
func (p *pinReader) pin(x syntax.Expr, s *syntax.Scopes, hops int) (name string, ok bool) {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Select:
		if !p.sources(x.X, s, hops) {
			return "", false
		}
		if name, ok := syntax.StaticName(x.Path.Names[0]); ok {
			return name, true
		}
		return fetchedPin, true
	case *syntax.Ident:
		b, bound := s.Lookup(x.Name)
		return x.Name, bound && b.From != nil && p.sources(b.From, b.In, hops+1)
	case *syntax.Apply:
		if slices.Contains(fetchers, syntax.Callee(x.Fn)) {
			return addressed(p.file.Text(x.Arg)), true
		}
	}
	return "", false
}

var fetchers = []string{"fetchTarball", "fetchGit", "fetchTree", "fetchgit", "fetchFromGitHub", "fetchFromGitLab", "fetchFromGitea", "fetchzip", "getFlake"}

// addressed is the repository that an address names which a fetcher is called with.
func addressed(text string) string {
	if m := repoAttr.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	if m := repoInURL.FindStringSubmatch(text); m != nil {
		return strings.TrimSuffix(m[1], ".git")
	}
	return fetchedPin
}

var (
	repoAttr  = regexp.MustCompile(`\brepo\s*=\s*"([^"]+)"`)
	repoInURL = regexp.MustCompile(`(?:github|gitlab|sourcehut|codeberg)[\w.]*[:/]+~?[\w.-]+/([\w.-]+)`)
)

// sources reports whether an expression is the set of all pins: what the file gives that npins, niv or lon wrote, also where
// it is called, updated or mapped, and an argument that is named so.
func (p *pinReader) sources(x syntax.Expr, s *syntax.Scopes, hops int) bool {
	if hops > maxPinHops {
		return false
	}
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		b, bound := s.Lookup(x.Name)
		if bound && b.Value != nil {
			return p.sources(b.Value, b.In, hops+1)
		}
		return bound && b.Lambda != nil && slices.Contains(p.arguments, x.Name)
	case *syntax.Apply:
		if file, ok := syntax.Unparen(x.Arg).(*syntax.Path); ok && syntax.Callee(x.Fn) == "import" {
			return slices.Contains([]string{"npins", "sources.nix", "lon.nix"}, path.Base(strings.TrimSuffix(p.file.Text(file), "/default.nix")))
		}
		return p.sources(x.Fn, s, hops+1) || syntax.Callee(x) == "mapAttrs" && p.sources(x.Arg, s, hops+1)
	case *syntax.Binary:
		return x.Op == syntax.Update && (p.sources(x.X, s, hops+1) || p.sources(x.Y, s, hops+1))
	}
	return false
}
