package analyzer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// suppression is a comment that silences one rule on one line, or in one file.
type suppression struct {
	rule      string
	span      diag.Span
	line      int // the line it silences; 0 for the whole file
	next      int // the following line with code, silenced too if the comment stands alone
	reason    string
	used      bool
	wholeFile bool
}

// suppress removes what comments silence, and reports the comments that are wrong. Findings about
// suppressions cannot be suppressed.
func suppress(repo *Repo, found []diag.Diagnostic, ran, known []string) []diag.Diagnostic {
	byFile := map[string][]*suppression{}
	for _, f := range repo.Files {
		if list := suppressions(f.File); len(list) > 0 {
			byFile[f.Name] = list
		}
	}
	kept := found[:0:0]
	for _, d := range found {
		if !silenced(d, byFile[d.Span.File]) {
			kept = append(kept, d)
		}
	}
	for _, f := range repo.Files {
		for _, s := range byFile[f.Name] {
			if d, wrong := s.fault(ran, known); wrong {
				kept = append(kept, d)
			}
		}
	}
	return kept
}

func silenced(d diag.Diagnostic, list []*suppression) bool {
	for _, s := range list {
		if s.reason != "" && s.rule == d.Rule && d.Rule != "parse-error" && (s.wholeFile || d.Span.Start.Line == s.line || d.Span.Start.Line == s.next) {
			s.used = true
			return true
		}
	}
	return false
}

// fault says what is wrong with a suppression: no such rule, no reason, nothing to silence.
func (s *suppression) fault(ran, known []string) (diag.Diagnostic, bool) {
	d := diag.Diagnostic{Rule: "bad-suppression", Severity: diag.Error, Span: s.span}
	switch {
	case !slices.Contains(known, s.rule):
		d.Message = fmt.Sprintf("no rule is called %q", s.rule)
		if nearest, ok := Nearest(s.rule, known); ok {
			d.Message += fmt.Sprintf("; did you mean %q?", nearest)
		}
	case s.reason == "":
		d.Message = fmt.Sprintf("%q is ignored without a reason; say why behind the bracket", s.rule)
	case !s.used && slices.Contains(ran, s.rule):
		d.Rule, d.Message = "unused-suppression", fmt.Sprintf("%q finds nothing here; remove the comment", s.rule)
	default:
		return d, false
	}
	return d, true
}

func suppressions(f *syntax.File) []*suppression {
	pattern := regexp.MustCompile(`^(?:#|/\*)\s*mxmcheck:\s*(ignore|ignore-file)\[([^\]]*)\]\s*(.*?)\s*(?:\*/)?$`)
	var list []*suppression
	for _, c := range f.Comments {
		if !strings.Contains(c.Text, "mxmcheck:") {
			continue
		}
		m := pattern.FindStringSubmatch(c.Text)
		if m == nil {
			continue
		}
		for _, rule := range strings.Split(m[2], ",") {
			span := f.Range(c.Pos(), c.End())
			list = append(list, &suppression{
				rule: strings.TrimSpace(rule), span: span, reason: m[3], wholeFile: m[1] == "ignore-file",
				line: span.Start.Line, next: nextLine(f, c),
			})
		}
	}
	return list
}

// nextLine is the line after a comment that stands alone on its line; 0 for one behind code.
func nextLine(f *syntax.File, c syntax.Comment) int {
	start := strings.LastIndexByte(f.Src[:c.Pos()], '\n') + 1
	if strings.TrimSpace(f.Src[start:c.Pos()]) != "" {
		return 0
	}
	rest := f.Src[c.End():]
	code := len(rest) - len(strings.TrimLeft(rest, " \t\r\n"))
	return f.Position(c.End() + code).Line
}
