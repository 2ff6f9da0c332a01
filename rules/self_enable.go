package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func selfEnable() analyzer.Rule {
	return analyzer.Rule{
		Name:     "self-enable",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a module that sets its own enable under its own guard",
			Why:   "Whether the option is set depends on its value: infinite recursion. Mostly another module was meant.",
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf cfg.enable { mxmlabs.git.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf cfg.enable { programs.git.enable = true; };
}
`,
			Unknown: "guards that read the option through a function",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, enable := range ownEnables(p.Repo, f) {
					checkSelf(p, f, enable)
				}
			}
		},
	}
}

func checkSelf(p *analyzer.Pass, f *analyzer.File, enable *analyzer.Declaration) {
	for _, d := range f.Definitions {
		if !d.Path.Equal(enable.Path) || d.Dynamic {
			continue
		}
		for _, gate := range d.Gates() {
			if gate.Equal(enable.Path) {
				p.Report(diag.Diagnostic{
					Span: d.Span, Option: enable.Path.String(), Related: []diag.Related{{Span: enable.Span, Message: "declared"}},
					Message: fmt.Sprintf("%q is set where it is set already: infinite recursion; was another module meant?", enable.Path),
				})
				break
			}
		}
	}
}
