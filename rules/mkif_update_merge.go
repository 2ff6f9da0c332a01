package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func mkifUpdateMerge() analyzer.Rule {
	return analyzer.Rule{
		Name:     "mkif-update-merge",
		Severity: diag.Error,
		Default:  true,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "// beside mkIf, mkMerge, mkForce or their kin",
			Why: `These functions make a set with a few internal attributes, which // overwrites or mixes with the
other side: definitions are lost without an error or a warning. lib.mkMerge joins what // was meant to join.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = { programs.git.enable = cfg.enable; } // lib.mkIf cfg.enable { programs.git.lfs.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  config = lib.mkMerge [ { programs.git.enable = cfg.enable; } (lib.mkIf cfg.enable { programs.git.lfs.enable = true; }) ];
}
`,
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, m := range firstOfEach(f) {
					p.Report(diag.Diagnostic{
						Span:    m.Span,
						Message: fmt.Sprintf(`"//" beside "%s" loses definitions without a word; join the two with lib.mkMerge`, m.Fn),
						Fix:     lostWithMerge(p.Repo, f, m),
					})
				}
			}
		},
	}
}

// lostWithMerge joins the two with mkMerge where that changes no host: what was lost would be there.
func lostWithMerge(repo *analyzer.Repo, f *analyzer.File, m *analyzer.Merge) *diag.Fix {
	if mayBeOnHost(repo, f) || holdsModuleKeys(f, m) {
		return nil
	}
	return joinWithMerge(f, m)
}

// holdsModuleKeys reports whether one of what the chain joins has a key of modules, such as imports: below mkMerge it would be an option.
func holdsModuleKeys(f *analyzer.File, m *analyzer.Merge) bool {
	keys := []string{"imports", "disabledModules", "options", "freeformType", "_file", "_class", "key"}
	operands, _ := updateChain(f, m.Span.Start.Offset)
	return slices.ContainsFunc(operands, func(x syntax.Expr) bool {
		set, ok := syntax.Unparen(x).(*syntax.AttrSet)
		return ok && slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
			return slices.ContainsFunc(syntax.BoundNames(b), func(n syntax.AttrName) bool { name, _ := syntax.StaticName(n); return slices.Contains(keys, name) })
		})
	})
}

// firstOfEach are the operators of a file, one for each chain of them: a // b // c is one mistake.
func firstOfEach(f *analyzer.File) (list []*analyzer.Merge) {
	if len(f.Merges) < 2 {
		return f.Merges
	}
	chains, met := updateChains(f), map[int]bool{}
	for _, m := range f.Merges {
		chain, known := chains[m.Span.Start.Offset]
		if known && met[chain] {
			continue
		}
		met[chain] = known
		list = append(list, m)
	}
	return list
}

// updateChains numbers the chains of "//" in a file, by the places of the operators.
func updateChains(f *analyzer.File) map[int]int {
	chains := map[int]int{}
	f.Walk(func(n syntax.Node) bool {
		b, ok := n.(*syntax.Binary)
		if !ok || b.Op != syntax.Update {
			return true
		}
		at := int(b.OpPos)
		if _, known := chains[at]; !known {
			chains[at] = at
		}
		for _, side := range []syntax.Expr{b.X, b.Y} {
			if inner, ok := syntax.Unparen(side).(*syntax.Binary); ok && inner.Op == syntax.Update {
				chains[int(inner.OpPos)] = chains[at]
			}
		}
		return true
	})
	return chains
}
