package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func optionDefaultReadsConfig() analyzer.Rule {
	return analyzer.Rule{
		Name:     "option-default-reads-config",
		Severity: diag.Warning,
		Doc: analyzer.Doc{
			Title: "a computed default without defaultText",
			Why: `The documentation shows the value that it has where the documentation is made, or fails to build.
defaultText = lib.literalExpression "…" says where the default comes from.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.host = lib.mkOption { type = lib.types.str; default = config.networking.hostName; };
  config.services.x.host = config.mxmlabs.host;
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.host = lib.mkOption {
    type = lib.types.str;
    default = config.networking.hostName;
    defaultText = lib.literalExpression "config.networking.hostName";
  };
  config.services.x.host = config.mxmlabs.host;
}
`,
			Unknown: "what names of other bindings stand for, beside aliases of the configuration; options that are internal or not visible",
		},
		Check: func(p *analyzer.Pass) {
			for _, d := range p.Repo.Declarations() {
				o := d.Option
				if o == nil || !o.Default.Given() || o.DefaultText.Given() || o.Internal.Given() || o.Visible.Given() || o.Default.File != d.File {
					continue
				}
				if name := readsConfig(d.File, o.Default.Expr); name != "" {
					p.Report(diag.Diagnostic{
						Span: d.File.Span(o.Default.Expr), Option: d.Path.String(),
						Message: fmt.Sprintf("the default of %q reads %s; say so in defaultText", d.Path, name),
					})
				}
			}
		},
	}
}

// readsConfig names the argument or alias through which an expression sees the configuration or the
// packages; "" if none.
func readsConfig(f *analyzer.File, x syntax.Expr) string {
	aliases := map[string]bool{"config": true, "osConfig": true, "pkgs": true}
	for _, a := range f.Aliases {
		aliases[a.Name] = true
	}
	found := ""
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrPath, *syntax.Lambda:
			return false
		case *syntax.Ident:
			if aliases[n.Name] && found == "" {
				found = n.Name
			}
		}
		return found == ""
	})
	return found
}
