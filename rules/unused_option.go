package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func unusedOption() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unused-option",
		Severity: diag.Warning,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an option that nothing reads",
			Why: `Hosts set it and nothing happens. A read in any file counts, through any alias, and so does reading the
group around it whole; a test whether it is there ("config ? mxmlabs") reads nothing below it. Options that are read-only,
internal or hidden are left out, and so are groups that a helper computes.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.ssh; in
{
  options.mxmlabs.ssh = {
    enable = lib.mkEnableOption "ssh";
    port = lib.mkOption { type = lib.types.port; default = 22; };
  };
  config = lib.mkIf cfg.enable { services.openssh.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.ssh; in
{
  options.mxmlabs.ssh = {
    enable = lib.mkEnableOption "ssh";
    port = lib.mkOption { type = lib.types.port; default = 22; };
  };
  config = lib.mkIf cfg.enable { services.openssh = { enable = true; ports = [ cfg.port ]; }; };
}
`,
		},
		Check: func(p *analyzer.Pass) {
			for _, d := range p.Repo.Declarations() {
				if d.Opaque || d.Hidden || d.Path[len(d.Path)-1] == "enable" || p.Repo.IsRead(d.Path) {
					continue
				}
				p.Report(diag.Diagnostic{
					Span: d.Span, Option: d.Path.String(),
					Message: fmt.Sprintf("%q is declared, but nothing reads it; use it, or remove it", d.Path),
				})
			}
		},
	}
}
