package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func numericOverride() analyzer.Rule {
	return analyzer.Rule{
		Name:     "numeric-override",
		Severity: diag.Info,
		Doc: analyzer.Doc{
			Title: "a shared module that forces an option of the namespace",
			Why: `A host can then no longer choose: its own definition loses without a word, or is forced in turn. A module
suggests with mkDefault; forcing is for hosts. Numbers of mkOverride are known to nobody else.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.laptop.enable = lib.mkEnableOption "laptop";
  options.mxmlabs.git.sign = lib.mkOption { type = lib.types.bool; default = true; };
  config = lib.mkIf config.mxmlabs.laptop.enable {
    mxmlabs.git.sign = lib.mkForce false;
    programs.git.signing.signByDefault = config.mxmlabs.git.sign;
  };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.laptop.enable = lib.mkEnableOption "laptop";
  options.mxmlabs.git.sign = lib.mkOption { type = lib.types.bool; default = true; };
  config = lib.mkIf config.mxmlabs.laptop.enable {
    mxmlabs.git.sign = lib.mkDefault false;
    programs.git.signing.signByDefault = config.mxmlabs.git.sign;
  };
}
`,
			Unknown: "the files of hosts, which may force; options of nixpkgs and other inputs",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				if len(p.Repo.Own(f)) == 0 && !p.Repo.Managed(f.Name) || ofHost(p.Repo, f.Name) {
					continue
				}
				for _, d := range f.Definitions {
					if how := forced(d); how != "" && p.Repo.InNamespace(d.Path) {
						p.Report(diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: fmt.Sprintf("%q is set here with %s, so that no host can choose; mkDefault suggests", d.Path, how)})
					}
				}
			}
		},
	}
}

// forced is how a definition takes a priority of its own; "" if it has that of every module.
func forced(d *analyzer.Definition) string {
	switch d.Priority {
	case analyzer.DefaultPriority, analyzer.MkDefaultPriority, analyzer.OptionDefaultPriority, analyzer.VMPriority, analyzer.ImageMediaPriority:
		return ""
	case analyzer.ForcePriority:
		return "mkForce"
	case analyzer.UnknownPriority:
		return "mkOverride"
	}
	return fmt.Sprintf("mkOverride %d", d.Priority)
}
