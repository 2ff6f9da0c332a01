package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func foreignNamespace() analyzer.Rule {
	return analyzer.Rule{
		Name:     "foreign-namespace",
		Severity: diag.Warning,
		Options:  []analyzer.RuleOption{{Name: "allow", Doc: "option paths that may be declared, with what is below them, such as deliberate shims"}},
		Doc: analyzer.Doc{
			Title: "a module that declares options outside the namespace",
			Why: `An option of ours among those of nixpkgs is hard to tell from them, and breaks when they take the name.
Parts of a flake-parts flake, options that only rename others, and types that add to the submodules of an option are
left alone.`,
			Bad: `{ config, lib, ... }:
{
  options.services.myapp.enable = lib.mkEnableOption "myapp";
  options.mxmlabs.myapp.enable = lib.mkEnableOption "myapp";
  config = lib.mkIf (config.services.myapp.enable && config.mxmlabs.myapp.enable) { services.nginx.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.myapp.enable = lib.mkEnableOption "myapp";
  config = lib.mkIf config.mxmlabs.myapp.enable { services.nginx.enable = true; };
}
`,
			Unknown: "declarations of computed names, and modules of which it is not known that a host imports them: they may be submodules",
		},
		Check: func(p *analyzer.Pass) {
			if !p.Repo.Patterned() {
				return
			}
			for _, f := range p.Repo.Files {
				if len(p.Repo.Own(f)) > 0 || f.Classes.Has(analyzer.NixOS|analyzer.Darwin|analyzer.Home) {
					checkForeign(p, f)
				}
			}
		},
	}
}

// checkForeign reports the first declaration of a file below each foreign root.
func checkForeign(p *analyzer.Pass, f *analyzer.File) {
	reported := map[string]bool{}
	for _, d := range f.Declarations {
		if len(d.Path) == 0 || extends(d) || d.Fn != "" && d.Hidden && d.Opaque || inAnyNamespace(p.Repo, d.Path) || ofFlake(d) || allowed(p, d.Path) {
			continue
		}
		group := d.Path[:max(1, len(d.Path)-1)].String()
		if !reported[group] {
			reported[group] = true
			p.Report(diag.Diagnostic{
				Span: d.Span, Option: d.Path.String(),
				Message: fmt.Sprintf("%q is declared outside of the namespace %s", d.Path, strings.Join(p.Repo.Namespaces, ", ")),
			})
		}
	}
}

// extends knows a declaration that adds options to the submodules of an option that is there: it has a
// type of submodules, and neither default nor description.
func extends(d *analyzer.Declaration) bool {
	o := d.Option
	return o != nil && o.Type.Given() && !o.Default.Given() && !o.Description.Given() && o.Type.File != nil && strings.Contains(o.Type.File.Text(o.Type.Expr), "submodule")
}

// inAnyNamespace reports whether a path is in a namespace, or is one.
func inAnyNamespace(repo *analyzer.Repo, path analyzer.Path) bool {
	return repo.InNamespace(path) || slices.Contains(repo.Namespaces, path.String())
}

// ofFlake reports whether an option belongs to the flake's outputs, not to a host.
func ofFlake(d *analyzer.Declaration) bool {
	return d.Classes().Has(analyzer.FlakeParts) || d.Path[0] == "flake" || d.Path[0] == "perSystem"
}

func allowed(p *analyzer.Pass, path analyzer.Path) bool {
	return slices.ContainsFunc(p.Option("allow"), func(word string) bool { return path.HasPrefix(strings.Split(word, ".")) })
}
