package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func repeatedEnable() analyzer.Rule {
	return analyzer.Rule{
		Name:     "repeated-enable",
		Severity: diag.Warning,
		Doc: analyzer.Doc{
			Title: "an enable that only repeats another module's",
			Why: `All that reads it is a definition that gives its value to another enable of the same name: two options for one
thing, and a host that sets the other one has two values for it. Let hosts set the module's own enable, which the role gives a
default. An enable that is handed on with lib.mkDefault is a proposal, which the other may outweigh, and is left alone.`,
			Bad: `-- role.nix --
{ config, lib, ... }:
let cfg = config.mxmlabs.roles.desk; in
{
  options.mxmlabs.roles.desk = {
    enable = lib.mkEnableOption "a desk";
    git.enable = lib.mkEnableOption "git at the desk";
  };
  config = lib.mkIf cfg.enable { mxmlabs.tools.git.enable = cfg.git.enable; };
}
-- git.nix --
{ config, lib, ... }:
let cfg = config.mxmlabs.tools.git; in
{
  options.mxmlabs.tools.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf cfg.enable { programs.git.enable = true; };
}
`,
			Good: `-- role.nix --
{ config, lib, ... }:
let cfg = config.mxmlabs.roles.desk; in
{
  options.mxmlabs.roles.desk.enable = lib.mkEnableOption "a desk";
  config = lib.mkIf cfg.enable { mxmlabs.tools.git.enable = lib.mkDefault true; };
}
-- git.nix --
{ config, lib, ... }:
let cfg = config.mxmlabs.tools.git; in
{
  options.mxmlabs.tools.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf cfg.enable { programs.git.enable = true; };
}
`,
			Unknown: "reads of the group around it, which may read it too",
		},
		Check: func(p *analyzer.Pass) {
			for _, d := range p.Repo.Declarations() {
				if d.Path.Name() != "enable" || d.Opaque || d.Hidden {
					continue
				}
				if to := handedTo(p.Repo, d.Path); to != nil {
					p.Report(diag.Diagnostic{
						Span: d.Span, Option: d.Path.String(), Related: []diag.Related{{Span: to.Span, Message: "handed on"}},
						Message: fmt.Sprintf("%q does nothing but set %q; let hosts set that one, and give it a default in the role", d.Path, to.Path),
					})
				}
			}
		},
	}
}

// handedTo is the definition that gives an option's value to another enable of the same name, if nothing else
// reads the option.
func handedTo(repo *analyzer.Repo, path analyzer.Path) (to *analyzer.Definition) {
	for _, r := range repo.Reads() {
		if !r.IsUse() || !r.Path.Related(path) || len(r.Path) < len(path) && !r.Whole {
			continue
		}
		d := definitionBy(repo, r)
		if !r.Path.Equal(path) || d == nil || to != nil && !d.Path.Equal(to.Path) {
			return nil
		}
		to = d
	}
	return to
}

// definitionBy is the plain definition of an enable of the namespace whose whole value a read is, of an
// option that is called alike.
func definitionBy(repo *analyzer.Repo, r *analyzer.Read) *analyzer.Definition {
	i := slices.IndexFunc(r.File.Definitions, func(d *analyzer.Definition) bool {
		return d.Value != nil && d.File.Span(syntax.Unparen(d.Value)) == r.Span
	})
	if i < 0 {
		return nil
	}
	d := r.File.Definitions[i]
	n := min(2, len(d.Path), len(r.Path))
	if d.Priority != analyzer.DefaultPriority || d.Dynamic || !repo.InNamespace(d.Path) || d.Path.Equal(r.Path) || !d.Path[len(d.Path)-n:].Equal(r.Path[len(r.Path)-n:]) {
		return nil
	}
	return d
}
