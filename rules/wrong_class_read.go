package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// readElsewhere looks for home modules that read an option of the machine from their own config. The first read
// in a file says it for all.
func readElsewhere(p *analyzer.Pass) {
	for _, f := range p.Repo.Files {
		if f.Classes != analyzer.Home || rebindsConfig(f) {
			continue
		}
		for _, r := range f.Reads {
			if r.Guarded || !p.Repo.InNamespace(r.Path.Join("")) || !strings.HasPrefix(f.Src[r.Span.Start.Offset:], "config.") || isOwnCfg(p.Repo, r) {
				continue
			}
			if decl := ofMachine(p.Repo, r.Path); decl != nil {
				p.Report(diag.Diagnostic{
					Span: r.Span, Option: r.Path.String(), Related: []diag.Related{{Span: decl.Span, Message: "declared"}},
					Message: fmt.Sprintf("%q is declared for %s, and this is a module of home-manager: its config does not have it; read osConfig", r.Path, decl.Classes()),
				})
				break
			}
		}
	}
}

// isOwnCfg reports whether a read is the cfg of a module that declares options: cfg-path-mismatch says what is wrong
// with it.
func isOwnCfg(repo *analyzer.Repo, r *analyzer.Read) bool {
	return declares(repo, r.File) && slices.ContainsFunc(r.File.Aliases, func(a *analyzer.Alias) bool { return a.Name == "cfg" && a.Span == r.Span })
}

// ofMachine is a declaration of an option, or of some in a group, if all of them are made for machines and for no
// home.
func ofMachine(repo *analyzer.Repo, path analyzer.Path) *analyzer.Declaration {
	declared := repo.Declaring(path)
	if len(declared) == 0 || repo.Covered(path) {
		return nil
	}
	if slices.ContainsFunc(declared, func(d *analyzer.Declaration) bool {
		return d.Classes() == 0 || d.Classes()&^(analyzer.NixOS|analyzer.Darwin) != 0 || len(d.Path) == 0
	}) {
		return nil
	}
	return declared[0]
}

// rebindsConfig reports whether a file binds the name config to something of its own.
func rebindsConfig(f *analyzer.File) (own bool) {
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Let:
			own = own || slices.ContainsFunc(n.Bindings, func(b syntax.Binding) bool {
				switch b := b.(type) {
				case *syntax.AttrBinding:
					name, _ := syntax.StaticName(b.Path.Names[0])
					return name == "config"
				case *syntax.Inherit:
					return slices.ContainsFunc(b.Names, func(n syntax.AttrName) bool {
						name, _ := syntax.StaticName(n)
						return name == "config"
					})
				}
				return false
			})
		}
		return !own
	})
	return own
}
