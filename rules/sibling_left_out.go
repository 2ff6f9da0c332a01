package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func siblingLeftOut() analyzer.Rule {
	return analyzer.Rule{
		Name:     "sibling-left-out",
		Severity: diag.Warning,
		Doc: analyzer.Doc{
			Title: "a default.nix that imports some modules of a folder and not the others",
			Why: `Who imports the folder takes it for all that stands in it, and the options of the rest are missing there. A
module that another one in its folder imports is a part of that one; one that a comment of the list names was taken out, and
nixos.nix, darwin.nix and home.nix are for some hosts only.`,
			Bad: `-- tools/default.nix --
{ imports = [ ./git.nix ]; }
-- tools/git.nix --
{ config, lib, ... }:
{
  config.programs.git.enable = true;
}
-- tools/jq.nix --
{ config, lib, ... }:
{
  config.programs.jq.enable = true;
}
`,
			Good: `-- tools/default.nix --
{ imports = [ ./git.nix ./jq.nix ]; }
-- tools/git.nix --
{ config, lib, ... }:
{
  config.programs.git.enable = true;
}
-- tools/jq.nix --
{ config, lib, ... }:
{
  config.programs.jq.enable = true;
}
`,
			Unknown: "lists of which a part is computed",
		},
		Check: func(p *analyzer.Pass) {
			importers, inFolder := map[string][]string{}, map[string][]*analyzer.File{}
			for _, f := range p.Repo.Files {
				inFolder[path.Dir(f.Name)] = append(inFolder[path.Dir(f.Name)], f)
				for _, i := range f.Imports {
					importers[i.Target] = append(importers[i.Target], f.Name)
				}
			}
			for _, f := range p.Repo.Files {
				if path.Base(f.Name) == "default.nix" && !ofHost(p.Repo, f.Name) && !isTrial(f.Name) {
					checkList(p, f, importers, inFolder)
				}
			}
		},
	}
}

// checkList reports, once for each folder from which a default.nix imports files, those that it leaves out.
func checkList(p *analyzer.Pass, list *analyzer.File, importers map[string][]string, inFolder map[string][]*analyzer.File) {
	listed := map[string]bool{}
	first := map[string]*analyzer.Import{}
	for _, i := range list.Imports {
		if i.State == analyzer.Dynamic {
			return
		}
		dir := path.Dir(i.Target)
		listed[i.Target] = true
		if first[dir] == nil && i.State == analyzer.Resolved && !i.Call && !i.Inner && path.Base(i.Target) != "default.nix" && strings.HasPrefix(i.Target, path.Dir(list.Name)+"/") {
			first[dir] = i
		}
	}
	for dir := range first {
		var names []string
		for _, f := range inFolder[dir] {
			if f != list && !listed[f.Name] && surelyModule(f) && standsByItself(f.Name, importers[f.Name]) && !commentNames(list, f.Name) {
				names = append(names, path.Base(f.Name))
			}
		}
		if len(names) == 0 {
			continue
		}
		p.Report(diag.Diagnostic{
			Span: first[dir].Span, Message: fmt.Sprintf("of the modules in %s, %s is imported here and not %s; import all, or say in a comment what is left out",
				dir, path.Base(first[dir].Target), strings.Join(names, ", ")),
		})
	}
}

// standsByItself reports whether a module is no part of another one in its folder, and not one for a kind of hosts.
func standsByItself(file string, importers []string) bool {
	switch strings.TrimSuffix(path.Base(file), ".nix") {
	case "default", "nixos", "darwin", "home":
		return false
	}
	return !slices.ContainsFunc(importers, func(by string) bool {
		return path.Dir(by) == path.Dir(file) && path.Base(by) != "default.nix"
	})
}

func commentNames(list *analyzer.File, file string) bool {
	for _, c := range list.Comments {
		if strings.Contains(c.Text, strings.TrimSuffix(path.Base(file), ".nix")) {
			return true
		}
	}
	return false
}
