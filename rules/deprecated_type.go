package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func deprecatedType() analyzer.Rule {
	return analyzer.Rule{
		Name:     "deprecated-type",
		Severity: diag.Warning,
		Default:  true,
		Trees:    true,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "a type that nixpkgs has given up",
			Why: `types.string warns on each evaluation, and glues the texts of two definitions together without a word where
types.str refuses them. types.loaOf takes a list for a set, and is gone from newer nixpkgs; attrsOf is what is left of it. The fix writes the type that is meant; where an
option has two definitions, that ends the evaluation.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.name = lib.mkOption { type = lib.types.string; };
  config.networking.hostName = config.mxmlabs.name;
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.name = lib.mkOption { type = lib.types.str; };
  config.networking.hostName = config.mxmlabs.name;
}
`,
			Unknown: "types of a lib that the repository makes itself, and names below a with that is not lib or lib.types",
		},
		Check: func(p *analyzer.Pass) {
			names := &nameCheck{pass: p, closedSets: setsOf(p.Repo)}
			if extendsLib(p.Repo) && names.ownTypes() {
				return
			}
			for _, f := range p.Repo.Files {
				if len(f.Errors) == 0 && !isTrial(f.Name) && !isFrame(p.Repo, f) && (strings.Contains(f.Src, "string") || strings.Contains(f.Src, "loaOf")) {
					names.file = f
					syntax.WalkScopes(f.Root, names.deprecated)
				}
			}
		},
	}
}

// instead are the types that nixpkgs has given up, and those that are meant.
var instead = map[string]string{"string": "str", "loaOf": "attrsOf"}

// deprecated reports such a type where an expression takes it from lib.types.
func (c *nameCheck) deprecated(n syntax.Node, s *syntax.Scopes) bool {
	switch n := n.(type) {
	case *syntax.Select:
		names := n.Path.Names
		name, ok := syntax.StaticName(names[len(names)-1])
		if meant := instead[name]; ok && meant != "" && n.Or == nil && c.selected(n, s) == "lib.types."+name {
			c.reportDeprecated(names[len(names)-1], name)
			return false
		}
	case *syntax.Inherit:
		if c.inherited(n, s) == "lib.types" {
			for _, inherited := range n.Names {
				if name, ok := syntax.StaticName(inherited); ok && instead[name] != "" {
					c.reportInherited(inherited, name)
				}
			}
		}
	case *syntax.Ident:
		if _, bound := s.Lookup(n.Name); !bound && instead[n.Name] != "" && c.ofWith(n.Name, s, 0) == "lib.types."+n.Name {
			c.reportDeprecated(n, n.Name)
		}
	}
	return true
}

// selected is the name of a closed set that a selection comes to, that of pkgs.lib too; "" if it is none.
func (c *nameCheck) selected(n *syntax.Select, s *syntax.Scopes) string {
	set := c.origin(n.X, s, 0)
	for i, name := range n.Path.Names {
		if set == "" && ofNixpkgs(&syntax.Select{X: n.X, Path: &syntax.AttrPath{Names: n.Path.Names[:i]}}) {
			set = "lib"
		}
		text, _ := syntax.StaticName(name)
		set = c.below(set, text)
	}
	return set
}

func (c *nameCheck) reportDeprecated(at syntax.Node, name string) {
	d := c.ofDeprecated(at, name)
	d.Fix = &diag.Fix{Message: "write " + instead[name], Edits: []diag.Edit{{Span: d.Span, Text: instead[name]}}}
	c.pass.Report(d)
}

// reportInherited reports a name that is bound, too: whatever uses it would have to be changed with it.
func (c *nameCheck) reportInherited(at syntax.Node, name string) {
	c.pass.Report(c.ofDeprecated(at, name))
}

func (c *nameCheck) ofDeprecated(at syntax.Node, name string) diag.Diagnostic {
	return diag.Diagnostic{Span: c.file.Span(at), Message: fmt.Sprintf("types.%s is deprecated; types.%s is meant", name, instead[name])}
}
