package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func unknownName() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unknown-name",
		Severity: diag.Error,
		Default:  true,
		Trees:    true,
		Doc: analyzer.Doc{
			Title: "a mistyped name of lib, lib.types or builtins, or attribute of mkOption or nixosSystem",
			Why: `Evaluation ends where the name is used, and nowhere else: in a disabled module it waits for the day
somebody enables it. mkPackageOption without pkgs makes a function, and no option. The names are those of builtins in
Nix 2.8 and later, and of lib in any nixpkgs of the last three years.`,
			Bad:     "{ lib, config, ... }: { options.mxmlabs.a.enable = lib.mkEnabelOption \"a\"; config.services.a.enable = config.mxmlabs.a.enable; }\n",
			Good:    "{ lib, config, ... }: { options.mxmlabs.a.enable = lib.mkEnableOption \"a\"; config.services.a.enable = config.mxmlabs.a.enable; }\n",
			Unknown: "names of lib that are like no known one, which a newer nixpkgs may have, but for those of types, and of arguments, below a with; names of lib that something in the repository binds, where it makes a lib of its own; short names, and names of two mistakes, of a lib to which an input adds its own; types of a lib that is none of nixpkgs; names below a with that is not one of these sets; names of lib in more than three files",
		},
		Check: func(p *analyzer.Pass) {
			c := &nameCheck{pass: p, closedSets: setsOf(p.Repo), extended: extendsLib(p.Repo), foreign: extendsByInput(p.Repo)}
			for _, f := range p.Repo.Files {
				if len(f.Errors) == 0 && !strings.Contains(f.Src, "scopedImport") {
					c.file = f
					syntax.WalkScopes(f.Root, c.visit)
				}
			}
		},
	}
}

type nameCheck struct {
	closedSets
	pass     *analyzer.Pass
	file     *analyzer.File
	extended bool
	foreign  bool // the names that an input adds to lib are not known
}

func (c *nameCheck) visit(n syntax.Node, s *syntax.Scopes) bool {
	switch n := n.(type) {
	case *syntax.Select:
		c.selection(n, s)
	case *syntax.Inherit:
		if set := c.inherited(n, s); set != "" {
			for _, name := range n.Names {
				c.check(set, name)
			}
		}
	case *syntax.Apply:
		c.option(n, s)
		c.packageOption(n, s)
		c.system(n)
		c.inWith(n.Fn, s)
		c.inWith(n.Arg, s)
	case *syntax.AttrBinding:
		c.inWith(n.Value, s)
	case *syntax.Interp:
		c.inWith(n.X, s)
	case *syntax.List:
		for _, e := range n.Elems {
			c.inWith(e, s)
		}
	}
	return true
}

func (c *nameCheck) inherited(n *syntax.Inherit, s *syntax.Scopes) string {
	if n.From == nil {
		return ""
	}
	return c.origin(n.From, s, 0)
}

// selection checks the names behind a closed set, as far as each is a closed set itself.
func (c *nameCheck) selection(n *syntax.Select, s *syntax.Scopes) {
	if n.Or != nil || ofNixpkgs(n) {
		return
	}
	c.inWith(n.X, s)
	set := c.origin(n.X, s, 0)
	for i, name := range n.Path.Names {
		text, ok := c.nameOf(name, s)
		if !ok {
			return
		}
		if set == "" && ofNixpkgs(&syntax.Select{X: n.X, Path: &syntax.AttrPath{Names: n.Path.Names[:i]}}) {
			set = "lib"
		}
		if set != "" {
			c.check(set, name)
			set = c.below(set, text)
		}
	}
}

// unbound is the variable that an expression is, if nothing binds it but a with.
func unbound(x syntax.Expr, s *syntax.Scopes) (id *syntax.Ident, ok bool) {
	if id, ok = syntax.Unparen(x).(*syntax.Ident); !ok || syntax.IsGlobal(id.Name) {
		return nil, false
	}
	_, bound := s.Lookup(id.Name)
	return id, !bound
}

// inWith checks a variable that nothing binds, below withs of closed sets alone.
func (c *nameCheck) inWith(x syntax.Expr, s *syntax.Scopes) {
	id, ok := unbound(x, s)
	if !ok {
		return
	}
	sets := c.withs(s, 0)
	if slices.ContainsFunc(sets, func(set string) bool { return c.names.Has(set, id.Name) }) {
		return
	}
	if meant := c.meantBare(sets, id.Name); meant != "" {
		c.pass.Report(diag.Diagnostic{Span: c.file.Span(id), Message: fmt.Sprintf("%q is bound nowhere around here, and no with has it; %s", id.Name, meant)})
		return
	}
	if c.bound(id, sets, s) {
		return
	}
	for _, set := range sets {
		if c.isOwn(set) && len(sets) > 1 { // a name that is like none of it may be lib's
			if _, ok := near(id.Name, c.names.Of(set)); !ok {
				continue
			}
		}
		c.check(set, id)
	}
}

// takenAsArguments are names that modules have as arguments, and that no lib has.
var takenAsArguments = []string{"config", "pkgs", "inputs", "namespace", "osConfig", "modulesPath"}

// meantBare is what a name is that a with of lib does not bind, though it looks as if it did: a type, a name of the
// repository's own set, or an argument that the file does not take.
func (c *nameCheck) meantBare(sets []string, name string) string {
	if !slices.Contains(sets, "lib") || c.extended && c.foundElsewhere(name) {
		return ""
	}
	switch {
	case slices.Contains(takenAsArguments, name):
		return "take it as an argument"
	case c.names.Has("lib.types", name) && !c.otherTypes():
		return fmt.Sprintf("did you mean \"types.%s\"?", name)
	case c.own != "" && c.names.Has("lib."+c.own, name):
		return fmt.Sprintf("did you mean \"lib.%s.%s\"?", c.own, name)
	}
	return ""
}

// check reports a name that a closed set lacks, if it has a like one. A name that the file tests for
// with "?" is not known to be there either.
func (c *nameCheck) check(set string, n syntax.AttrName) {
	name, ok := syntax.StaticName(n)
	if !ok || !c.names.IsSet(set) || c.names.Has(set, name) {
		return
	}
	nearest, ok := near(name, c.names.Of(set))
	if meant := misnamed[name]; meant != "" && set == "lib.types" {
		nearest, ok = meant, true
	}
	if !ok && set == "lib.types" {
		nearest, ok = shortened(name, c.names.Of(set))
		ok = ok && strings.HasPrefix(name, nearest) // a name that is shorter is often that of a function of one's own
	}
	closed := set == "builtins" && !slices.Contains(ofOtherNix, name) || c.isOwn(set)
	if ok && set == "lib" && c.foreign && !(len(name) >= sureLength && oneSlip(name, nearest)) {
		return // a name of the input's own
	}
	if set == "lib" && c.often(name) {
		return // nothing that is used so often is missing: something adds it
	}
	if !ok && !closed || set == "lib.types" && c.otherTypes() || strings.Contains(c.file.Src, "? "+name) || strings.Contains(c.file.Src, "?"+name) || strings.Contains(c.file.Src, `hasAttr "`+name) || c.extended && set != "builtins" && (set != "lib.types" || c.ownTypes()) && c.foundElsewhere(name) {
		return
	}
	message := fmt.Sprintf("%s has no %q", set, name)
	if ok {
		message += fmt.Sprintf("; did you mean %q?", nearest)
	}
	c.pass.Report(diag.Diagnostic{Span: c.file.Span(n), Message: message, Cause: set + "." + name})
}

// fewFiles is in how many files one mistaken name may stand.
const fewFiles = 3

// often reports whether more files have a name than a mistake gets into.
func (c *nameCheck) often(name string) bool {
	files := 0
	return slices.ContainsFunc(c.pass.Repo.Files, func(f *analyzer.File) bool {
		if strings.Contains(f.Src, name) {
			files++
		}
		return files > fewFiles
	})
}

// ofOtherNix are builtins that only other implementations of Nix have, or only with a setting.
var ofOtherNix = []string{"parallel", "wasm", "exec", "importNative", "fetchClosure", "extraBuiltins", "unsafeDiscardOutputDependency"}

// shortened is the one name that another begins with, or that begins with it: nonEmptyString for nonEmptyStr, desc for description.
func shortened(name string, candidates []string) (meant string, ok bool) {
	for _, candidate := range candidates {
		long, short := name, candidate
		if len(long) < len(short) {
			long, short = short, long
		}
		if len(short) < 4 || !strings.HasPrefix(long, short) || candidate == name {
			continue
		}
		if ok {
			return "", false
		}
		meant, ok = candidate, true
	}
	return meant, ok
}

// foundElsewhere reports whether the repository binds a name, or writes it as a text: where lib is one of its
// own, it may be there that lib gets it.
func (c *nameCheck) foundElsewhere(name string) bool {
	times := 0
	for _, f := range c.pass.Repo.All() {
		if strings.Contains(f.Src, name) {
			times += timesNamed(f.Root, name)
		}
		if fileNamed(f.Name, name) {
			times++
		}
		if times > 0 {
			return true
		}
	}
	return false
}

// fileNamed reports whether a file, or a folder above it, is called so: a lib may be read of folders.
func fileNamed(file, name string) bool {
	return slices.Contains(strings.Split(strings.TrimSuffix(file, ".nix"), "/"), name)
}

// timesNamed counts where an expression binds a name, or writes it as a text. What is inherited from lib is not bound to
// anything else.
func timesNamed(root syntax.Node, name string) (times int) {
	syntax.Walk(root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			if slices.ContainsFunc(n.Path.Names, func(n syntax.AttrName) bool { return nameIs(n, name) }) {
				times++
			}
		case *syntax.Inherit:
			if dotted := syntax.Dotted(n.From); dotted != "lib" && dotted != "lib.types" && slices.ContainsFunc(n.Names, func(n syntax.AttrName) bool { return nameIs(n, name) }) {
				times++
			}
		case *syntax.Str:
			if text, ok := syntax.StaticText(n); ok && text == name {
				times++
			}
		}
		return true
	})
	return times
}

// optionAttrs are all attributes that mkOption takes.
var optionAttrs = []string{
	"default", "defaultText", "example", "description", "relatedPackages", "type", "apply", "internal", "visible", "readOnly",
}

// option checks the attributes that mkOption is called with.
func (c *nameCheck) option(n *syntax.Apply, s *syntax.Scopes) {
	set, ok := syntax.Unparen(n.Arg).(*syntax.AttrSet)
	if !ok || syntax.Callee(n.Fn) != "mkOption" || c.origin(n.Fn, s, 0) != "lib.mkOption" && c.origin(n.Fn, s, 0) != "lib.options.mkOption" {
		return
	}
	c.arguments(set, "mkOption", optionAttrs)
}

// systemAttrs are all attributes that nixosSystem takes.
var systemAttrs = []string{
	"system", "pkgs", "baseModules", "extraArgs", "specialArgs", "modules", "modulesLocation", "check", "prefix", "lib", "extraModules",
}

// system checks the attributes that the nixosSystem of a nixpkgs is called with.
func (c *nameCheck) system(n *syntax.Apply) {
	set, ok := syntax.Unparen(n.Arg).(*syntax.AttrSet)
	if fn, is := strings.CutSuffix(syntax.Dotted(n.Fn), ".nixosSystem"); ok && is && plainLib.MatchString(fn) {
		c.arguments(set, "nixosSystem", systemAttrs)
	}
}

// arguments checks the attributes that a function is called with which takes no others.
func (c *nameCheck) arguments(set *syntax.AttrSet, fn string, takes []string) {
	for _, b := range set.Bindings {
		for _, n := range syntax.BoundNames(b) {
			name, ok := syntax.StaticName(n)
			if !ok || slices.Contains(takes, name) {
				continue
			}
			message := fmt.Sprintf("%s takes no %q", fn, name)
			nearest, ok := near(name, takes)
			if !ok {
				nearest, ok = shortened(name, takes)
			}
			if ok {
				message += fmt.Sprintf("; did you mean %q?", nearest)
			}
			c.pass.Report(diag.Diagnostic{Span: c.file.Span(n), Message: message})
		}
	}
}
