package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func duplicateOption() analyzer.Rule {
	return analyzer.Rule{
		Name:     "duplicate-option",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an option declared twice for the same hosts",
			Why: `The module system refuses most second declarations, on every host that imports both. Two declarations
are reported if they stand in one file, or if one file's imports are known to reach both; the same path in modules of
different kinds of hosts is fine. Where an import is computed, what it brings in is not known: two modules that meet only
there are not reported.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  options.mxmlabs = { git.enable = lib.mkEnableOption "git"; };
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
		},
		Check: func(p *analyzer.Pass) {
			first := map[string][]*analyzer.Declaration{}
			closures := map[string]map[string]bool{}
			for _, d := range p.Repo.Declarations() {
				if d.Opaque {
					continue
				}
				name := d.Path.String()
				for _, earlier := range first[name] {
					if meet(p.Repo, closures, earlier.File.Name, d.File.Name) {
						p.Report(diag.Diagnostic{
							Span: d.Span, Option: name,
							Message: fmt.Sprintf("%q is declared here a second time; keep one declaration", name),
							Related: []diag.Related{{Span: earlier.Span, Message: "declared first"}},
						})
						break
					}
				}
				first[name] = append(first[name], d)
			}
		},
	}
}

// meet reports whether some file's imports reach both files.
func meet(repo *analyzer.Repo, closures map[string]map[string]bool, a, b string) bool {
	if a == b {
		return true
	}
	for _, f := range repo.Files {
		reached, known := closures[f.Name]
		if !known {
			reached = repo.Closure(f.Name)
			closures[f.Name] = reached
		}
		if reached[a] && reached[b] {
			return true
		}
	}
	return false
}
