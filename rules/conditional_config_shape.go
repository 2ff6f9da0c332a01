package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func conditionalConfigShape() analyzer.Rule {
	return analyzer.Rule{
		Name:     "conditional-config-shape",
		Severity: diag.Error,
		Default:  true,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "what config holds is decided by config",
			Why: `Which options a module sets must be known before their values are: if and optionalAttrs ask for the
condition at once, a map, mapAttrs or fold over what config says forces its elements, and evaluation recurses for ever.
lib.mkIf puts the condition on the values; a map belongs below an option: environment.etc = lib.mapAttrs ….`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = if cfg.enable then { programs.git.enable = true; } else { };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf cfg.enable { programs.git.enable = true; };
}
`,
			Unknown: "conditions on special arguments, options, _class and osConfig, which are known earlier, and on names from a with",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, s := range f.Shapes {
					if s.Head && !f.Classes.Has(analyzer.NixOS|analyzer.Darwin|analyzer.Home) {
						continue
					}
					p.Report(diag.Diagnostic{
						Span: f.Span(s.Cond), Fix: shapeFix(f, s),
						Message: fmt.Sprintf("%q decides here what config holds, on what config says: infinite recursion; %s", s.Fn, insteadOf(s.Fn)),
					})
				}
			}
		},
	}
}

func insteadOf(fn string) string {
	switch fn {
	case "if", "optionalAttrs", "optional", "optionals":
		return "write lib.mkIf"
	}
	return "name the options that are set, and compute what stands below them"
}

// shapeFix turns if c then { … } else { } into lib.mkIf c { … }.
func shapeFix(f *analyzer.File, s analyzer.Shape) *diag.Fix {
	if s.If == nil {
		return nil
	}
	then, isSet := s.If.Then.(*syntax.AttrSet)
	other, empty := s.If.Else.(*syntax.AttrSet)
	if !isSet || !empty || len(other.Bindings) > 0 || !asksFor(f, "lib") {
		return nil
	}
	open, closed := "(", ")"
	if syntax.Dotted(s.Cond) != "" {
		open, closed = "", ""
	}
	return &diag.Fix{Message: "write lib.mkIf", Safe: true, Edits: []diag.Edit{
		{Span: f.Range(s.If.Pos(), s.Cond.Pos()), Text: "lib.mkIf " + open},
		{Span: f.Range(s.Cond.End(), then.Pos()), Text: closed + " "},
		{Span: f.Range(then.End(), s.If.End())},
	}}
}

func asksFor(f *analyzer.File, name string) bool {
	head := f.Head()
	if head == nil || head.Formals == nil {
		return false
	}
	for _, formal := range head.Formals.List {
		if formal.Name.Name == name {
			return true
		}
	}
	return false
}
