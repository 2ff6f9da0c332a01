package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func optionMissingDescription() analyzer.Rule {
	return analyzer.Rule{
		Name:     "option-missing-description",
		Severity: diag.Info,
		Doc: analyzer.Doc{
			Title: "an option without a description",
			Why:   "The generated documentation of the options needs one. Internal and invisible options are left alone.",
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.user = lib.mkOption { type = lib.types.str; };
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
				o := d.Option
				if o == nil || o.Ctor != "mkOption" || !o.Whole || o.Description.Given() || o.Internal.Given() || o.Visible.Given() {
					continue
				}
				p.Report(diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: fmt.Sprintf("%q has no description", d.Path)})
			}
		},
	}
}
