package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func flakeInputUnused() analyzer.Rule {
	return analyzer.Rule{
		Name:     "flake-input-unused",
		Severity: diag.Warning,
		Default:  true,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "a flake input that nothing uses",
			Why: `It is fetched, pinned and updated by everybody who uses the flake. An input that another one follows is
used, and so is one that a script, a workflow or another file that git tracks names, or of which the comment says what it is kept for. In a flake without hosts of which other flakes follow the inputs, as a
flake below it, a document, a workflow or a comment says, all are left alone. The fix takes the input, and its name among the arguments of outputs; nix takes it out of flake.lock.`,
			Bad: `-- flake.nix --
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
  inputs.agenix.url = "github:ryantm/agenix";
  outputs = { self, nixpkgs, ... }: { lib = nixpkgs.lib; };
}
`,
			Good: `-- flake.nix --
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
  outputs = { self, nixpkgs, ... }: { lib = nixpkgs.lib; };
}
`,
			Unknown: "all inputs, where they are handed on whole to what cannot be seen, are taken by a computed name, or a file does not parse",
		},
		Check: func(p *analyzer.Pass) {
			inputs, known := p.Repo.Inputs()
			if !known {
				return
			}
			unused := unusedInputs(p.Repo, inputs)
			if len(unused) > 0 {
				unused = withoutPins(p.Repo, inputs, unused)
			}
			names := make([]string, len(unused))
			for i, in := range unused {
				names[i] = in.Name
			}
			spoken, handed := p.Repo.SpokenOf(names), []string(nil)
			if len(unused) > 0 {
				handed = p.Repo.HandedWhole()
			}
			for _, in := range unused {
				if spoken[in.Name] || isKept(p.Repo.File("flake.nix"), in) {
					continue
				}
				span, fix := in.Span, inputFix(p.Repo.File("flake.nix"), in)
				if d := written(p.Repo, in.Name); d != nil {
					if kept.MatchString(commentAt(d.File, d.Span.Start.Line)) {
						continue
					}
					span, fix = d.Span, nil // flake.nix is made of what stands there
				}
				if len(handed) > 0 && !slices.Contains(handed, in.Name) {
					p.Report(diag.Diagnostic{Severity: diag.Info, Span: span, Message: fmt.Sprintf("input %q is used by nothing here; remove it, unless a module of the input %s takes it from the inputs that it is handed", in.Name, strings.Join(handed, " or "))})
					continue
				}
				p.Report(diag.Diagnostic{
					Span: span, Fix: fix,
					Message: fmt.Sprintf("input %q is never used; remove it, or use it in outputs", in.Name),
				})
			}
		},
	}
}

// unusedInputs are the inputs that no Nix of the repository uses, by itself or from the lock.
func unusedInputs(repo *analyzer.Repo, inputs []*analyzer.Input) (unused []*analyzer.Input) {
	use := repo.InputUses()
	for _, in := range inputs {
		if !use.Whole && !use.Names[in.Name] && !followed(inputs, in.Name) && !fromLock(repo, in.Name) {
			unused = append(unused, in)
		}
	}
	return unused
}

// kept matches what a comment says of an input that is there for people, or for what is no Nix.
var kept = regexp.MustCompile(`(?i)\b(?:only|just|manually|sometimes|occasionally) (?:used|needed|here)\b|\bused (?:only|manually|by hand|(?:from|by|in|on|with) (?:the |a |my )?(?:cli|command[- ]line|shell|scripts?|ci|repl))\b|` +
	`\b(?:kept|keep|keeping|leave|left)\b[^.]{0,40}\b(?:for|because|in case|needed|so that)\b|^keep\b|\bjust in case\b|\b(?:needed|required) (?:by|for) (?:the |a |my )?(?:[\w-]+ )?(?:scripts?|cli|ci|tests?|testing)\b|\bfor (?:manual |local |occasional )?test(?:s|ing)\b`)

// isKept reports whether the comment above an input, or one within what declares it, says what it is there
// for though nothing here uses it.
func isKept(f *analyzer.File, in *analyzer.Input) bool {
	if kept.MatchString(commentAt(f, in.Span.Start.Line)) {
		return true
	}
	return slices.ContainsFunc(in.Bindings, func(b syntax.Node) bool {
		at := f.Range(b.Pos(), b.End())
		for line := at.Start.Line; line <= at.End.Line; line++ {
			if kept.MatchString(commentAt(f, line)) {
				return true
			}
		}
		return false
	})
}

// written is the definition of which flake-file writes an input into flake.nix; nil if it does not.
func written(repo *analyzer.Repo, name string) *analyzer.Definition {
	if !strings.Contains(repo.File("flake.nix").Src, "flake-file") {
		return nil
	}
	input := analyzer.Path{"flake-file", "inputs", name}
	for _, f := range repo.Files {
		if f.Name == "flake.nix" || !strings.Contains(f.Src, "flake-file") {
			continue
		}
		for _, d := range f.Definitions {
			if d.Path.HasPrefix(input) {
				return d
			}
		}
	}
	return nil
}

// fromLock reports whether a file takes an input from flake.lock, (fromJSON …).nodes.NAME.locked, or
// as who uses this flake does, such as a template: inputs.FLAKE.inputs.NAME.
func fromLock(repo *analyzer.Repo, name string) bool {
	return slices.ContainsFunc(repo.All(), func(f *analyzer.File) bool {
		return strings.Contains(f.Src, "nodes."+name+".") || strings.Contains(f.Src, `nodes."`+name+`".`)
	}) || slices.ContainsFunc(repo.Nested, func(f *analyzer.File) bool { return strings.Contains(f.Src, ".inputs."+name+".") })
}

// followed reports whether another input follows the one of that name.
func followed(inputs []*analyzer.Input, name string) bool {
	for _, in := range inputs {
		for _, to := range in.Follows {
			if first, _, _ := strings.Cut(to, "/"); first == name {
				return true
			}
		}
	}
	return false
}

// inputFix takes an input's bindings away, and its name among the arguments of outputs.
func inputFix(f *analyzer.File, in *analyzer.Input) *diag.Fix {
	fix := &diag.Fix{Message: "remove the input"}
	for _, b := range in.Bindings {
		if hasComment(f, b.Pos(), b.End()) {
			return nil
		}
		start, end := wholeLine(f.Src, b.Pos(), b.End())
		fix.Edits = append(fix.Edits, diag.Edit{Span: f.Range(start, end)})
	}
	for _, u := range f.Names.Unused {
		if u.Formal == nil || u.Text != in.Name || u.Lambda != outputsOf(f) {
			continue
		}
		formal := formalFix(f, u.Lambda.Formals, u.Formal)
		if formal == nil {
			return nil
		}
		fix.Edits = append(fix.Edits, formal.Edits...)
	}
	return fix
}

// outputsOf is the function of flake.nix's inputs; nil if there is none.
func outputsOf(f *analyzer.File) *syntax.Lambda {
	root, ok := syntax.Unparen(f.Root).(*syntax.AttrSet)
	if !ok {
		return nil
	}
	for _, b := range root.Bindings {
		if b, ok := b.(*syntax.AttrBinding); ok && f.Text(b.Path) == "outputs" {
			l, _ := syntax.Unparen(b.Value).(*syntax.Lambda)
			return l
		}
	}
	return nil
}
