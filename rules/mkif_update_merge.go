package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func mkifUpdateMerge() analyzer.Rule {
	return analyzer.Rule{
		Name:     "mkif-update-merge",
		Severity: diag.Error,
		Default:  true,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "// beside mkIf, mkMerge, mkForce or their kin",
			Why: `These functions make a set with a few internal attributes, which // overwrites or mixes with the
other side: definitions are lost without an error or a warning. lib.mkMerge joins what // was meant to join.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = { programs.git.enable = cfg.enable; } // lib.mkIf cfg.enable { programs.git.lfs.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkMerge [ { programs.git.enable = cfg.enable; } (lib.mkIf cfg.enable { programs.git.lfs.enable = true; }) ];
}
`,
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, m := range f.Merges {
					p.Report(diag.Diagnostic{
						Span:    m.Span,
						Message: fmt.Sprintf(`"//" beside "%s" loses definitions without a word; join the two with lib.mkMerge`, m.Fn),
						Fix:     lostWithMerge(p.Repo, f, m),
					})
				}
			}
		},
	}
}

// lostWithMerge joins the two with mkMerge where that changes no host: what was lost would be there.
func lostWithMerge(repo *analyzer.Repo, f *analyzer.File, m *analyzer.Merge) *diag.Fix {
	if mayBeOnHost(repo, f) {
		return nil
	}
	return joinWithMerge(f, m)
}
