package rules

import (
	"cmp"
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func cfgPathMismatch() analyzer.Rule {
	return analyzer.Rule{
		Name:     "cfg-path-mismatch",
		Severity: diag.Error,
		Default:  true,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "cfg names another path than the options of its file",
			Why: `A copied module whose cfg was not changed: its guard reads another module's enable. cfg may be the
path of the file's options, any group around it, or, where a guard needs another module's besides the file's own, and all of these are read by their full
paths, that of the other.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.shell.zsh; in
{
  options.mxmlabs.shell.fish.enable = lib.mkEnableOption "fish";
  options.mxmlabs.shell.other.enable = lib.mkEnableOption "other";
  config = lib.mkIf cfg.enable { programs.fish.enable = config.mxmlabs.shell.fish.enable && config.mxmlabs.shell.other.enable; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.shell.fish; in
{
  options.mxmlabs.shell.fish.enable = lib.mkEnableOption "fish";
  config = lib.mkIf cfg.enable { programs.fish.enable = true; };
}
`,
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, alias := range f.Aliases {
					if alias.Name == "cfg" {
						checkAlias(p, f, alias)
					}
				}
			}
		},
	}
}

func checkAlias(p *analyzer.Pass, f *analyzer.File, alias *analyzer.Alias) {
	var top *analyzer.Declaration // the shortest path, whatever the order in which they are written
	for _, d := range f.Declarations {
		if !p.Repo.InNamespace(d.Path) {
			continue
		}
		if d.Path.Related(alias.Path) {
			return
		}
		if top == nil || shorter(d.Path, top.Path) {
			top = d
		}
	}
	if top == nil || hasOwnCfg(p.Repo, f, alias) || needsBesides(p.Repo, f, alias.Path, top.Path) && readsOwnInFull(p.Repo, f) {
		return
	}
	p.Report(diag.Diagnostic{
		Span: alias.Span, Option: alias.Path.String(),
		Message: fmt.Sprintf("cfg is %q, but this file declares %q; let cfg name that path", alias.Path, top.Path),
		Related: []diag.Related{{Span: top.Span, Message: "declared"}},
		Fix:     nameOwnPath(p.Repo, f, alias),
	})
}

// hasOwnCfg reports whether another cfg of the file is that of what it declares: one in an inner let is another module's then.
func hasOwnCfg(repo *analyzer.Repo, f *analyzer.File, alias *analyzer.Alias) bool {
	return slices.ContainsFunc(f.Aliases, func(other *analyzer.Alias) bool {
		return other != alias && other.Name == alias.Name && slices.ContainsFunc(f.Declarations, func(d *analyzer.Declaration) bool {
			return repo.InNamespace(d.Path) && d.Path.Related(other.Path)
		})
	})
}

// readsOwnInFull reports whether a file reads each option that it declares, by another way than cfg: that is then meant to be another
// module's, which the guard needs besides.
func readsOwnInFull(repo *analyzer.Repo, f *analyzer.File) bool {
	return !slices.ContainsFunc(f.Declarations, func(d *analyzer.Declaration) bool {
		return repo.InNamespace(d.Path) && !slices.ContainsFunc(f.Reads, func(r *analyzer.Read) bool { return !r.OfPresence() && r.Path.HasPrefix(d.Path) })
	})
}

// needsBesides reports whether a guard of a file needs an option of a group of another module, besides one of its own, where that group
// is no neighbour which the file was copied from: beside it directly below the namespace, or with more than an enable declared here.
func needsBesides(repo *analyzer.Repo, f *analyzer.File, other, own analyzer.Path) bool {
	more := slices.ContainsFunc(f.Declarations, func(d *analyzer.Declaration) bool { return repo.InNamespace(d.Path) && d.Path.Name() != "enable" })
	if !more && len(other) > 2 && own.HasPrefix(other[:len(other)-1]) {
		return false
	}
	isOwn := func(gate analyzer.Path) bool {
		return slices.ContainsFunc(f.Declarations, func(d *analyzer.Declaration) bool { return repo.InNamespace(d.Path) && d.Path.Equal(gate) })
	}
	isOther := func(gate analyzer.Path) bool { return gate.HasPrefix(other) && repo.Declared(gate) }
	return slices.ContainsFunc(f.Definitions, func(d *analyzer.Definition) bool {
		return slices.ContainsFunc(d.Gates(), isOther) && slices.ContainsFunc(d.Gates(), isOwn)
	})
}

func shorter(a, b analyzer.Path) bool {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a.String(), b.String())) < 0
}

// nameOwnPath lets cfg be the group around all options that the file declares in the namespace, where no host has the
// file: it would read other options there.
func nameOwnPath(repo *analyzer.Repo, f *analyzer.File, alias *analyzer.Alias) *diag.Fix {
	own := ownGroup(repo, f)
	if _, plain := plainPath(own.String()); !plain || own == nil || mayBeOnHost(repo, f) || f.Src[alias.Span.Start.Offset:alias.Span.End.Offset] != "config."+alias.Path.String() {
		return nil
	}
	return &diag.Fix{Message: fmt.Sprintf("let cfg be %q", own), Edits: []diag.Edit{{Span: alias.Span, Text: "config." + own.String()}}}
}
