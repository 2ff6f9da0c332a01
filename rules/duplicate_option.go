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
			for _, d := range p.Repo.Declarations() {
				if d.Opaque {
					continue
				}
				name := d.Path.String()
				for _, earlier := range first[name] {
					if conflict(earlier.Option, d.Option) && p.Repo.Together(earlier, d) {
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

// conflict reports whether the module system refuses two declarations of one option: it joins
// them unless both say the same thing of it, or their types are known to differ.
func conflict(a, b *analyzer.Option) bool {
	if a == nil || b == nil {
		return false
	}
	made := func(o *analyzer.Option) bool { return o.Ctor == "mkEnableOption" || o.Ctor == "mkPackageOption" }
	return a.Default.Given() && b.Default.Given() || a.Example.Given() && b.Example.Given() || a.Apply.Given() && b.Apply.Given() ||
		(a.Description.Given() || made(a)) && (b.Description.Given() || made(b)) ||
		a.Type.Name != "" && b.Type.Name != "" && a.Type.Name != b.Type.Name
}
