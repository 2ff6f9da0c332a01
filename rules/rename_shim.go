package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func renameShim() analyzer.Rule {
	return analyzer.Rule{
		Name:     "rename-shim",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a rename of an option that still exists, that was renamed already, or to one that does not exist",
			Why: `mkRenamedOptionModule and its kin declare the old name and set the new one. Where another module declares
the old name too, every host ends with two declarations; where nothing declares the new one, with a definition of nothing.`,
			Bad: `{ config, lib, ... }:
{
  imports = [ (lib.mkRenamedOptionModule [ "mxmlabs" "old" ] [ "mxmlabs" "web" "enabel" ]) ];
  options.mxmlabs.web.enable = lib.mkEnableOption "web";
  config = lib.mkIf config.mxmlabs.web.enable { services.web.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
{
  imports = [ (lib.mkRenamedOptionModule [ "mxmlabs" "old" ] [ "mxmlabs" "web" "enable" ]) ];
  options.mxmlabs.web.enable = lib.mkEnableOption "web";
  config = lib.mkIf config.mxmlabs.web.enable { services.web.enable = true; };
}
`,
			Unknown: "options outside of the namespaces, and paths that are computed",
		},
		Check: func(p *analyzer.Pass) {
			renamedTwice(p)
			for _, f := range p.Repo.Files {
				if !strings.Contains(f.Src, "OptionModule") {
					continue
				}
				f.Walk(func(n syntax.Node) bool {
					if call, ok := n.(*syntax.Apply); ok {
						renameTarget(p, f, call)
					}
					return true
				})
			}
		},
	}
}

// renamedTwice looks for old names that a module declares, or that another shim has.
func renamedTwice(p *analyzer.Pass) {
	for _, d := range p.Repo.Declarations() {
		if !optionModule.MatchString(d.Fn) {
			continue
		}
		other := alsoDeclared(p.Repo, d)
		if other == nil {
			continue
		}
		message := fmt.Sprintf("%q is renamed or removed here, and %s", d.Path, "declared still")
		if other.Option == nil {
			message = fmt.Sprintf("%q is renamed or removed here, and there already", d.Path)
		}
		p.Report(diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: message, Related: []diag.Related{{Span: other.Span, Message: "there"}}})
	}
}

// alsoDeclared is another declaration of the same name that one host has too; of two shims the first
// is meant.
func alsoDeclared(repo *analyzer.Repo, d *analyzer.Declaration) *analyzer.Declaration {
	for _, other := range repo.Declaring(d.Path) {
		shim := optionModule.MatchString(other.Fn)
		if other == d || !slices.Equal(other.Path, d.Path) || other.Option == nil && !shim || !oneHost(repo, d, other) {
			continue
		}
		if !shim || diag.Compare(diag.Diagnostic{Span: other.Span}, diag.Diagnostic{Span: d.Span}) < 0 {
			return other
		}
	}
	return nil
}

// oneHost reports whether two declarations are surely on one host: a file imports the other, or a
// host both of them.
func oneHost(repo *analyzer.Repo, d, other *analyzer.Declaration) bool {
	if x, y := d.Classes(), other.Classes(); x != 0 && y != 0 && !x.Has(y) {
		return false
	}
	imported := slices.ContainsFunc(d.File.Imports, func(i *analyzer.Import) bool {
		return i.State == analyzer.Resolved && i.Target == other.File.Name
	})
	return d.File == other.File || imported || slices.ContainsFunc(repo.Hosts, func(h *analyzer.Host) bool {
		return h.Closure.Has(d.File.Name) && h.Closure.Has(other.File.Name)
	})
}

// renameTarget looks for new names that no module declares.
func renameTarget(p *analyzer.Pass, f *analyzer.File, call *syntax.Apply) {
	args := syntax.Arguments(call)
	switch syntax.Callee(call) {
	case "mkRenamedOptionModule", "mkAliasOptionModule", "mkAliasOptionModuleMD":
	default:
		return
	}
	if len(args) != 2 {
		return
	}
	to := literalNames(args[1])
	if len(to) == 0 || !p.Repo.InNamespace(to) || !unknownOption(p.Repo, to) {
		return
	}
	d := diag.Diagnostic{Span: f.Span(args[1]), Option: to.String(), Message: fmt.Sprintf("%q is what an option is renamed to, but no module declares it", to)}
	if nearest, ok := analyzer.NearestPath(to, p.Repo.DeclaredPaths()); ok {
		d.Message += fmt.Sprintf("; did you mean %q?", nearest)
	}
	p.Report(d)
}

// literalNames reads [ "a" "b" ].
func literalNames(x syntax.Expr) (path analyzer.Path) {
	list, ok := syntax.Unparen(x).(*syntax.List)
	if !ok {
		return nil
	}
	for _, e := range list.Elems {
		text, ok := syntax.StaticText(e)
		if !ok {
			return nil
		}
		path = append(path, text)
	}
	return path
}
