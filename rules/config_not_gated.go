package rules

import (
	"fmt"
	"regexp"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func configNotGated() analyzer.Rule {
	return analyzer.Rule{
		Name:     "config-not-gated",
		Severity: diag.Error,
		Default:  true,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "a module with an enable option configures without it",
			Why: `The module's effects are there on every host that imports it, whatever enable says: a guard was
forgotten. Where a module of another file reads the enable, and it is the only option of its group, that is what it gates, and nothing is reported, nor where a home reads it of its machine (osConfig); where it is read otherwise, the finding is info. Definitions of assertions, warnings and the module's
own namespace need no guard, nor do those of which a comment right above says that they are always there. A guard
takes away what a host has on which the enable is off: the fix is made only where every host that imports the module is known, and
has it on.`,
			Unknown: "Where some definitions of the file have the guard, one without it is mostly meant so, and not reported",
			Bad: `{ lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = { programs.git.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf cfg.enable { programs.git.enable = true; };
}
`,
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				checkGate(p, f)
			}
		},
	}
}

func checkGate(p *analyzer.Pass, f *analyzer.File) {
	enable, open := ungatedModule(p.Repo, f)
	if enable == nil || gatesAnother(p.Repo, f, enable.Path) {
		return
	}
	severity := diag.Error
	if p.Repo.IsRead(enable.Path) {
		severity = diag.Info
	}
	var fix *diag.Fix
	kept := slices.ContainsFunc(f.Definitions, func(d *analyzer.Definition) bool { return saysAlways(f, d) })
	if len(ownEnables(p.Repo, f)) == 1 && !kept && gateKeepsHosts(p.Repo, f, enable) {
		fix = gateConfig(f, enable)
	}
	p.Report(diag.Diagnostic{
		Fix:      fix,
		Severity: severity,
		Span:     open[0].Span,
		Option:   enable.Path.String(),
		Message:  fmt.Sprintf("%q is set whether or not %q is; put it under lib.mkIf cfg.enable", open[0].Path, enable.Path),
		Related:  []diag.Related{{Span: enable.Span, Message: "declared"}},
	})
}

// ofMachine matches the arguments by which a home reads what its machine has.
var ofMachine = regexp.MustCompile(`\b(?:osConfig|nixosConfig|darwinConfig)\b`)

// gatesAnother reports whether a module of another file reads an enable option that stands alone: it is there for that one, and not
// the half of a module whose guard was dropped, which has more options. One that a home reads of its machine is there for the homes.
func gatesAnother(repo *analyzer.Repo, f *analyzer.File, enable analyzer.Path) bool {
	group := enable[:len(enable)-1]
	more := slices.ContainsFunc(repo.Own(f), func(d *analyzer.Declaration) bool {
		return d.Path.HasPrefix(group) && !slices.Equal(d.Path, enable)
	})
	return slices.ContainsFunc(repo.Reads(), func(r *analyzer.Read) bool {
		return r.File != f && slices.Equal(r.Path, enable) && (r.File.Module && !more || ofMachine.MatchString(r.File.Src))
	})
}

// ungatedModule finds a file that configures, and puts nothing under the enable that is its own:
// the one around whose group the file declares nothing. open is what it configures.
func ungatedModule(repo *analyzer.Repo, f *analyzer.File) (enable *analyzer.Declaration, open []*analyzer.Definition) {
	enables := ownEnables(repo, f)
	for _, e := range enables {
		group := e.Path[:len(e.Path)-1]
		if !slices.ContainsFunc(repo.Own(f), func(d *analyzer.Declaration) bool { return !d.Path.HasPrefix(group) }) {
			enable = e
			break
		}
	}
	if enable == nil {
		return nil, nil
	}
	open, gated := ungated(repo, f, enables)
	// What another module of the file sets is no part of this one, nor is the option that holds the module itself.
	open = slices.DeleteFunc(open, func(d *analyzer.Definition) bool { return d.Body != enable.Body })
	if len(open) == 0 || gated > 0 {
		return nil, nil
	}
	return enable, open
}

// ownEnables are the enable options that a file declares.
func ownEnables(repo *analyzer.Repo, f *analyzer.File) []*analyzer.Declaration {
	var enables []*analyzer.Declaration
	for _, d := range f.Declarations {
		if !d.Hidden && repo.InNamespace(d.Path) && d.Path[len(d.Path)-1] == "enable" {
			enables = append(enables, d)
		}
	}
	return enables
}

// ungated are the definitions outside the namespace that stand under no condition and read no
// option of the namespace; gated counts those that have one of the enables as their gate.
func ungated(repo *analyzer.Repo, f *analyzer.File, enables []*analyzer.Declaration) (open []*analyzer.Definition, gated int) {
	for _, d := range f.Definitions {
		if len(d.Path) == 0 || repo.InNamespace(d.Path) || d.Path[0] == "assertions" || d.Path[0] == "warnings" {
			continue
		}
		switch {
		case gatedByAny(d, enables):
			gated++
		case len(d.Conds) == 0 && !saysAlways(f, d):
			open = append(open, d)
		}
	}
	return open, gated
}

// always matches what a comment says of what is meant to be there without a condition.
var always = regexp.MustCompile(`(?i)\balways\b|\bunconditional(?:ly)?\b|\bregardless\b|\beven (?:if|when|where|without)\b|\bon (?:every|all) (?:hosts?|machines?|systems?)\b|\bnot gated\b|\bharmless\b|\b(?:deliberate|intentional)(?:ly)?\b|\bon purpose\b|\bby design\b`)

// saysAlways reports whether a comment right above a definition, above the set of it and its neighbours, or
// behind it says that it is meant to be there whatever enable says.
func saysAlways(f *analyzer.File, d *analyzer.Definition) bool {
	lines := []int{d.Span.Start.Line}
	if set := configSet(f); set != nil && set.Pos() <= d.Span.Start.Offset && d.Span.Start.Offset < set.End() {
		start := f.Range(set.Pos(), set.Pos()+1).Start.Line
		lines = append(lines, start)
	}
	return slices.ContainsFunc(lines, func(line int) bool { return always.MatchString(commentAt(f, line)) })
}

func gatedByAny(d *analyzer.Definition, enables []*analyzer.Declaration) bool {
	for _, enable := range enables {
		if d.GatedBy(enable.Path) {
			return true
		}
	}
	return false
}

// gateConfig puts lib.mkIf before the set that is the file's config. There is no fix for a file of
// another shape.
func gateConfig(f *analyzer.File, enable *analyzer.Declaration) *diag.Fix {
	formals := rootFormals(f)
	set := configSet(f)
	guard, named := guardOf(f, enable)
	if set == nil || !named || !hasFormal(formals, "lib") {
		return nil
	}
	fix := &diag.Fix{Message: "configure under lib.mkIf " + guard, Edits: []diag.Edit{insert(f, set.Pos(), "lib.mkIf "+guard+" ")}}
	if !hasFormal(formals, "config") {
		fix.Edits = append(fix.Edits, insert(f, formals.List[0].Pos(), "config, "))
	}
	return fix
}

// guardOf is how a file names its enable: through cfg if that is its path.
func guardOf(f *analyzer.File, enable *analyzer.Declaration) (guard string, ok bool) {
	for _, alias := range f.Aliases {
		if alias.Name == "cfg" && enable.Path[:len(enable.Path)-1].String() == alias.Path.String() {
			return "cfg.enable", true
		}
	}
	_, ok = plainPath(enable.Path.String())
	return "config." + enable.Path.String(), ok
}

// configSet is the set that follows "config =" in a module; nil if something else does.
func configSet(f *analyzer.File) *syntax.AttrSet {
	body, ok := f.Root.(*syntax.Lambda)
	if !ok {
		return nil
	}
	x := body.Body
	for let, isLet := x.(*syntax.Let); isLet; let, isLet = x.(*syntax.Let) {
		x = let.Body
	}
	module, ok := x.(*syntax.AttrSet)
	if !ok {
		return nil
	}
	var set *syntax.AttrSet
	for _, b := range module.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok && f.Text(b.Path) == "config" {
			set, _ = b.Value.(*syntax.AttrSet)
		}
	}
	return set
}
