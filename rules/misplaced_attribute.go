package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/upstream"
)

func misplacedAttribute() analyzer.Rule {
	return analyzer.Rule{
		Name:     "misplaced-attribute",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an attribute beside config or options, or imports and options below config",
			Why: `A module that has options or config may have imports beside them, and a few keys of its own: anything else
ends the evaluation of every host that imports it ("has an unsupported attribute"). A setting belongs below config; imports and
options do not: there they are options that do not exist.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.web.enable = lib.mkEnableOption "web";
  networking.domain = "example.org";
  config = lib.mkIf config.mxmlabs.web.enable { services.web.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.web.enable = lib.mkEnableOption "web";
  config = lib.mkIf config.mxmlabs.web.enable { networking.domain = "example.org"; };
}
`,
			Unknown: "sets that no host is seen to import, unless they declare options and all such attributes have names of options' groups; modules that are made by a function",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, m := range f.Misplaced {
					if configCalled(m.Body) {
						continue
					}
					if f.Classes == 0 && !(declaresIn(f, m.Body) && onlySettings(p.Repo, f, m.Body)) {
						continue
					}
					p.Report(diag.Diagnostic{Span: m.Span, Message: fmt.Sprintf("%q stands beside %s, where no setting may; put it below config", m.Name, m.Beside)})
				}
				belowConfig(p, f)
			}
		},
	}
}

// configCalled reports whether the config of a set is a function: that of a module never is, so that the set is a record of one's own.
func configCalled(set *syntax.AttrSet) bool {
	if set == nil {
		return false
	}
	_, function := syntax.Unparen(boundTo(set, "config")).(*syntax.Lambda)
	return function
}

// belowConfig reports imports and options that stand where the settings of a module do.
func belowConfig(p *analyzer.Pass, f *analyzer.File) {
	told := map[string]bool{}
	for _, d := range f.Definitions {
		if len(d.Path) == 0 || d.Within != nil || d.Class != 0 && d.Class != f.Classes || !f.Classes.Has(analyzer.NixOS|analyzer.Darwin|analyzer.Home) {
			continue
		}
		key := d.Path[0]
		if key != "imports" && key != "options" || key == "imports" && len(d.Path) > 1 || told[key] || len(p.Repo.Declaring(d.Path)) > 0 {
			continue
		}
		told[key] = true
		p.Report(diag.Diagnostic{Span: d.Span, Message: fmt.Sprintf("%s stands below config, where settings do, and no option is called so; put it beside config", key)})
	}
}

// onlySettings reports whether all that is misplaced in a set has the name of a group of options, of
// upstream modules or of the repository. A function of the repository may make modules of sets that
// have keys of its own, such as name and group.
func onlySettings(repo *analyzer.Repo, f *analyzer.File, body *syntax.AttrSet) bool {
	for _, m := range f.Misplaced {
		if m.Body == body && !upstream.Roots()[m.Name] && !repo.InNamespace(analyzer.Path{m.Name, "x"}) {
			return false
		}
	}
	return true
}

// declaresIn reports whether a set declares options, and so is a module, whatever imports it.
func declaresIn(f *analyzer.File, body *syntax.AttrSet) bool {
	return slices.ContainsFunc(f.Declarations, func(d *analyzer.Declaration) bool { return d.Body == body && d.Option != nil })
}
