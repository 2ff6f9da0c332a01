package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/upstream"
)

func unknownName() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unknown-name",
		Severity: diag.Error,
		Default:  true,
		Trees:    true,
		Doc: analyzer.Doc{
			Title: "a mistyped name of lib, lib.types or builtins, or attribute of mkOption",
			Why: `Evaluation ends where the name is used, and nowhere else: in a disabled module it waits for the day
somebody enables it. mkPackageOption without pkgs makes a function, and no option. The names are those of builtins in
Nix 2.8 and later, and of lib in any nixpkgs of the last three years.`,
			Bad:     "{ lib, config, ... }: { options.mxmlabs.a.enable = lib.mkEnabelOption \"a\"; config.services.a.enable = config.mxmlabs.a.enable; }\n",
			Good:    "{ lib, config, ... }: { options.mxmlabs.a.enable = lib.mkEnableOption \"a\"; config.services.a.enable = config.mxmlabs.a.enable; }\n",
			Unknown: "names that are like no known one, which a newer nixpkgs may have; names of lib that stand more than once, where the repository makes a lib of its own; types of a lib that is none of nixpkgs; names below a with that is not one of these sets",
		},
		Check: func(p *analyzer.Pass) {
			c := &nameCheck{pass: p, closedSets: closedSets{upstream.ReadNames()}, extended: extendsLib(p.Repo)}
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
		c.inWith(n.Fn, s)
		c.inWith(n.Arg, s)
	case *syntax.AttrBinding:
		c.inWith(n.Value, s)
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
		text, ok := syntax.StaticName(name)
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

// inWith checks a variable that nothing binds, below withs of closed sets alone.
func (c *nameCheck) inWith(x syntax.Expr, s *syntax.Scopes) {
	id, ok := syntax.Unparen(x).(*syntax.Ident)
	if !ok || syntax.IsGlobal(id.Name) {
		return
	}
	if _, bound := s.Lookup(id.Name); bound {
		return
	}
	sets := c.withs(s, 0)
	if !slices.ContainsFunc(sets, func(set string) bool { return c.names.Has(set, id.Name) }) {
		for _, set := range sets {
			c.check(set, id)
		}
	}
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
	if !ok || set == "lib.types" && c.otherTypes() || strings.Contains(c.file.Src, "? "+name) || strings.Contains(c.file.Src, "?"+name) || strings.Contains(c.file.Src, `hasAttr "`+name) || c.extended && set != "builtins" && (set != "lib.types" || c.ownTypes()) && c.foundElsewhere(name) {
		return
	}
	c.pass.Report(diag.Diagnostic{Span: c.file.Span(n), Message: fmt.Sprintf("%s has no %q; did you mean %q?", set, name, nearest)})
}

// foundElsewhere reports whether the repository has a name more than once: where lib is one of its
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
		if times > 1 {
			return true
		}
	}
	return false
}

// fileNamed reports whether a file, or a folder above it, is called so: a lib may be read of folders.
func fileNamed(file, name string) bool {
	return slices.Contains(strings.Split(strings.TrimSuffix(file, ".nix"), "/"), name)
}

// timesNamed counts where a name stands in an expression: as a variable or an attribute, or as a text.
func timesNamed(root syntax.Node, name string) (times int) {
	syntax.Walk(root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Ident:
			if n.Name == name {
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
	for _, b := range set.Bindings {
		b, ok := b.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		name, ok := syntax.StaticName(b.Path.Names[0])
		if !ok || slices.Contains(optionAttrs, name) {
			continue
		}
		if nearest, ok := near(name, optionAttrs); ok {
			c.pass.Report(diag.Diagnostic{Span: c.file.Span(b.Path.Names[0]), Message: fmt.Sprintf("mkOption takes no %q; did you mean %q?", name, nearest)})
		}
	}
}
