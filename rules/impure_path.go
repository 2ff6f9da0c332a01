package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func impurePath() analyzer.Rule {
	return analyzer.Rule{
		Name:     "impure-path",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a value that depends on the machine that evaluates",
			Why: `A flake sees its inputs and what git tracks, and nothing else: a search path, a path in somebody's home
and a download without a hash are errors there, and getEnv gives "", which is left alone where the text says what holds
then, or where a comment speaks of impure evaluation or a command of the repository with --impure sets the variable or names the host.
So is what a condition, an assertion or a text that names --impure keeps from an evaluation that is pure. With --impure, each machine gets another answer.
shell.nix, default.nix and repl.nix at the root, outputs called repl, values that need builtins.currentSystem, defaults of arguments, files that npins and niv write, and files that no host and no
output reaches are left alone: they are for those who use no flakes. So are tests, examples and templates, paths of which the text alone is taken, as by toString
and mkOutOfStoreSymlink, and what pathExists asks for: pure evaluation finds nothing there.`,
			Bad: `-- flake.nix --
{
  outputs = { ... }: { nixosModules.web = ./web.nix; };
}
-- web.nix --
{ ... }:
{
  imports = [ <nixpkgs/nixos/modules/profiles/minimal.nix> ];
}
`,
			Good: `-- flake.nix --
{
  outputs = { ... }: { nixosModules.web = ./web.nix; };
}
-- web.nix --
{ modulesPath, ... }:
{
  imports = [ "${modulesPath}/profiles/minimal.nix" ];
}
`,
			Unknown: "paths that are computed, what inputs do, and files that only a computed path reaches",
		},
		Check: func(p *analyzer.Pass) {
			within, impure := p.Repo.Evaluated(), sync.OnceValue(p.Repo.ImpureTexts)
			asserts := sync.OnceValue(func() map[string]assertion { return assertions(p.Repo) })
			for _, f := range p.Repo.Files {
				if within[f.Name] && !forOthers(f.Name) && !isTrial(f.Name) && !isFrame(p.Repo, f) && len(f.Errors) == 0 {
					(&impurities{p: p, f: f, impure: impure, asserts: asserts, homes: namesHome(f.Src), ofLet: map[*syntax.Path]bool{}, read: map[*syntax.Path]bool{}, finds: strings.Contains(f.Src, "__findFile") && bindings(f, "__findFile") > 0}).visit(f.Root)
				}
			}
		},
	}
}

// forOthers reports whether a file is there for who uses no flakes, or pins what they use.
func forOthers(file string) bool {
	return file == "default.nix" || file == "repl.nix" || file == "npins/default.nix" || slices.Contains([]string{"shell.nix", "flake-compat.nix", "sources.nix"}, path.Base(file))
}

type impurities struct {
	around  []string // the names that the value stands under, from the root of the file
	p       *analyzer.Pass
	f       *analyzer.File
	tested  bool                        // a condition around tests whether a variable is set
	impure  func() []string             // the texts of the repository that name --impure
	asserts func() map[string]assertion // by file
	bound   map[string]syntax.Expr      // what the lets of the file bind, once it is needed
	ofLet   map[*syntax.Path]bool       // paths that a let binds a name to: what matters is where that is used
	read    map[*syntax.Path]bool       // those of them that something reads
	finds   bool                        // the file has a __findFile of its own, which finds what stands in angle brackets

	homes     bool   // the file has paths of somebody's home
	asserting bool   // around is a condition that has to hold
	probing   bool   // nothing is reported: it is looked whether something reads the name
	name      string // that name
	found     *bool
}

// visit passes over defaults of arguments: a caller within the flake hands over something else.
func (i *impurities) visit(n syntax.Node) {
	switch x := n.(type) {
	case *syntax.Lambda:
		i.visit(x.Body)
		return
	case *syntax.SearchPath:
		if x.Name != "nix/fetchurl.nix" && !i.finds { // Nix has that one within
			i.report(x, fmt.Sprintf("<%s> is looked up on the machine that evaluates; take it from an input", x.Name))
		}
	case *syntax.Path:
		if !i.deferred(x) {
			i.reportPath(x)
		}
	case *syntax.Ident:
		i.use(x.Name)
	case *syntax.AttrPath:
		for _, name := range x.Names {
			if _, plain := name.(*syntax.Ident); !plain {
				i.visit(name)
			}
		}
		return
	case *syntax.Inherit:
		i.inherited(x)
		return
	case *syntax.Binary:
		if i.homes && (x.Op == syntax.Equal || x.Op == syntax.NotEqual) {
			i.asText(x.X)
			i.asText(x.Y)
			return
		}
	case *syntax.If:
		if i.choice(x) || i.under(x.Cond, x) {
			return
		}
	case *syntax.Assert:
		if i.asserted(x.Cond) || i.under(x.Cond, x) {
			return
		}
		i.whileAsserting(func() { i.visit(x.Cond) })
		i.visit(x.Body)
		return
	case *syntax.Let:
		if i.fallsBack(x) {
			return
		}
	case *syntax.AttrBinding:
		i.binding(x)
		return
	case *syntax.Apply:
		if args := syntax.Arguments(x); i.refused(x) || guarding(syntax.Callee(x)) && i.under(args[0], x) || i.call(x) || i.taken(x) {
			return
		}
	}
	syntax.EachChild(n, i.visit)
}

// under looks at what stands under a condition that tests whether a variable is set: it says what
// holds where it is not.
func (i *impurities) under(cond syntax.Expr, all syntax.Node) bool {
	if !asksWhetherSet(cond) {
		return false
	}
	outer := i.tested
	i.tested = true
	syntax.EachChild(all, i.visit)
	i.tested = outer
	return true
}

func atHome(path string) bool {
	return slices.ContainsFunc([]string{"~/", "/home/", "/root/", "/Users/"}, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

func namesHome(text string) bool {
	return slices.ContainsFunc([]string{"/home/", "/root/", "/Users/"}, func(prefix string) bool { return strings.Contains(text, prefix) })
}

// call looks at functions that ask the machine or the network.
func (i *impurities) call(x *syntax.Apply) (done bool) {
	name := strings.TrimPrefix(syntax.Dotted(x.Fn), "builtins.")
	global := name != syntax.Dotted(x.Fn)
	switch {
	case global && name == "getEnv" && (i.tested || i.meantImpurely(x) || i.assured(x)):
	case global && name == "getEnv":
		i.report(x, fmt.Sprintf("%s gives \"\" in a flake; say it in the configuration", i.f.Text(x)))
	case (name == "fetchTarball" || global && name == "fetchurl") && unhashed(x.Arg, "sha256", "hash", "narHash") && (global || bindings(i.f, name) == 0),
		name == "fetchGit" && unhashed(x.Arg, "rev", "narHash") && (global || bindings(i.f, name) == 0):
		i.report(x, fmt.Sprintf("%s without a hash gives what the network has today; make it an input", name))
	default:
		return false
	}
	return true
}

// unhashed reports whether a fetcher's argument surely has none of the attributes.
func unhashed(x syntax.Expr, attrs ...string) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Str, *syntax.URI:
		return true
	case *syntax.AttrSet:
		for _, b := range x.Bindings {
			if _, inherits := b.(*syntax.Inherit); inherits {
				return false
			}
		}
		return !slices.ContainsFunc(attrNames(x), func(name string) bool { return slices.Contains(attrs, name) })
	}
	return false
}

func (i *impurities) reportPath(x *syntax.Path) {
	if text := i.f.Text(x); atHome(text) {
		i.report(x, fmt.Sprintf("%s is a path of the machine that evaluates; take the file into the repository, or write a string", text))
	}
}

func (i *impurities) report(n syntax.Node, message string) {
	if i.probing {
		return
	}
	i.p.Report(diag.Diagnostic{Span: i.f.Span(n), Message: message})
}
