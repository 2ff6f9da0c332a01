package rules

import (
	"fmt"
	"slices"

	"github.com/bmatcuk/doublestar/v4"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func missingEnable() analyzer.Rule {
	return analyzer.Rule{
		Name:     "missing-enable",
		Severity: diag.Warning,
		Options:  []analyzer.RuleOption{{Name: "always-on", Doc: "globs of modules that are meant to have effects as soon as they are imported"}},
		Doc: analyzer.Doc{
			Title: "a module of the pattern's folders that configures without an enable",
			Why: `Importing it has effects, and no host can switch them off. Modules that only import, only declare options,
only give defaults to options of the namespace, or whose configuration waits for another module's option are left alone.
The folders are those of "modules" in the configuration.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.docker.users = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; };
  config.virtualisation.docker.enable = true;
  config.users.groups.docker.members = config.mxmlabs.docker.users;
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.docker.enable = lib.mkEnableOption "docker";
  config = lib.mkIf config.mxmlabs.docker.enable { virtualisation.docker.enable = true; };
}
`,
			Unknown: "whether a condition on something else than the namespace is a switch: such a definition is left alone",
		},
		Check: func(p *analyzer.Pass) {
			uses := p.Repo.Uses()
			for _, f := range p.Repo.Files {
				declares := len(p.Repo.Own(f)) > 0
				if !p.Repo.Patterned() || !declares && !(p.Repo.Managed(f.Name) && uses.Imported[f.Name]) || ofHost(p.Repo, f.Name) || alwaysOn(p, f.Name) || readsEnable(p.Repo, f) {
					continue
				}
				if d := ungatedEffect(p.Repo, f); d != nil {
					p.Report(diag.Diagnostic{
						Span: d.Span, Option: d.Path.String(),
						Message: fmt.Sprintf("%q is set wherever this module is imported, as it has no enable of its own", d.Path),
					})
				}
			}
		},
	}
}

func alwaysOn(p *analyzer.Pass, file string) bool {
	return slices.ContainsFunc(p.Option("always-on"), func(glob string) bool {
		ok, err := doublestar.Match(glob, file)
		return ok && err == nil
	})
}

// readsEnable reports whether a file declares an enable of the namespace, or reads one.
func readsEnable(repo *analyzer.Repo, f *analyzer.File) bool {
	for _, d := range repo.Own(f) {
		if d.Path.Name() == "enable" || d.Opaque {
			return true
		}
	}
	for _, r := range f.Reads {
		if repo.InNamespace(r.Path) && (r.Path.Name() == "enable" || r.Whole) {
			return true
		}
	}
	return false
}

// ungatedEffect is the first definition outside the namespace that no condition stands around.
func ungatedEffect(repo *analyzer.Repo, f *analyzer.File) *analyzer.Definition {
	for _, d := range f.Definitions {
		if len(d.Path) > 0 && len(d.Conds) == 0 && !repo.InNamespace(d.Path) && d.Path[0] != "assertions" && d.Path[0] != "warnings" && !d.Classes().Has(analyzer.FlakeParts) {
			return d
		}
	}
	return nil
}
