package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func optionWeakType() analyzer.Rule {
	return analyzer.Rule{
		Name:     "option-weak-type",
		Severity: diag.Info,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "an option of a type that does not merge",
			Why: `types.attrs joins definitions one level deep, and what stands below is overwritten without a word;
types.unspecified checks nothing. attrsOf anything merges all the way down.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.settings = lib.mkOption { type = lib.types.attrs; default = { }; };
  config.services.x.settings = config.mxmlabs.settings;
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.settings = lib.mkOption { type = lib.types.attrsOf lib.types.anything; default = { }; };
  config.services.x.settings = config.mxmlabs.settings;
}
`,
			Unknown: "types inside other types, and whether a value is only passed on",
		},
		Check: func(p *analyzer.Pass) {
			for _, d := range p.Repo.Declarations() {
				if d.Option == nil || d.Option.Type.Name != "attrs" && d.Option.Type.Name != "unspecified" {
					continue
				}
				found := diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: fmt.Sprintf("%q is of types.%s, which does not merge what stands below; attrsOf anything does", d.Path, d.Option.Type.Name)}
				if t := d.Option.Type; t.File == d.File {
					found.Span = d.File.Span(t.Expr)
					if from, ok := strings.CutSuffix(d.File.Text(t.Expr), "attrs"); ok && !settledTwice(p.Repo, d.Path) {
						found.Fix = &diag.Fix{Message: "let it merge", Edits: []diag.Edit{{Span: found.Span, Text: from + "attrsOf " + from + "anything"}}}
					}
				}
				p.Report(found)
			}
		},
	}
}

// settledTwice reports whether more than one definition says what is below an option: they are joined otherwise then.
func settledTwice(repo *analyzer.Repo, path analyzer.Path) bool {
	n := 0
	for _, f := range repo.Files {
		for _, d := range f.Definitions {
			if d.Path.Related(path) {
				n++
			}
		}
	}
	return n > 1
}
