package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func missingEllipsis() analyzer.Rule {
	return analyzer.Rule{
		Name:     "missing-ellipsis",
		Severity: diag.Error,
		Default:  true,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "a module whose arguments do not end in ...",
			Why: `A module is called with more arguments than it names: config, options, lib and whatever the special
arguments hold. Without the dots evaluation stops with "called with unexpected argument". A module that names all of them is left alone.`,
			Bad: `{ config, lib }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
			Unknown: "a file that some function is called with, as callPackage or import are: its caller may hand over exactly what it names. Where more than three files are so, they are no modules of this module system: the fault stops evaluation, and does not get that far",
		},
		Check: func(p *analyzer.Pass) {
			if !p.Repo.Patterned() {
				return
			}
			uses, other := p.Repo.Uses(), ofOtherSystem(p.Repo)
			var strict []*analyzer.File
			for _, f := range p.Repo.Files {
				if head := f.Head(); head != nil && !other[f.Name] && isModuleHead(f, head, uses) && !namesAll(p.Repo, f, head.Formals) {
					strict = append(strict, f)
				}
			}
			if len(strict) > maxStrict {
				return
			}
			for _, f := range strict {
				formals := f.Head().Formals
				p.Report(diag.Diagnostic{
					Span: f.Span(formals), Message: "a module is called with more arguments than it names; end them with ...",
					Fix: ellipsisFix(f, formals),
				})
			}
		},
	}
}

// maxStrict is how many files may have a fault that stops evaluation before it is none.
const maxStrict = 3

// handed are the arguments that each module is called with.
var handed = []string{"config", "options", "lib", "specialArgs", "_class", "_prefix"}

// namesAll reports whether formals name all that the module is called with, as far as that is known: what
// each module is, and the special arguments of the hosts that import it.
func namesAll(repo *analyzer.Repo, f *analyzer.File, formals *syntax.Formals) bool {
	named := map[string]bool{}
	for _, formal := range formals.List {
		named[formal.Name.Name] = true
	}
	lacks := func(name string) bool { return !named[name] }
	if slices.ContainsFunc(handed, lacks) {
		return false
	}
	return !slices.ContainsFunc(repo.Hosts, func(h *analyzer.Host) bool {
		return h.Closure.Functions[f.Name].Has(h.Class) && h.Class != 0 && slices.ContainsFunc(h.Args, lacks)
	})
}

// isModuleHead reports whether the formals without an ellipsis are surely a module's.
func isModuleHead(f *analyzer.File, head *syntax.Lambda, uses analyzer.Uses) bool {
	if head.Formals == nil || head.Formals.Ellipsis || !f.Module || uses.Called[f.Name] || len(f.Errors) > 0 {
		return false
	}
	if uses.Imported[f.Name] {
		return true
	}
	for _, formal := range head.Formals.List {
		if name := formal.Name.Name; name == "config" || name == "options" {
			return f.HasModuleKey()
		}
	}
	return false
}

// ellipsisFix puts the dots behind the last formal, and behind its comma if it has one.
func ellipsisFix(f *analyzer.File, formals *syntax.Formals) *diag.Fix {
	at, text := formals.Pos()+1, " ..."
	if n := len(formals.List); n > 0 {
		at, text = formals.List[n-1].End(), ", ..."
		if rest := strings.TrimLeft(f.Src[at:formals.End()], " \t\r\n"); strings.HasPrefix(rest, ",") {
			at, text = formals.End()-len(rest)+1, " ..."
		}
	}
	return &diag.Fix{Message: "add ...", Safe: true, Edits: []diag.Edit{{Span: f.Range(at, at), Text: text}}}
}
