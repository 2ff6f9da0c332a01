package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func deadHostSetting() analyzer.Rule {
	return analyzer.Rule{
		Name:     "dead-host-setting",
		Severity: diag.Warning,
		Graph:    true,
		Doc: analyzer.Doc{
			Title: "a host sets an option of a module that is never enabled there",
			Why: `It has no effect. Every module that the host imports is searched for a definition of the enable: a role or a
profile may enable it as well as the host. An option that anything reads without asking the enable first is left out.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ./backup.nix ]; };
  };
}
-- nas.nix --
{
  mxmlabs.backup.repository = "b2:nas";
  system.stateVersion = "26.05";
}
-- backup.nix --
{ config, lib, ... }:
let cfg = config.mxmlabs.backup; in
{
  options.mxmlabs.backup = {
    enable = lib.mkEnableOption "backups";
    repository = lib.mkOption { type = lib.types.str; default = ""; };
  };
  config = lib.mkIf cfg.enable { services.restic.backups.all.repository = cfg.repository; };
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ./backup.nix ]; };
  };
}
-- nas.nix --
{
  mxmlabs.backup.enable = true;
  mxmlabs.backup.repository = "b2:nas";
  system.stateVersion = "26.05";
}
-- backup.nix --
{ config, lib, ... }:
let cfg = config.mxmlabs.backup; in
{
  options.mxmlabs.backup = {
    enable = lib.mkEnableOption "backups";
    repository = lib.mkOption { type = lib.types.str; default = ""; };
  };
  config = lib.mkIf cfg.enable { services.restic.backups.all.repository = cfg.repository; };
}
`,
			Unknown: "hosts with an import that is computed, and enables that are set by a computed value or under a condition",
		},
		Check: func(p *analyzer.Pass) {
			for _, h := range p.Repo.Hosts {
				for _, s := range h.Settings {
					if enable := deadBy(p.Repo, h, s); enable != nil {
						p.Report(diag.Diagnostic{
							Span: s.Span, Option: s.Path.String(), Claim: claim(diag.IsFalse, enable.Path.String(), h), Related: []diag.Related{{Span: enable.Span, Message: "declared"}},
							Message: fmt.Sprintf("%q is set here, but %q is never true on %s; enable it, or remove the setting", s.Path, enable.Path, h.ID()),
						})
					}
				}
			}
		},
	}
}

// deadBy is the enable without which a host's setting has no effect, if it is never true there.
func deadBy(repo *analyzer.Repo, h *analyzer.Host, s analyzer.Setting) *analyzer.Declaration {
	if !s.Sure || s.Dynamic || h.Class == 0 || !h.Closure.Seen(s.Class) || !h.Own(s) || !repo.InNamespace(s.Path) || isFalse(s.Definition) {
		return nil
	}
	enable := repo.EnableOf(s.Path)
	if enable == nil || enable.Option == nil || !h.Declares(enable, s.Class) || !usedUnder(repo, s.Path, enable.Path) {
		return nil
	}
	on, known := enable.Option.Default.Bool()
	if on || !known || slices.ContainsFunc(repo.Around(h, enable.Path), func(d *analyzer.Definition) bool { return !isFalse(d) }) {
		return nil
	}
	return enable
}

func isFalse(d *analyzer.Definition) bool {
	on, known := analyzer.Attr{Expr: d.Value, File: d.File}.Bool()
	return known && !on
}

// usedUnder reports whether something uses an option, and everything that does stands under a guard
// that needs the enable.
func usedUnder(repo *analyzer.Repo, path, enable analyzer.Path) bool {
	group := enable[:len(enable)-1]
	uses := func(read analyzer.Path) bool {
		return read.HasPrefix(path) || path.HasPrefix(read) && read.HasPrefix(group) && len(read) > 0
	}
	found := false
	for _, f := range repo.Files {
		read := slices.ContainsFunc(f.Reads, func(r *analyzer.Read) bool { return r.IsUse() && uses(r.Path) })
		gated := 0
		for _, d := range f.Definitions {
			if !slices.ContainsFunc(d.Uses(), uses) && !slices.ContainsFunc(d.Gates(), uses) {
				continue
			}
			if !guardedBy(d, enable) {
				return false
			}
			gated++
		}
		if read && gated == 0 {
			return false
		}
		found = found || gated > 0
	}
	return found
}

// guardedBy reports whether a definition stands under a guard that needs the enable to be true.
func guardedBy(d *analyzer.Definition, enable analyzer.Path) bool {
	either := slices.ContainsFunc(d.Conds, func(x syntax.Expr) bool {
		found := false
		syntax.Walk(x, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Binary:
				found = found || n.Op != syntax.And
			case *syntax.Unary, *syntax.If, *syntax.Apply:
				found = true
			}
			return !found
		})
		return found
	})
	return !either && slices.ContainsFunc(d.Gates(), func(gate analyzer.Path) bool { return gate.Equal(enable) })
}
