package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func handWrittenEnable() analyzer.Rule {
	return analyzer.Rule{
		Name:     "hand-written-enable",
		Severity: diag.Warning,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "an enable option written out with mkOption",
			Why:   "mkEnableOption says the same in one line, and every reader knows its type and its default. Options that say more are left alone, and so are those that are on by default, unless the pattern is strict.",
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkOption { type = lib.types.bool; default = false; description = "Enable git."; };
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
			Unknown: "options that a helper makes",
		},
		Check: func(p *analyzer.Pass) {
			for _, d := range p.Repo.Declarations() {
				call, _ := syntax.Unparen(d.Value).(*syntax.Apply)
				if d.Path.Name() != "enable" || call == nil || d.Option == nil || d.Option.Ctor != "mkOption" || !d.Option.Whole {
					continue
				}
				on, known := d.Option.Default.Bool()
				if names := attrNames(call.Arg); d.Option.Type.Name == "bool" && known && (!on || p.Strict(d.Span.File)) && only(names, "type", "default", "description", "example") {
					p.Report(diag.Diagnostic{
						Span: d.File.Span(call.Fn), Option: d.Path.String(), Fix: enableFix(d, call, names, on),
						Message: fmt.Sprintf("%q is an enable option written out; lib.mkEnableOption%s says the same", d.Path, onByDefault(on)),
					})
				}
			}
		},
	}
}

// onByDefault is what follows a call of mkEnableOption for an option that is on.
func onByDefault(on bool) string {
	if on {
		return " // { default = true; }"
	}
	return ""
}

// attrNames are the names of a set's attributes.
func attrNames(x syntax.Expr) []string {
	set, ok := syntax.Unparen(x).(*syntax.AttrSet)
	if !ok {
		return nil
	}
	var names []string
	for _, b := range set.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok {
			name, _ := syntax.StaticName(b.Path.Names[0])
			names = append(names, name)
		}
	}
	return names
}

func only(names []string, allowed ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(allowed, n) })
}

// enableFix calls mkEnableOption from where mkOption came from, with what is left of the description.
func enableFix(d *analyzer.Declaration, call *syntax.Apply, names []string, on bool) *diag.Fix {
	from, ok := strings.CutSuffix(syntax.Dotted(call.Fn), ".mkOption")
	text := d.Path[max(0, len(d.Path)-2)]
	if d.Option.Description.Given() {
		described, known := d.Option.Description.Text()
		described = strings.TrimSuffix(strings.TrimSpace(described), ".")
		text, ok = strings.TrimPrefix(described, enablePrefix(described)), ok && known
	}
	if !ok || !only(names, "type", "default", "description") || strings.ContainsAny(text, "\n\"$\\") || text == "" {
		return nil
	}
	return &diag.Fix{Message: "call mkEnableOption", Safe: true, Edits: []diag.Edit{{
		Span: d.File.Span(call), Text: from + ".mkEnableOption " + strconv.Quote(text) + onByDefault(on),
	}}}
}
