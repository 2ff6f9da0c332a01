package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

// setElsewhere looks for modules that set an option of the repository which configurations of another kind alone have. The
// first of a file says it for all that the same file declares.
func setElsewhere(p *analyzer.Pass) {
	if len(p.Repo.Declarations()) == 0 {
		return
	}
	var found []*analyzer.Definition
	reported := map[string]bool{}
	for _, f := range p.Repo.Files {
		for _, d := range f.Definitions {
			if !d.Optional && !d.Tested && d.Within == nil && p.Repo.InNamespace(d.Path) && ofOthers(p.Repo, d.Path, oneClass(d), false) != nil {
				found = append(found, d)
			}
		}
	}
	if len(found) == 0 {
		return
	}
	told := notImportedAnywhere(p.Repo)
	for _, d := range found {
		decl := ofOthers(p.Repo, d.Path, oneClass(d), false)
		if key := d.File.Name + " " + decl.File.Name; told[d] || reported[key] {
			continue
		} else {
			reported[key] = true
		}
		p.Report(diag.Diagnostic{
			Span: d.Span, Option: d.Path.String(), Related: []diag.Related{{Span: decl.Span, Message: "declared"}},
			Message: fmt.Sprintf("%q is declared for %s, and this is a module of %s: it does not have the option; set it in a module of %s", d.Path, decl.Classes(), prose(oneClass(d)), prose(decl.Classes())),
		})
	}
}

// oneClass is the kind of configurations that a definition is for, 0 if that is not known or it is for several.
func oneClass(d *analyzer.Definition) analyzer.Class {
	if class := d.Classes(); len(class.Each()) == 1 {
		return class
	}
	return 0
}

// notImportedAnywhere are the settings of which some host is known not to import what declares them.
func notImportedAnywhere(repo *analyzer.Repo) map[*analyzer.Definition]bool {
	missing := map[*analyzer.Definition]bool{}
	for _, h := range repo.Hosts {
		computes := hasComputedImports(repo, h)
		for _, s := range h.Settings {
			if lacksImport(repo, h, s, computes) {
				missing[s.Definition] = true
			}
		}
	}
	return missing
}

// lacksImport reports whether a host is known not to import the module that declares what it sets.
func lacksImport(repo *analyzer.Repo, h *analyzer.Host, s analyzer.Setting, computes bool) bool {
	return s.Sure && !s.Optional && h.Class != 0 && h.Closure.WholeFor(s.Class) && len(h.Closure.Absent) == 0 && !computes && repo.InNamespace(s.Path) && notImported(repo, h, s)
}
