package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func enableDefaultTrue() analyzer.Rule {
	return analyzer.Rule{
		Name:     "enable-default-true",
		Severity: diag.Warning,
		Doc: analyzer.Doc{
			Title: "an enable option that is on by default",
			Why: `Importing the module has effects, which the host's file does not tell. Where an option around it has an
enable of its own, it takes that one, and the finding is info. Give the files of modules that are meant so in "exclude".`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.ssh.enable = lib.mkEnableOption "ssh" // { default = true; };
  config = lib.mkIf config.mxmlabs.ssh.enable { services.openssh.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.ssh.enable = lib.mkEnableOption "ssh";
  config = lib.mkIf config.mxmlabs.ssh.enable { services.openssh.enable = true; };
}
`,
			Unknown: "defaults that are computed",
		},
		Check: func(p *analyzer.Pass) {
			groups := map[string]bool{}
			for _, d := range p.Repo.Declarations() {
				if d.Path.Name() == "enable" {
					groups[d.Path[:len(d.Path)-1].String()] = true
				}
			}
			for _, d := range p.Repo.Declarations() {
				if d.Path.Name() != "enable" || d.Option == nil {
					continue
				}
				if on, known := d.Option.Default.Bool(); known && on {
					reportOn(p, d, groups)
				}
			}
		},
	}
}

func reportOn(p *analyzer.Pass, d *analyzer.Declaration, groups map[string]bool) {
	found := diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: fmt.Sprintf("%q is on by default, so that importing the module has effects", d.Path)}
	for i := len(d.Path) - 2; i > 0; i-- {
		if group := d.Path[:i].String(); groups[group] {
			found.Severity = diag.Info
			found.Message = fmt.Sprintf("%q is on by default, as soon as %q is", d.Path, group+".enable")
		}
	}
	p.Report(found)
}
