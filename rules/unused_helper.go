package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func unusedHelper() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unused-helper",
		Severity: diag.Warning,
		Wide:     true,
		Doc: analyzer.Doc{
			Title: "a helper function that nothing calls",
			Why: `A library of functions that nothing uses is read and kept up for nothing, and looks as if the hosts were made
with it. Looked at are files that hold a set of functions; a name that stands anywhere else in the repository is a use.`,
			Bad: `-- lib/default.nix --
{ lib }:
{
  enabledNames = set: lib.attrNames (lib.filterAttrs (_: value: value.enable) set);
  portOf = service: service.port;
}
-- modules/web.nix --
{ config, lib, ... }:
let helpers = import ../lib { inherit lib; }; in
{
  options.mxmlabs.web.port = lib.mkOption { type = lib.types.port; default = 80; };
  config.networking.firewall.allowedTCPPorts = [ (helpers.portOf config.mxmlabs.web) ];
}
`,
			Good: `-- lib/default.nix --
{ lib }:
{
  portOf = service: service.port;
}
-- modules/web.nix --
{ config, lib, ... }:
let helpers = import ../lib { inherit lib; }; in
{
  options.mxmlabs.web.port = lib.mkOption { type = lib.types.port; default = 80; };
  config.networking.firewall.allowedTCPPorts = [ (helpers.portOf config.mxmlabs.web) ];
}
`,
			Unknown: "a flake with an output lib, whose functions are for others",
		},
		Check: func(p *analyzer.Pass) {
			if p.Repo.Exports("lib") {
				return
			}
			var counts map[string]int
			for _, f := range p.Repo.Files {
				helpers := helpersOf(f)
				if len(helpers) == 0 || isTrial(f.Name) || isExample(f.Name) {
					continue
				}
				if counts == nil {
					counts = everyName(p.Repo)
				}
				reportHelpers(p, f, slices.DeleteFunc(helpers, func(b *syntax.AttrBinding) bool { return counts[helperName(b)] > 1 }))
			}
		},
	}
}

func helperName(b *syntax.AttrBinding) string {
	name, _ := syntax.StaticName(b.Path.Names[0])
	return name
}

// helpersOf are the functions of a library: of a file that holds a set of functions and nothing else.
func helpersOf(f *analyzer.File) (helpers []*syntax.AttrBinding) {
	if len(f.Errors) > 0 || f.Name == "flake.nix" {
		return nil
	}
	set := setOf(f.Root)
	if set == nil {
		return nil
	}
	for _, b := range set.Bindings {
		b, ok := b.(*syntax.AttrBinding)
		if !ok || len(b.Path.Names) != 1 || helperName(b) == "" {
			return nil
		}
		if fn, ok := syntax.Unparen(b.Value).(*syntax.Lambda); !ok || isModuleOrOverlay(fn) {
			return nil
		}
		helpers = append(helpers, b)
	}
	return helpers
}

// isModuleOrOverlay reports whether a function looks like a module or an overlay, which nobody calls by its name.
func isModuleOrOverlay(fn *syntax.Lambda) bool {
	return fn.Formals != nil && fn.Formals.Ellipsis ||
		fn.Arg != nil && slices.Contains([]string{"final", "self", "prev", "super"}, strings.TrimPrefix(fn.Arg.Name, "_"))
}

// setOf is the set that a file gives, behind its arguments and lets.
func setOf(x syntax.Expr) *syntax.AttrSet {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Lambda:
			x = y.Body
		case *syntax.Let:
			x = y.Body
		case *syntax.AttrSet:
			return y
		default:
			return nil
		}
	}
}

// everyName counts where each name stands, in all files of the repository, the words of texts among them.
func everyName(repo *analyzer.Repo) map[string]int {
	counts := map[string]int{}
	for _, f := range repo.All() {
		f.Walk(func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Ident:
				counts[n.Name]++
			case *syntax.Text:
				for _, word := range strings.FieldsFunc(n.Value, func(r rune) bool { return strings.ContainsRune(" \t\n.\"'()[]{};:,/", r) }) {
					counts[word]++
				}
			}
			return true
		})
	}
	return counts
}

// reportHelpers reports the unused functions of a file, each where it stands.
func reportHelpers(p *analyzer.Pass, f *analyzer.File, unused []*syntax.AttrBinding) {
	for _, b := range unused {
		p.Report(diag.Diagnostic{
			Span: f.Span(b.Path), Message: fmt.Sprintf("nothing calls %q; use it, or remove it", helperName(b)),
		})
	}
}
