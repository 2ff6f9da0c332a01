package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"mxmcheck/harness"
)

// DiffMarkdown reports changes for a pull request: one table for what the same hosts share.
func DiffMarkdown(w io.Writer, d Diff) error {
	var head, lines, tail strings.Builder
	fmt.Fprintf(&head, "**mxmcheck diff** — %s\n", markdownText(d.summary()))
	writeMarkdownStubbed(&head, d.Stubbed)
	d.Relocked.writeMarkdown(&head)
	for _, h := range d.Hosts {
		if line := hostLine(d, h); line != "" {
			fmt.Fprintf(&lines, "\n- %s", strings.ReplaceAll(markdownText(strings.TrimSpace(line)), "\n", "\n  "))
		}
	}
	list := []section{{text: head.String(), list: true}, {text: lines.String(), end: "\n", list: true}}
	changed, moved := d.split()
	total := countHosts(d.ids())
	list = append(list, markdownChanges(changed, total, d.Style)...)
	if tables := markdownChanges(moved, total, d.Style); len(tables) > 0 {
		count := 0
		for _, g := range grouped(moved) {
			count += len(g.changes)
		}
		open := fmt.Sprintf("\n<details><summary>%s moved to another file, which is no change</summary>\n", Plural(count, "definition"))
		list = append(list, section{open: open, text: joined(tables), end: "\n</details>\n"})
	}
	writeMarkdownUnreached(&tail, d.Unreached)
	list = append(list, section{text: tail.String(), list: true})
	_, err := io.WriteString(w, strings.ReplaceAll(fit(list, d.Style), "\n\n\n", "\n\n"))
	return err
}

// cell is one side of a change: what differs, and the value in any case.
func cell(c harness.Change, r *harness.Record) string {
	if r == nil {
		return ""
	}
	parts := []string{code(short(r.Value))}
	if lost := lostTexts(r); len(lost) > 0 {
		parts = append(parts, code(strings.Join(lost, "; ")))
	}
	for _, aspect := range c.Aspects() {
		switch aspect {
		case "type":
			parts = append(parts, "type "+code(r.Type))
		case "priority":
			parts = append(parts, "priority "+code(r.Priority))
		case "secret":
			parts = append(parts, secretsText(c, map[bool]string{true: "set", false: "set otherwise"}[r == c.Before]))
		case "contents":
			parts = append(parts, map[bool]string{true: "what it was", false: "another content"}[r == c.Before])
		case "property":
			parts = append(parts, "property "+code(cmp.Or(r.Exact.Under, "none")))
		case "order":
			parts = append(parts, fmt.Sprintf("definition %d of its path", r.Exact.Place))
		}
	}
	switch c.Kind {
	case "moved":
		parts = []string{code(strings.Join(r.Files, " "))}
	case "renamed":
		parts = append(parts, "as "+code(r.Path))
	}
	return strings.Join(parts, ", ")
}

// code is text as a code span in a table: with more backticks than stand in it, and no bare pipe.
func code(text string) string {
	if text == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	text = strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
	if len(fence) > 1 {
		text = " " + text + " "
	}
	return fence + text + fence
}

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", "&lt;", ">", "&gt;", "[", `\[`, "|", `\|`, "#", `\#`, "@", "&#64;")

// markdownText is text that says what it says, whatever is in it.
func markdownText(text string) string { return markdownEscapes.Replace(harness.Visible(text)) }
