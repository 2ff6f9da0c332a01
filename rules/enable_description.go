package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func enableDescription() analyzer.Rule {
	return analyzer.Rule{
		Name:     "enable-description",
		Severity: diag.Warning,
		Default:  true,
		Fix:      analyzer.SafeFix,
		Doc: analyzer.Doc{
			Title: "a text of mkEnableOption that does not go on from \"Whether to enable\"",
			Why: `mkEnableOption makes "Whether to enable TEXT." of its text: "Enable git." comes out as "Whether to enable Enable git..",
and a question, an address or no text at all as no sentence. Where options have no text, one finding stands for all.`,
			Bad: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "Enable the git config.";
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
{
  options.mxmlabs.git.enable = lib.mkEnableOption "the git config";
  config = lib.mkIf config.mxmlabs.git.enable { programs.git.enable = true; };
}
`,
			Unknown: "texts that are computed",
		},
		Check: func(p *analyzer.Pass) {
			c := &enableTexts{pass: p, closedSets: setsOf(p.Repo), seen: map[diag.Span]bool{}, bound: sync.OnceValue(func() bool { return bindsEnableOption(p.Repo) })}
			for _, d := range p.Repo.Declarations() {
				if d.Option != nil && d.Option.Ctor == "mkEnableOption" && d.Option.Description.File == d.File && !isFrame(p.Repo, d.File) {
					c.check(d.File, d.Option.Description.Expr, d.Path.String())
				}
			}
			for _, f := range p.Repo.Files {
				if len(f.Errors) == 0 && strings.Contains(f.Src, "mkEnableOption") && !isFrame(p.Repo, f) {
					c.written(f)
				}
			}
			c.reportEmpty()
		},
	}
}

// enableTexts checks each text once: those of options that are declared, and those in submodules and functions.
type enableTexts struct {
	closedSets
	pass  *analyzer.Pass
	seen  map[diag.Span]bool
	empty []diag.Diagnostic
	bound func() bool // something in the repository binds a mkEnableOption of its own
}

func bindsEnableOption(repo *analyzer.Repo) bool {
	return slices.ContainsFunc(repo.All(), func(f *analyzer.File) bool {
		return fileNamed(f.Name, "mkEnableOption") || strings.Contains(f.Src, "mkEnableOption") && timesNamed(f.Root, "mkEnableOption") > 0
	})
}

// written checks the calls of lib's mkEnableOption that a file writes, wherever they stand.
func (c *enableTexts) written(f *analyzer.File) {
	syntax.WalkScopes(f.Root, func(n syntax.Node, s *syntax.Scopes) bool {
		switch n := n.(type) {
		case *syntax.Binary:
			if n.Op == syntax.Update && describes(n.Y) {
				c.replaced(f, n.X)
			}
		case *syntax.Apply:
			if syntax.Callee(n.Fn) == "mkEnableOption" && (isEnableOption(c.origin(n.Fn, s, 0)) || c.ofLibAlone(n.Fn, s)) {
				c.check(f, n.Arg, "")
			}
		}
		return true
	})
}

// ofLibAlone reports whether a variable comes from a with of lib: of the others around it, which cannot be seen, none has
// the name where nothing in the repository binds it.
func (c *enableTexts) ofLibAlone(fn syntax.Expr, s *syntax.Scopes) bool {
	id, ok := syntax.Unparen(fn).(*syntax.Ident)
	if !ok {
		return false
	}
	if _, bound := s.Lookup(id.Name); bound {
		return false
	}
	within := false
	s.Withs(func(scope syntax.Expr, in *syntax.Scopes) { within = within || c.origin(scope, in, 0) == "lib" })
	return within && !c.bound()
}

// replaced passes over a call whose text something else replaces.
func (c *enableTexts) replaced(f *analyzer.File, x syntax.Expr) {
	if call, ok := syntax.Unparen(x).(*syntax.Apply); ok {
		c.seen[f.Span(call.Arg)] = true
	}
}

func isEnableOption(fn string) bool {
	return fn == "lib.mkEnableOption" || fn == "lib.options.mkEnableOption"
}

// describes reports whether a set, right of "//", may bring a description.
func describes(x syntax.Expr) bool {
	set, ok := syntax.Unparen(x).(*syntax.AttrSet)
	return !ok || slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		bound, ok := b.(*syntax.AttrBinding)
		return !ok || nameIs(bound.Path.Names[0], "description")
	})
}

// check reports what is wrong with one text, an empty one together with all others.
func (c *enableTexts) check(f *analyzer.File, x syntax.Expr, option string) {
	span := f.Span(x)
	text, ok := syntax.StaticText(x)
	if !ok || c.seen[span] {
		return
	}
	c.seen[span] = true
	found := diag.Diagnostic{Span: span, Option: option}
	if strings.TrimSpace(text) == "" {
		c.empty = append(c.empty, found)
		return
	}
	advice := "name what is enabled, or say it with mkOption"
	if prefix := enablePrefix(text); prefix != "" {
		if strings.Contains(strings.ToLower(prefix), "enabl") { // what follows is no other verb
			found.Fix, advice = descriptionFix(f, x, prefix), fmt.Sprintf("leave out %q", strings.TrimSpace(prefix))
			if listed(text[len(prefix):]) {
				found.Fix = nil // what follows the comma may be another verb
			}
		}
	} else if !noName.MatchString(strings.TrimSpace(text)) {
		return
	}
	found.Message = fmt.Sprintf("reads %q; %s", "Whether to enable "+strings.TrimSpace(text)+".", advice)
	c.pass.Report(found)
}

// noName matches texts that are no name of anything: a question, an address, a sentence of its own.
var noName = regexp.MustCompile(`(?i)^(?:is|are|does|do|should|can|has|have|shall|will|whether|want)\b[^.]*\?$|^https?://\S+$|^(?:whether|should be|set to (?:true|false)|activates?|if (?:true|set|enabled)) \S`)

// reportEmpty reports options without a text once, where the first stands: who leaves one out leaves out all.
func (c *enableTexts) reportEmpty() {
	if len(c.empty) == 0 {
		return
	}
	slices.SortFunc(c.empty, diag.Compare)
	first := c.empty[0]
	first.Message = `reads "Whether to enable ."; name what is enabled`
	if more := len(c.empty) - 1; more > 0 {
		first.Message += fmt.Sprintf(", here and in %d more", more)
	}
	c.pass.Report(first)
}

// enablePrefix is what a text repeats of "Whether to enable", with the blank behind it; "" if nothing.
func enablePrefix(text string) string {
	for _, prefix := range []string{"whether or not to enable ", "whether to enable ", "wether to enable ", "wheter to enable ", "enable or disable ", "enables ", "enable ", "enabling ", "whether or not to ", "whether to "} {
		if len(text) > len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			if goesOn(text[len(prefix):]) {
				return ""
			}
			return text[:len(prefix)]
		}
	}
	return ""
}

// goesOn reports whether a text needs the verb before it: "and configures x", "if c runs".
func goesOn(rest string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	switch strings.ToLower(strings.TrimRight(first, ",/")) {
	case "and", "or", "if", "when", "only", "on", "to", "in", "by", "for", "with", "without", "unless", "&", "":
		return true
	}
	return false
}

// listed reports whether a text goes on behind its first word with more of the like: "steam, the store", "git, and signs".
func listed(rest string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	return strings.HasSuffix(first, ",")
}

// descriptionFix takes the prefix and the final period out of a plain string.
func descriptionFix(f *analyzer.File, x syntax.Expr, prefix string) *diag.Fix {
	str, ok := syntax.Unparen(x).(*syntax.Str)
	if !ok || !strings.HasPrefix(f.Src[str.Pos()+1:], prefix) {
		return nil
	}
	start := str.Pos() + 1
	edits := []diag.Edit{{Span: f.Range(start, start+len(prefix))}}
	if end := str.End() - 1; strings.HasSuffix(f.Src[start+len(prefix):end], ".") && !strings.HasSuffix(f.Src[:end], "..") {
		edits = append(edits, diag.Edit{Span: f.Range(end-1, end)})
	}
	return &diag.Fix{Message: "leave it out", Safe: true, Edits: edits}
}
