package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func missingCfg() analyzer.Rule {
	return analyzer.Rule{
		Name:     "missing-cfg",
		Severity: diag.Info,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "a module that spells out its own path instead of cfg",
			Why:   "The path stands at many places, and a copy of the module must change all of them. Paths of other modules are meant to be spelled out. A path that occurs once is reported where the pattern is strict.",
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  options.mxmlabs.git.user = lib.mkOption { type = lib.types.str; };
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.userName = config.mxmlabs.git.user; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.git; in
{
  options.mxmlabs.git.enable = lib.mkEnableOption "git";
  options.mxmlabs.git.user = lib.mkOption { type = lib.types.str; };
  config = lib.mkIf cfg.enable { programs.git.userName = cfg.user; };
}
`,
			Unknown: "paths of computed names",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				own := ownGroup(p.Repo, f)
				if own == nil || !holdsOption(p.Repo, f, own) {
					continue
				}
				if uses := spelledOut(p.Repo, f, own); len(uses) > 1 || len(uses) == 1 && p.Strict(f.Name) {
					p.Report(spelledOutFinding(f, own, uses))
				}
			}
		},
	}
}

func spelledOutFinding(f *analyzer.File, own analyzer.Path, uses []diag.Span) diag.Diagnostic {
	d := diag.Diagnostic{Span: uses[0], Option: own.String(), Fix: cfgFix(f, own, uses)}
	if len(uses) == 1 {
		d.Message = fmt.Sprintf("%q is spelled out in its own module; let cfg = config.%s", own, own)
		return d
	}
	d.Related = []diag.Related{{Span: uses[1], Message: "again"}}
	d.Message = fmt.Sprintf("%q is spelled out %d times in its own module; let cfg = config.%s", own, len(uses), own)
	return d
}

// holdsOption reports whether a file declares an option directly in a group: where it only declares
// groups in it, each may have a cfg of its own.
func holdsOption(repo *analyzer.Repo, f *analyzer.File, group analyzer.Path) bool {
	for _, d := range repo.Own(f) {
		if len(d.Path) == len(group)+1 {
			return true
		}
	}
	return false
}

// spelledOut are the places where a file reads the path of its options by its full name, as far as
// the name of their group goes; a name for a part of it, or for another module's options, is none.
func spelledOut(repo *analyzer.Repo, f *analyzer.File, own analyzer.Path) []diag.Span {
	name := "config." + own.String()
	var uses []diag.Span
	for _, r := range f.Reads {
		start, end := r.Span.Start.Offset, r.Span.End.Offset
		rest, ok := strings.CutPrefix(f.Src[start:end], name)
		if ok && (rest == "" || rest[0] == '.' || rest[0] == ' ') && !isAlias(f, r.Span) && declaresAbout(repo, f, r.Path) {
			uses = append(uses, f.Range(start, start+len(name)))
		}
	}
	return uses
}

func isAlias(f *analyzer.File, span diag.Span) bool {
	for _, a := range f.Aliases {
		if a.Span.Start == span.Start {
			return true
		}
	}
	return false
}

// declaresAbout reports whether a file declares the option of that path, or one above or below it.
func declaresAbout(repo *analyzer.Repo, f *analyzer.File, path analyzer.Path) bool {
	for _, d := range repo.Own(f) {
		if d.Path.Related(path) {
			return true
		}
	}
	return false
}

// cfgFix names the path once, in the let around the module, and uses the name. There is no fix where
// cfg is a name already, or a place may mean another config.
func cfgFix(f *analyzer.File, own analyzer.Path, uses []diag.Span) *diag.Fix {
	head, ok := f.Root.(*syntax.Lambda)
	if _, plain := plainPath(own.String()); !ok || !plain || !hasFormal(head.Formals, "config") || names(f, "cfg") || bindings(f, "config") != 1 {
		return nil
	}
	binding := "cfg = config." + own.String() + ";"
	at, text := head.Body.Pos(), "let\n  "+binding+"\nin\n"
	if let, isLet := head.Body.(*syntax.Let); isLet {
		at, text = let.Pos()+len("let"), "\n  "+binding
	}
	fix := &diag.Fix{Message: "let cfg name it", Safe: true, Edits: []diag.Edit{insert(f, at, text)}}
	for _, use := range uses {
		if use.Start.Offset < head.Body.Pos() {
			return nil
		}
		fix.Edits = append(fix.Edits, diag.Edit{Span: use, Text: "cfg"})
	}
	return fix
}

// names reports whether a name stands anywhere in a file, be it bound or used.
func names(f *analyzer.File, name string) bool {
	found := false
	f.Walk(func(n syntax.Node) bool {
		id, ok := n.(*syntax.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}

// bindings counts the functions that have an argument of that name, and the lets that bind it.
func bindings(f *analyzer.File, name string) int {
	n := 0
	f.Walk(func(node syntax.Node) bool {
		switch x := node.(type) {
		case *syntax.Lambda:
			if x.Arg != nil && x.Arg.Name == name || hasFormal(x.Formals, name) {
				n++
			}
		case *syntax.Let:
			n += bindingsOf(x.Bindings, name)
		case *syntax.AttrSet:
			if x.Rec {
				n += bindingsOf(x.Bindings, name)
			}
		}
		return true
	})
	return n
}

func bindingsOf(list []syntax.Binding, name string) int {
	n := 0
	for _, b := range list {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			if text, _ := syntax.StaticName(b.Path.Names[0]); text == name {
				n++
			}
		case *syntax.Inherit:
			for _, in := range b.Names {
				if text, _ := syntax.StaticName(in); text == name {
					n++
				}
			}
		}
	}
	return n
}
