package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func enableDescription() analyzer.Rule {
	return analyzer.Rule{
		Name:     "enable-description",
		Severity: diag.Warning,
		Default:  true,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "a text of mkEnableOption that says enable itself",
			Why:   `mkEnableOption makes "Whether to enable TEXT." of its text: "Enable git." comes out as "Whether to enable Enable git..".`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "Enable the git config.";
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "the git config";
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
			Unknown: "texts that are computed",
		},
		Check: func(p *analyzer.Pass) {
			for _, d := range p.Repo.Declarations() {
				if d.Option == nil || d.Option.Ctor != "mkEnableOption" || d.Option.Description.File != d.File {
					continue
				}
				text, ok := d.Option.Description.Text()
				if prefix := enablePrefix(text); ok && prefix != "" {
					fix, advice := descriptionFix(d, prefix), fmt.Sprintf("leave out %q", strings.TrimSpace(prefix))
					if !strings.Contains(strings.ToLower(prefix), "enabl") { // what follows is another verb
						fix, advice = nil, "name what is enabled, or say it with mkOption"
					}
					p.Report(diag.Diagnostic{
						Span: d.File.Span(d.Option.Description.Expr), Option: d.Path.String(), Fix: fix,
						Message: fmt.Sprintf("reads %q; %s", "Whether to enable "+strings.TrimSpace(text)+".", advice),
					})
				}
			}
		},
	}
}

// enablePrefix is what a text repeats of "Whether to enable", with the blank behind it; "" if nothing.
func enablePrefix(text string) string {
	for _, prefix := range []string{"whether or not to enable ", "whether to enable ", "enable or disable ", "enables ", "enable ", "enabling ", "whether or not to ", "whether to "} {
		if len(text) > len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			if goesOn(text[len(prefix):]) {
				return ""
			}
			return text[:len(prefix)]
		}
	}
	return ""
}

// goesOn reports whether a text needs the verb before it: "and configures x", "if c runs".
func goesOn(rest string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	switch strings.ToLower(strings.TrimRight(first, ",/")) {
	case "and", "or", "if", "when", "only", "on", "to", "in", "by", "for", "with", "without", "unless", "&", "":
		return true
	}
	return strings.HasSuffix(first, ",") // "Enables, configures and …"
}

// descriptionFix takes the prefix and the final period out of a plain string.
func descriptionFix(d *analyzer.Declaration, prefix string) *diag.Fix {
	str, ok := syntax.Unparen(d.Option.Description.Expr).(*syntax.Str)
	if !ok || !strings.HasPrefix(d.File.Src[str.Pos()+1:], prefix) {
		return nil
	}
	start := str.Pos() + 1
	edits := []diag.Edit{{Span: d.File.Range(start, start+len(prefix))}}
	if end := str.End() - 1; strings.HasSuffix(d.File.Src[start+len(prefix):end], ".") && !strings.HasSuffix(d.File.Src[:end], "..") {
		edits = append(edits, diag.Edit{Span: d.File.Range(end-1, end)})
	}
	return &diag.Fix{Message: "leave it out", Safe: true, Edits: edits}
}
