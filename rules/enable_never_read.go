package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func enableNeverRead() analyzer.Rule {
	return analyzer.Rule{
		Name:     "enable-never-read",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an enable option that nothing reads",
			Why: `Setting it does nothing. A read in any file counts, through any alias or by "nix eval" in a script, and so does
reading the group around it whole. A module whose configuration stands there without a guard is reported by config-not-gated instead. In a repository without hosts, an exported
module that configures nothing has its options for who imports it.`,
			Bad: `{ lib, ... }:
{
  options.mxmlabs.cpu.enable = lib.mkEnableOption "cpu tweaks";
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.cpu; in
{
  options.mxmlabs.cpu.enable = lib.mkEnableOption "cpu tweaks";
  config = lib.mkIf cfg.enable { powerManagement.enable = true; };
}
`,
		},
		Check: func(p *analyzer.Pass) {
			offered := newInterfaces(p.Repo)
			for _, f := range p.Repo.Files {
				told, _ := ungatedModule(p.Repo, f)
				for _, enable := range ownEnables(p.Repo, f) {
					if enable != told && !enable.Opaque && p.Repo.ReaderOf(enable.File) == "" && !p.Repo.IsRead(enable.Path) && !isReadElsewhere(p.Repo, enable) && !offered.Has(enable) {
						p.Report(diag.Diagnostic{
							Span: enable.Span, Option: enable.Path.String(),
							Message: fmt.Sprintf("%q is declared, but nothing reads it; guard the configuration with it, or remove it", enable.Path),
						})
					}
				}
			}
		},
	}
}
