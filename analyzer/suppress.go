package analyzer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// suppression is a comment, or one rule of a comment, that silences a rule on one line or in one file.
type suppression struct {
	rule      string // as written; "" in a comment that cannot be read
	others    []string
	comment   syntax.Comment
	span      diag.Span
	line      int // the line it silences; 0 for the whole file
	next      int // the following line with code, silenced too if the comment stands alone
	reason    string
	used      bool
	wholeFile bool
	misplaced bool // for the whole file, but below its code
}

// suppress removes what comments silence, and reports the comments that are wrong. Findings about
// suppressions cannot be suppressed.
func suppress(repo *Repo, found []diag.Diagnostic, ran, known []string) []diag.Diagnostic {
	pattern := regexp.MustCompile(`^(ignore|ignore-file)\[([^\]]*)\]\s*(.*?)\s*$`)
	byFile := map[string][]*suppression{}
	for _, f := range repo.All() {
		if list := suppressions(f.File, pattern); len(list) > 0 {
			byFile[f.Name] = list
		}
	}
	kept := found[:0:0]
	for _, d := range found {
		if !silenced(d, byFile[d.Span.File]) {
			kept = append(kept, d)
		}
	}
	for _, f := range repo.All() {
		for _, s := range byFile[f.Name] {
			if d, wrong := s.fault(f.File, ran, known); wrong {
				kept = append(kept, d)
			}
		}
	}
	return kept
}

func silenced(d diag.Diagnostic, list []*suppression) bool {
	for _, s := range list {
		if s.rule != "" && s.rule == d.Rule && s.reason != "" && !s.misplaced && d.Rule != "parse-error" && s.covers(d.Span.Start.Line) {
			s.used = true
			return true
		}
	}
	return false
}

func (s *suppression) covers(line int) bool { return s.wholeFile || line == s.line || line == s.next }

// fault says what is wrong with a suppression: it cannot be read, no such rule, no reason, the
// wrong place, nothing to silence.
func (s *suppression) fault(f *syntax.File, ran, known []string) (diag.Diagnostic, bool) {
	d := diag.Diagnostic{Rule: "bad-suppression", Severity: diag.Error, Span: s.span}
	switch {
	case s.rule == "":
		d.Message = `this silences nothing; write "mxmcheck: ignore[RULE] reason", or ignore-file[RULE] for the file`
	case !slices.Contains(known, s.rule):
		d.Message = fmt.Sprintf("no rule is called %q", s.rule)
		if nearest, ok := Nearest(s.rule, known); ok {
			d.Message += fmt.Sprintf("; did you mean %q?", nearest)
		}
	case s.reason == "":
		d.Message = fmt.Sprintf("%q is ignored without a reason; say why behind the bracket", s.rule)
	case s.misplaced:
		d.Message = fmt.Sprintf("%q is ignored for the file, but below its code; move the comment to the top", s.rule)
	case !s.used && slices.Contains(ran, s.rule):
		d.Rule, d.Message = "unused-suppression", fmt.Sprintf("%q finds nothing here; remove the comment", s.rule)
		d.Fix = s.removal(f)
	default:
		return d, false
	}
	return d, true
}

// removal takes the rule out of the comment, or the comment out of the file if it names no other.
func (s *suppression) removal(f *syntax.File) *diag.Fix {
	if len(s.others) > 0 {
		open, shut := strings.IndexByte(s.comment.Text, '['), strings.IndexByte(s.comment.Text, ']')
		list := f.Range(s.comment.Pos()+open+1, s.comment.Pos()+shut)
		return &diag.Fix{Safe: true, Message: fmt.Sprintf("no longer ignore %q here", s.rule), Edits: []diag.Edit{
			{Span: list, Text: strings.Join(s.others, ", "), Comment: true}}}
	}
	return &diag.Fix{Safe: true, Message: "remove the comment", Edits: []diag.Edit{removeComment(f, s.comment)}}
}

// removeComment takes a comment out with the white space that was there for it: its line if it
// stands alone, what separates it from the code before it otherwise.
func removeComment(f *syntax.File, c syntax.Comment) diag.Edit {
	start, end := c.Pos(), c.End()
	lead := strings.TrimRight(f.Src[:start], " \t")
	rest := strings.TrimLeft(f.Src[end:], " \t\r")
	endsLine := rest == "" || rest[0] == '\n'
	startsLine := lead == "" || strings.HasSuffix(lead, "\n")
	edit := diag.Edit{Comment: true}
	switch {
	case endsLine && startsLine:
		start, end = len(lead), len(f.Src)-len(rest)+min(1, len(rest))
	case endsLine:
		start = len(lead)
	case startsLine:
		end = len(f.Src) - len(rest)
	default:
		start, end, edit.Text = len(lead), len(f.Src)-len(rest), " "
	}
	edit.Span = f.Range(start, end)
	return edit
}

func suppressions(f *syntax.File, pattern *regexp.Regexp) []*suppression {
	var list []*suppression
	for i, c := range f.Comments {
		text, ours := instruction(c.Text)
		if !ours {
			continue
		}
		s := suppression{comment: c, span: f.Range(c.Pos(), c.End())}
		m := pattern.FindStringSubmatch(text)
		if m == nil {
			list = append(list, &s)
			continue
		}
		s.reason, s.wholeFile = m[3], m[1] == "ignore-file"
		s.line, s.next = s.span.Start.Line, nextLine(f, i)
		s.misplaced = s.wholeFile && len(f.Errors) == 0 && c.Pos() > f.Root.Pos()
		list = append(list, s.perRule(m[2])...)
	}
	return list
}

// instruction gives what a comment says to mxmcheck; ok is false if it is not addressed to it.
func instruction(comment string) (text string, ok bool) {
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(comment, "#"), "/*"), "*/")
	text, ok = strings.CutPrefix(strings.TrimSpace(text), "mxmcheck:")
	return strings.TrimSpace(text), ok
}

// perRule makes a suppression for each rule that a comment names.
func (s suppression) perRule(names string) []*suppression {
	rules := strings.Split(names, ",")
	for i := range rules {
		rules[i] = strings.TrimSpace(rules[i])
	}
	var list []*suppression
	for i, rule := range rules {
		one := s
		one.rule, one.others = rule, slices.Concat(rules[:i], rules[i+1:])
		list = append(list, &one)
	}
	return list
}

// nextLine is the next line with code after a comment that stands alone on its line; 0 for a
// comment behind code. Comments may stand between.
func nextLine(f *syntax.File, i int) int {
	c := f.Comments[i]
	start := strings.LastIndexByte(f.Src[:c.Pos()], '\n') + 1
	if strings.TrimSpace(f.Src[start:c.Pos()]) != "" {
		return 0
	}
	at := c.End()
	for ; ; i++ {
		at += len(f.Src[at:]) - len(strings.TrimLeft(f.Src[at:], " \t\r\n"))
		if i+1 == len(f.Comments) || f.Comments[i+1].Pos() != at {
			return f.Position(at).Line
		}
		at = f.Comments[i+1].End()
	}
}
