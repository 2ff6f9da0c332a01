package rules

import (
	"fmt"
	"path"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func moduleTwice() analyzer.Rule {
	return analyzer.Rule{
		Name:     "module-twice",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a module that is imported twice, once or more as a value",
			Why: `Modules that are imported by their path are one, however often they are named. A value has no path: what
import ./app.nix gives is a second module, its options are declared twice, and evaluation ends.`,
			Bad: `-- default.nix --
{ imports = [ ./app.nix (import ./app.nix) ]; }
-- app.nix --
{ lib, config, ... }:
{
  options.mxmlabs.app.port = lib.mkOption { type = lib.types.port; default = 80; };
  config.networking.firewall.allowedTCPPorts = [ config.mxmlabs.app.port ];
}
`,
			Good: `-- default.nix --
{ imports = [ ./app.nix ./app.nix ]; }
-- app.nix --
{ lib, config, ... }:
{
  options.mxmlabs.app.port = lib.mkOption { type = lib.types.port; default = 80; };
  config.networking.firewall.allowedTCPPorts = [ config.mxmlabs.app.port ];
}
`,
			Unknown: "imports of the two that stand in different lists; modules that declare no option, of which two do no harm but what they define; files that are called with arguments of their own",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, x := range f.ImportLists {
					if list, ok := syntax.Unparen(x).(*syntax.List); ok {
						importedTwice(p, f, list)
					}
				}
			}
		},
	}
}

// importedTwice reports the values in a list of imports whose file the list has already.
func importedTwice(p *analyzer.Pass, f *analyzer.File, list *syntax.List) {
	byPath, byValue := map[string]bool{}, map[string]bool{}
	for _, e := range list.Elems {
		if literal, ok := syntax.Unparen(e).(*syntax.Path); ok {
			byPath[moduleAt(p.Repo, f, literal)] = true
		}
	}
	for _, e := range list.Elems {
		call, ok := syntax.Unparen(e).(*syntax.Apply)
		if !ok || syntax.Callee(call) != "import" || len(syntax.Arguments(call)) != 1 {
			continue
		}
		literal, ok := syntax.Unparen(call.Arg).(*syntax.Path)
		if !ok {
			continue
		}
		name := moduleAt(p.Repo, f, literal)
		if name != "" && (byPath[name] || byValue[name]) && declaresOptions(p.Repo.File(name)) {
			p.Report(diag.Diagnostic{Span: f.Span(e), Message: fmt.Sprintf("%s is imported twice, here as a value: its options are declared twice; name its path once", name)})
		}
		byValue[name] = true
	}
}

// moduleAt is the file of the repository that a path in imports leads to; "" if there is none.
func moduleAt(repo *analyzer.Repo, f *analyzer.File, literal *syntax.Path) string {
	text, ok := literalPath(literal)
	if !ok {
		return ""
	}
	name := path.Join(path.Dir(f.Name), text)
	for _, name := range []string{name, path.Join(name, "default.nix")} {
		if repo.File(name) != nil {
			return name
		}
	}
	return ""
}

func declaresOptions(f *analyzer.File) bool {
	return slices.ContainsFunc(f.Declarations, func(d *analyzer.Declaration) bool { return d.Option != nil && d.OfFile() })
}
