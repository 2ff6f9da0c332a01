package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// readElsewhere looks for modules that read from their own config an option of the repository which configurations
// of another kind alone have: a home one of the machine, or a machine one of a home. The first read in a file says it for all.
func readElsewhere(p *analyzer.Pass) {
	for _, f := range p.Repo.Files {
		if rebindsConfig(f) {
			continue
		}
		var takers []taker
		for _, r := range f.Reads {
			if r.Guarded || r.Handed || !p.Repo.InNamespace(r.Path.Join("")) || !strings.HasPrefix(f.Src[r.Span.Start.Offset:], "config."+r.Path[0]) || isOwnCfg(p.Repo, r) {
				continue
			}
			if takers == nil {
				takers = takersOf(f)
			}
			class := classAt(takers, r.Span.Start.Offset)
			decl := ofOthers(p.Repo, r.Path, class, f.Classes == analyzer.Home)
			if decl == nil {
				continue
			}
			p.Report(diag.Diagnostic{
				Span: r.Span, Option: r.Path.String(), Related: []diag.Related{{Span: decl.Span, Message: "declared"}},
				Message: fmt.Sprintf("%q is declared for %s, and this is a module of %s: its config does not have it%s", r.Path, decl.Classes(), prose(class), whence(decl.Classes(), class)),
			})
			break
		}
	}
}

// whence says where the option is to be read instead.
func whence(declared, class analyzer.Class) string {
	switch {
	case class == analyzer.Home && declared&^(analyzer.NixOS|analyzer.Darwin) == 0:
		return "; read osConfig"
	case declared == analyzer.Home:
		return "; read it in config.home-manager.users"
	}
	return ""
}

// prose names a kind of modules in a sentence.
func prose(class analyzer.Class) string {
	if class == analyzer.Home {
		return "home-manager"
	}
	return class.String()
}

// taker is a function that takes config: a module, of a kind where that is known.
type taker struct {
	fn    *syntax.Lambda
	class analyzer.Class // 0 if it is not known, or no module's
}

// takersOf are the functions in a file that take config, those around others first. That of the file has the class of
// the file; another one has that of the module which it is.
func takersOf(f *analyzer.File) (takers []taker) {
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		fn, ok := n.(*syntax.Lambda)
		if !ok || !takesConfig(fn) {
			return true
		}
		class := classOfBody(f, syntax.InnerSet(fn))
		if syntax.Unparen(f.Root) == syntax.Expr(fn) && f.Module {
			class = f.Classes
		}
		takers = append(takers, taker{fn, class})
		return true
	})
	return takers
}

func takesConfig(fn *syntax.Lambda) bool {
	if fn.Arg != nil && fn.Arg.Name == "config" {
		return true
	}
	return fn.Formals != nil && slices.ContainsFunc(fn.Formals.List, func(f *syntax.Formal) bool { return f.Name.Name == "config" })
}

// classOfBody is the class of the module that a set is, 0 if it is not known to be one.
func classOfBody(f *analyzer.File, set *syntax.AttrSet) analyzer.Class {
	if set == nil {
		return 0
	}
	for _, d := range f.Definitions {
		if d.Body == set {
			return d.Classes()
		}
	}
	for _, d := range f.Declarations {
		if d.Body == set {
			return d.Classes()
		}
	}
	return 0
}

// classAt is the class of the module whose config is what the name stands for at a place, if it is of one kind.
func classAt(takers []taker, at int) (class analyzer.Class) {
	for _, t := range takers {
		if t.fn.Pos() <= at && at < t.fn.End() {
			class = t.class
		}
	}
	if len(class.Each()) != 1 {
		return 0
	}
	return class
}

// isOwnCfg reports whether a read is the cfg of a module that declares options: cfg-path-mismatch says what is wrong
// with it.
func isOwnCfg(repo *analyzer.Repo, r *analyzer.Read) bool {
	return declares(repo, r.File) && slices.ContainsFunc(r.File.Aliases, func(a *analyzer.Alias) bool { return a.Name == "cfg" && a.Span == r.Span })
}

// ofOthers is a declaration of an option, or of some in a group, if all of them are made for configurations of other kinds
// than class. What a file of flake-parts declares may be passed on to hosts, whatever
// it stands in, and a module inside of a file may be a part of modules of several kinds: inner
// says that those count too, as for a file that homes alone import.
func ofOthers(repo *analyzer.Repo, path analyzer.Path, class analyzer.Class, inner bool) *analyzer.Declaration {
	if class == 0 || class == analyzer.FlakeParts {
		return nil
	}
	declared := repo.Declaring(path)
	if len(declared) == 0 || repo.Covered(path) {
		return nil
	}
	if slices.ContainsFunc(declared, func(d *analyzer.Declaration) bool {
		return d.Class != 0 && !inner || d.Classes() == 0 || d.Classes().Has(class|analyzer.FlakeParts) || len(d.Path) == 0
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
