package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func redundantHostSetting() analyzer.Rule {
	return analyzer.Rule{
		Name:     "redundant-host-setting",
		Severity: diag.Info,
		Graph:    true,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "a host sets an option to its default",
			Why: `It says nothing, and hides what is special about the host. Where another module that the host imports sets
the option too, the setting may be what keeps the default: that is left out. A deliberate pin is worth a suppression with
its reason.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ./games.nix ]; };
  };
}
-- nas.nix --
{
  mxmlabs.games.enable = false;
  system.stateVersion = "26.05";
}
-- games.nix --
{ config, lib, ... }:
{
  options.mxmlabs.games.enable = lib.mkEnableOption "games";
  config = lib.mkIf config.mxmlabs.games.enable { programs.steam.enable = true; };
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ./games.nix ]; };
  };
}
-- nas.nix --
{
  mxmlabs.games.enable = true;
  system.stateVersion = "26.05";
}
-- games.nix --
{ config, lib, ... }:
{
  options.mxmlabs.games.enable = lib.mkEnableOption "games";
  config = lib.mkIf config.mxmlabs.games.enable { programs.steam.enable = true; };
}
`,
			Unknown: "hosts with an import that is computed; values and defaults that are no plain boolean, number or string",
		},
		Check: func(p *analyzer.Pass) {
			for _, h := range p.Repo.Hosts {
				for _, s := range h.Settings {
					if decl := repeatedDefault(p.Repo, h, s); decl != nil {
						p.Report(diag.Diagnostic{
							Span: s.Span, Option: s.Path.String(), Fix: removeSetting(s.Definition),
							Message: fmt.Sprintf("%q has this value by default; remove the setting", s.Path), Related: []diag.Related{{Span: decl.Span, Message: "declared"}},
						})
					}
				}
			}
		},
	}
}

// repeatedDefault is the declaration whose default a host's own setting repeats, if nothing else sets the
// option there.
func repeatedDefault(repo *analyzer.Repo, h *analyzer.Host, s analyzer.Setting) *analyzer.Declaration {
	if !s.Sure || s.Dynamic || len(s.Conds) > 0 || !h.Own(s) || h.Class == 0 || !h.Closure.Seen(s.Class) || !repo.InNamespace(s.Path) {
		return nil
	}
	decls := repo.Declaring(s.Path)
	if len(decls) != 1 || !decls[0].Path.Equal(s.Path) || decls[0].Option == nil || decls[0].Option.Apply.Given() || len(repo.Around(h, s.Path)) != 1 {
		return nil
	}
	value := analyzer.Attr{Expr: s.Value, File: s.File}
	if !value.SameLiteral(decls[0].Option.Default) {
		return nil
	}
	return decls[0]
}

func removeSetting(d *analyzer.Definition) *diag.Fix {
	var fix *diag.Fix
	d.File.Walk(func(n syntax.Node) bool {
		if b, ok := n.(*syntax.AttrBinding); ok && fix == nil && d.File.Span(b.Path) == d.Span {
			start, end := wholeLine(d.File.Src, b.Pos(), b.End())
			fix = removal(d.File, start, end)
			fix.Safe = false
		}
		return fix == nil
	})
	return fix
}
