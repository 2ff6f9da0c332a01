package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func optionMissingType() analyzer.Rule {
	return analyzer.Rule{
		Name:     "option-missing-type",
		Severity: diag.Warning,
		Doc: analyzer.Doc{
			Title: "an option without a type",
			Why:   "Any value is taken, two definitions of it do not merge, and a mistake comes up where the value is used.",
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.user = lib.mkOption { description = "The user."; };
  config.services.x.user = config.mxmlabs.user;
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.user = lib.mkOption { type = lib.types.str; description = "The user."; };
  config.services.x.user = config.mxmlabs.user;
}
`,
			Unknown: "options whose record is computed, and those that a helper makes",
		},
		Check: func(p *analyzer.Pass) {
			for _, d := range p.Repo.Declarations() {
				if o := d.Option; o != nil && o.Ctor == "mkOption" && o.Whole && !o.Type.Given() {
					p.Report(diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: fmt.Sprintf("%q has no type, so that any value is taken", d.Path)})
				}
			}
		},
	}
}
