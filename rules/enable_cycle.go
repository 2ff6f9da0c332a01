package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func enableCycle() analyzer.Rule {
	return analyzer.Rule{
		Name:     "enable-cycle",
		Severity: diag.Warning,
		Doc: analyzer.Doc{
			Title: "modules that enable each other",
			Why: `Whether one is enabled depends on the other, and back: infinite recursion on every host that imports them.
The loop is printed. Only guards that are an enable and nothing else count: with a further condition the loop may be open.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.a.enable = lib.mkEnableOption "a";
  options.mxmlabs.b.enable = lib.mkEnableOption "b";
  config = lib.mkMerge [
    (lib.mkIf config.mxmlabs.a.enable { mxmlabs.b.enable = true; })
    (lib.mkIf config.mxmlabs.b.enable { mxmlabs.a.enable = true; })
  ];
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.a.enable = lib.mkEnableOption "a";
  options.mxmlabs.b.enable = lib.mkEnableOption "b";
  config = lib.mkMerge [
    (lib.mkIf config.mxmlabs.a.enable { mxmlabs.b.enable = true; })
    (lib.mkIf config.mxmlabs.b.enable { services.b.enable = true; })
  ];
}
`,
			Unknown: "guards that are computed, or made of several conditions",
		},
		Check: func(p *analyzer.Pass) {
			edges := enabling(p.Repo)
			reported := map[string]bool{}
			for _, from := range slices.Sorted(maps.Keys(edges)) {
				loop := loopFrom(edges, from)
				names := make([]string, len(loop))
				for i, e := range loop {
					names[i] = e.from
				}
				key := strings.Join(slices.Sorted(slices.Values(names)), " ")
				if len(loop) < 2 || reported[key] {
					continue
				}
				reported[key] = true
				d := diag.Diagnostic{
					Span: loop[0].at.Span, Option: loop[0].at.Path.String(), Claim: claim(diag.Recurses, from, with(p.Repo, loop)...),
					Message: fmt.Sprintf("enables go round: %s → %s; take one of the steps out", strings.Join(names, " → "), from),
				}
				for _, e := range loop[1:] {
					d.Related = append(d.Related, diag.Related{Span: e.at.Span, Message: fmt.Sprintf("%s is set", e.at.Path)})
				}
				p.Report(d)
			}
		},
	}
}

// step says that one enable sets another.
type step struct {
	from, to string
	at       *analyzer.Definition
}

// enabling are the steps from each enable, in the order of the files.
func enabling(repo *analyzer.Repo) map[string][]step {
	steps := map[string][]step{}
	for _, f := range repo.Files {
		for _, d := range f.Definitions {
			on, known := analyzer.Attr{Expr: d.Value, File: f}.Bool()
			if d.Dynamic || !on || !known || d.Path.Name() != "enable" || !repo.InNamespace(d.Path) || !onlyNames(d.Conds) {
				continue
			}
			for _, gate := range d.Gates() {
				if gate.Name() == "enable" && repo.InNamespace(gate) && !gate.Equal(d.Path) && meetIn(repo, gate, d) {
					steps[gate.String()] = append(steps[gate.String()], step{gate.String(), d.Path.String(), d})
				}
			}
		}
	}
	return steps
}

// onlyNames reports whether every condition is an option and no more.
func onlyNames(conds []syntax.Expr) bool {
	return len(conds) > 0 && !slices.ContainsFunc(conds, func(x syntax.Expr) bool {
		switch syntax.Unparen(x).(type) {
		case *syntax.Select, *syntax.Ident:
			return false
		}
		return true
	})
}

// meetIn reports whether the option of a guard is declared for the kind of configuration that the
// definition is made in: a home that reads its machine's enable sets none of the machine's.
func meetIn(repo *analyzer.Repo, gate analyzer.Path, d *analyzer.Definition) bool {
	return slices.ContainsFunc(repo.Declaring(gate), func(decl *analyzer.Declaration) bool {
		return decl.Classes() == 0 || d.Classes() == 0 || decl.Classes().Has(d.Classes())
	})
}

// with are the hosts that are known to import every file of a loop.
func with(repo *analyzer.Repo, loop []step) []*analyzer.Host {
	return slices.DeleteFunc(slices.Clone(repo.Hosts), func(h *analyzer.Host) bool {
		return slices.ContainsFunc(loop, func(s step) bool { return !h.Closure.Has(s.at.File.Name) })
	})
}

// loopFrom is the shortest way from an enable back to itself; nil if there is none.
func loopFrom(edges map[string][]step, from string) []step {
	ways, met := [][]step{nil}, map[string]bool{}
	for ; len(ways) > 0; ways = ways[1:] {
		way, at := ways[0], from
		if len(way) > 0 {
			at = way[len(way)-1].to
		}
		for _, e := range edges[at] {
			longer := append(way[:len(way):len(way)], e)
			if e.to == from {
				return longer
			}
			if !met[e.to] {
				met[e.to] = true
				ways = append(ways, longer)
			}
		}
	}
	return nil
}
