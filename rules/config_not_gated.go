package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func configNotGated() analyzer.Rule {
	return analyzer.Rule{
		Name:     "config-not-gated",
		Severity: diag.Error,
		Doc: analyzer.Doc{
			Title: "a module with an enable option configures without it",
			Why: `The module's effects are there on every host that imports it, whatever enable says: a guard was
forgotten. Where other definitions of the file have the guard, an unguarded one may be meant, and the finding is info.
Definitions of assertions, warnings and the module's own namespace need no guard.`,
			Bad: `{ lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = { programs.git.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf cfg.enable { programs.git.enable = true; };
}
`,
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				checkGate(p, f)
			}
		},
	}
}

func checkGate(p *analyzer.Pass, f *analyzer.File) {
	enables := ownEnables(p.Repo, f)
	if len(enables) == 0 {
		return
	}
	open, gated := ungated(p.Repo, f, enables)
	if len(open) == 0 {
		return
	}
	severity := diag.Info
	if gated == 0 && !anyRead(p.Repo, enables) {
		severity = diag.Error
	}
	enable := enables[0]
	p.Report(diag.Diagnostic{
		Severity: severity,
		Span:     open[0].Span,
		Option:   enable.Path.String(),
		Message:  fmt.Sprintf("%q is set whether or not %q is; put it under lib.mkIf cfg.enable", open[0].Path, enable.Path),
		Related:  []diag.Related{{Span: enable.Span, Message: "declared"}},
	})
}

// ownEnables are the enable options that a file declares.
func ownEnables(repo *analyzer.Repo, f *analyzer.File) []*analyzer.Declaration {
	var enables []*analyzer.Declaration
	for _, d := range f.Declarations {
		if !d.Hidden && repo.InNamespace(d.Path) && d.Path[len(d.Path)-1] == "enable" {
			enables = append(enables, d)
		}
	}
	return enables
}

// ungated are the definitions outside the namespace that stand under no condition and read no
// option of the namespace; gated counts those that have one of the enables as their gate.
func ungated(repo *analyzer.Repo, f *analyzer.File, enables []*analyzer.Declaration) (open []*analyzer.Definition, gated int) {
	for _, d := range f.Definitions {
		if len(d.Path) == 0 || repo.InNamespace(d.Path) || d.Path[0] == "assertions" || d.Path[0] == "warnings" {
			continue
		}
		switch {
		case gatedByAny(d, enables):
			gated++
		case len(d.Conds) == 0:
			open = append(open, d)
		}
	}
	return open, gated
}

func gatedByAny(d *analyzer.Definition, enables []*analyzer.Declaration) bool {
	for _, enable := range enables {
		if d.GatedBy(enable.Path) {
			return true
		}
	}
	return false
}

func anyRead(repo *analyzer.Repo, enables []*analyzer.Declaration) bool {
	for _, enable := range enables {
		if repo.IsRead(enable.Path) {
			return true
		}
	}
	return false
}
