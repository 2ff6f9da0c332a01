// Package report spells results: findings and changes go in, bytes come out.
//
// In: diagnostics, records, an io.Writer. Out: text or JSON. It never decides a severity or an
// exit code.
package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"mxmcheck/analyzer/diag"
	"mxmcheck/harness"
)

// Findings is what lint has to say.
type Findings struct {
	Findings []diag.Diagnostic
	Unknown  []diag.Unknown
	Files    int
	Nested   int // of the files: those below another flake.nix, each checked by itself
	Modules  int
	Hosts    int
	Trees    bool     // only trees were looked at: no modules and hosts were looked for
	Notes    []string // what the reader must know to weigh the result, a sentence each
	Rules    []RuleText
	Version  string // of mxmcheck
}

// Count gives the number of findings of one severity.
func (f Findings) Count(s diag.Severity) int {
	n := 0
	for _, d := range f.Findings {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Style colours the parts of a text report, and breaks its lines for a terminal; the zero Style leaves them as they are.
type Style struct {
	renderer *lipgloss.Renderer
	width    int  // of the terminal; 0 if there is none
	all      bool // a large report is not shortened
}

// NewStyle gives a style for w, plain unless colour is wanted. Width is that of the terminal, 0 if w is none.
func NewStyle(w io.Writer, colour bool, width int) Style {
	r := lipgloss.NewRenderer(w)
	r.SetColorProfile(termenv.Ascii)
	if colour {
		r.SetColorProfile(termenv.ANSI)
	}
	return Style{renderer: r, width: width}
}

// Whole is the style for reports of which everything is printed, however large they are.
func (s Style) Whole() Style {
	s.all = true
	return s
}

func (s Style) paint(color, text string) string {
	if s.renderer == nil || color == "" {
		return text
	}
	return s.renderer.NewStyle().Foreground(lipgloss.Color(color)).Bold(true).Render(text)
}

// sign colours how a change is marked.
func (s Style) sign(sign string) string {
	return s.paint(map[string]string{"+": "2", "-": "1", "~": "3"}[sign], sign)
}

func (s Style) severity(level diag.Severity, text string) string {
	return s.paint(map[diag.Severity]string{diag.Error: "1", diag.Warning: "3", diag.Info: "4"}[level], text)
}

// Source gives the text of a file by its name, "" if it is not known.
type Source func(file string) string

// FindingsText prints findings as text: each with its source line, the fault marked, and the
// second places beneath.
func FindingsText(w io.Writer, f Findings, source Source, style Style) error {
	var b strings.Builder
	shown := masked(source)
	for _, d := range f.Findings {
		finding(&b, d, shown, style)
	}
	for _, g := range unknownGroups(f.Unknown) {
		b.WriteString(g.text())
	}
	if len(f.Unknown) > 0 {
		b.WriteByte('\n')
	}
	for _, note := range f.Notes {
		fmt.Fprintf(&b, "note: %s\n", note)
	}
	b.WriteString(summary(f))
	_, err := io.WriteString(w, style.Fold(b.String()))
	return err
}

func place(s diag.Span) string {
	if strings.ContainsAny(s.File, "\n\r\t") {
		s.File = strconv.Quote(s.File) // else its line would end in the middle
	}
	if !s.Start.IsKnown() {
		return s.File
	}
	return s.String()
}

func finding(b *strings.Builder, d diag.Diagnostic, shown func(d diag.Diagnostic) string, style Style) {
	fmt.Fprintf(b, "%s: %s: %s\n", place(d.Span), style.severity(d.Severity, fmt.Sprintf("%v[%s]", d.Severity, d.Rule)), d.Message)
	excerpt(b, d, shown(d), style)
	for _, text := range relatedTexts(d, plainly) {
		fmt.Fprintf(b, "     = %s\n", text)
	}
	if d.Confirmed {
		b.WriteString("     = confirmed by evaluation\n")
	}
	b.WriteByte('\n')
}

// maxRelated bounds how many further places of a finding people are shown; json and sarif have all.
const maxRelated = 12

// relatedTexts are the further places of a finding in words, and how many more there are.
func relatedTexts(d diag.Diagnostic, spell func(diag.Related) string) (texts []string) {
	for _, r := range d.Related[:min(maxRelated, len(d.Related))] {
		texts = append(texts, spell(r))
	}
	if more := len(d.Related) - maxRelated; more > 0 {
		texts = append(texts, "and at "+Plural(more, "more place"))
	}
	return texts
}

// plainly is a further place in plain text.
func plainly(r diag.Related) string { return r.Message + " at " + place(r.Span) }

// masked gives the line where a finding begins, without secrets. Findings are sorted by file: the last one is kept.
func masked(source Source) func(d diag.Diagnostic) string {
	var file, text string
	return func(d diag.Diagnostic) string {
		if d.Rule == "secret-in-store" || d.Rule == "weak-password" {
			return line(harness.MaskSource(source(d.Span.File), d.Span.Start.Line), d.Span.Start.Line)
		}
		if d.Span.File != file {
			file, text = d.Span.File, harness.MaskSource(source(d.Span.File), 0)
		}
		return line(text, d.Span.Start.Line)
	}
}

// maxExcerpt bounds how many characters of a source line are shown; before a fault that stands
// further out, leadExcerpt of them are.
const (
	maxExcerpt  = 160
	leadExcerpt = 40
	excerptEdge = 9 // columns beside what is shown: the number of the line, the bar, and … on both sides
)

// excerpt shows the line where a finding begins, the fault marked. Of a fault that goes on over
// more lines the first is shown, marked to its end.
func excerpt(b *strings.Builder, d diag.Diagnostic, text string, style Style) {
	if text == "" {
		return
	}
	start := min(max(d.Span.Start.Col-1, 0), len(text))
	end := len(text)
	if d.Span.End.Line == d.Span.Start.Line {
		end = min(max(d.Span.End.Col-1, start), len(text))
	}
	before, marked, after := style.cut(shownRunes(text[:start]), shownRunes(text[start:end]), shownRunes(text[end:]))
	fmt.Fprintf(b, "%4d │ %s%s%s\n", d.Span.Start.Line, before, marked, after)
	fmt.Fprintf(b, "     │ %s%s\n", strings.Repeat(" ", lipgloss.Width(before)),
		style.severity(d.Severity, strings.Repeat("^", max(1, lipgloss.Width(marked)))))
}

func shownRunes(text string) []rune { return []rune(expandTabs(harness.Visible(text))) }

// cut shortens a line that is too long around the marked part; … stands for what is left out.
func (s Style) cut(before, marked, after []rune) (string, string, string) {
	most, leads := maxExcerpt, leadExcerpt
	if room := max(s.width-excerptEdge, 20); s.width > 0 && room < most {
		most, leads = room, min(leads, room/4)
	}
	if len(before)+len(marked)+len(after) <= most {
		return string(before), string(marked), string(after)
	}
	lead, rest := string(before), most-len(before)
	if len(before) > leads {
		lead, rest = "…"+string(before[len(before)-leads:]), most-leads
	}
	if len(marked) > rest {
		return lead, string(marked[:rest]), "…"
	}
	if rest -= len(marked); len(after) > rest {
		return lead, string(marked), string(after[:rest]) + "…"
	}
	return lead, string(marked), string(after)
}

// expandTabs makes white space and control characters one column wide, so that marks stand right.
func expandTabs(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}

func line(text string, n int) string {
	for ; n > 1; n-- {
		i := strings.IndexByte(text, '\n')
		if i < 0 {
			return ""
		}
		text = text[i+1:]
	}
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimRight(line, "\r")
}

func summary(f Findings) string {
	var counts []string
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Info} {
		if n := f.Count(s); n > 0 {
			counts = append(counts, Plural(n, s.String()))
		}
	}
	head := strings.Join(counts, ", ")
	if head == "" {
		head = "no findings"
	}
	files := Plural(f.Files, "file")
	if f.Nested > 0 {
		files += fmt.Sprintf(" (%d below another flake.nix, each by itself)", f.Nested)
	}
	text := fmt.Sprintf("%s in %s", head, files)
	if !f.Trees {
		text += fmt.Sprintf(", %s, %s", Plural(f.Modules, "module"), Plural(f.Hosts, "host"))
	}
	if n := len(f.Unknown); n > 0 {
		text += fmt.Sprintf(" · %s, listed above: what depends on them was not checked", Plural(n, "unknown"))
	}
	if len(f.Findings) > 0 {
		text += " · mxmcheck explain " + f.Findings[0].Rule
	}
	return text + "\n"
}

// Plural counts things: "1 host", "2 hosts".
func Plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
