package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func importsDependOnConfig() analyzer.Rule {
	return analyzer.Rule{
		Name:     "imports-depend-on-config",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "imports that depend on config or pkgs",
			Why: `The imports must be known before config and pkgs are, so evaluation recurses for ever. Import always,
and guard the configuration with lib.mkIf; special arguments and inputs may be used: pkgs too, where it is one.`,
			Bad:     "{ config, lib, ... }:\n{\n  imports = lib.optional config.services.x.enable ./server.nix;\n}\n",
			Good:    "{ ... }:\n{\n  imports = [ ];\n}\n",
			Unknown: "pkgs in a module of which the special arguments are not known: of hosts that compute them, of a submodule or an evalModules that does, and of another class",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, use := range f.ImportsExprs {
					if !p.Repo.Late(f, use) {
						continue
					}
					p.Report(diag.Diagnostic{
						Span:    use.Span,
						Message: fmt.Sprintf("imports depend on %q, which is known only after them: infinite recursion; import always and use lib.mkIf inside", use.Name),
					})
				}
			}
		},
	}
}
