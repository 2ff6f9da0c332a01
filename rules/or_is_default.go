package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func orIsDefault() analyzer.Rule {
	return analyzer.Rule{
		Name:     "or-is-default",
		Severity: diag.Warning,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an or behind an option that is there, with a condition on its right",
			Why: `"cfg.a or b" is no disjunction: it gives b only where there is no attribute a. Of an option that is declared the
attribute is always there, so that b is never looked at, and "false or true" is false. "||" is the operator.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.deploy; in
{
  options.mxmlabs.deploy.local = lib.mkEnableOption "deploying from here";
  options.mxmlabs.deploy.remotes = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; };
  config = lib.mkIf (cfg.local or (cfg.remotes != [ ])) { services.deploy.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.deploy; in
{
  options.mxmlabs.deploy.local = lib.mkEnableOption "deploying from here";
  options.mxmlabs.deploy.remotes = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; };
  config = lib.mkIf (cfg.local || cfg.remotes != [ ]) { services.deploy.enable = true; };
}
`,
			Unknown: "options that another file declares, unless each host with the one file has the other",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				if len(f.Errors) == 0 && !isTrial(f.Name) && !isFrame(p.Repo, f) {
					f.Walk(func(n syntax.Node) bool {
						if sel, ok := n.(*syntax.Select); ok && sel.Or != nil {
							checkOr(p, f, sel)
						}
						return true
					})
				}
			}
		},
	}
}

func checkOr(p *analyzer.Pass, f *analyzer.File, sel *syntax.Select) {
	option := optionRead(f, sel)
	if option == nil || !isCondition(p.Repo, f, sel.Or) || !isThere(p.Repo, f, option) {
		return
	}
	p.Report(diag.Diagnostic{
		Span: f.Span(sel.Or), Option: option.String(),
		Message: fmt.Sprintf("is never looked at: %s is declared, and or gives the default of an attribute that is not there; write ||", option),
	})
}

// optionRead is the option that a selection reads, nil if it reads none.
func optionRead(f *analyzer.File, sel *syntax.Select) analyzer.Path {
	name, ok := syntax.StaticName(sel.Path.Names[len(sel.Path.Names)-1])
	if !ok {
		return nil
	}
	for _, r := range f.Reads {
		if r.Span.Start.Offset == sel.Pos() && len(r.Path) > 1 && r.Path.Name() == name {
			return r.Path
		}
	}
	return nil
}

// isCondition reports whether an expression is surely a bool that is computed: a comparison, what joins such, or an option that is a
// bool.
func isCondition(repo *analyzer.Repo, f *analyzer.File, x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Binary:
		return slices.Contains([]syntax.BinaryOp{syntax.Less, syntax.LessEq, syntax.Greater, syntax.GreaterEq, syntax.Equal, syntax.NotEqual, syntax.And, syntax.Or, syntax.Implies}, x.Op)
	case *syntax.Unary:
		return x.Op == syntax.Not
	case *syntax.HasAttr:
		return true
	case *syntax.Select:
		option := optionRead(f, x)
		return x.Or == nil && option != nil && len(boolsDeclared(repo, option)) > 0
	}
	return false
}

// boolsDeclared are the declarations of an option, if all are of a bool.
func boolsDeclared(repo *analyzer.Repo, option analyzer.Path) []*analyzer.Declaration {
	decls := repo.Declaring(option)
	if slices.ContainsFunc(decls, func(d *analyzer.Declaration) bool {
		return d.Opaque || !d.Path.Equal(option) || d.Option == nil || d.Option.Ctor != "mkEnableOption" && d.Option.Type.Name != "bool"
	}) {
		return nil
	}
	return decls
}

// isThere reports whether a bool is declared wherever a file is read: in the file itself, or in one that each host with the
// file has too.
func isThere(repo *analyzer.Repo, f *analyzer.File, option analyzer.Path) bool {
	decls := boolsDeclared(repo, option)
	if slices.ContainsFunc(decls, func(d *analyzer.Declaration) bool { return d.File == f }) {
		return f.Module
	}
	hosts := 0
	for _, h := range repo.Hosts {
		class, has := h.Closure.Files[f.Name]
		if !has {
			continue
		}
		hosts++
		if !slices.ContainsFunc(decls, func(d *analyzer.Declaration) bool {
			as, imported := h.Closure.Files[d.File.Name]
			return imported && as == class && len(class.Each()) == 1 && !h.Closure.Perhaps[d.File.Name]
		}) {
			return false
		}
	}
	return hosts > 0
}
