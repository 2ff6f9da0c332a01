package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"mxmcheck/harness"
)

// wayText says what a derivation is made for.
func wayText(way []string) string {
	if len(way) == 0 {
		return ""
	}
	const few = 3
	names := way[max(0, len(way)-few):]
	text := " for " + names[len(names)-1]
	for i := len(names) - 2; i >= 0; i-- {
		text += " for " + names[i]
	}
	if len(way) > few {
		text += fmt.Sprintf(" and %d above", len(way)-few)
	}
	return text
}

func partText(c harness.DerivationChange) string {
	if c.Name == "" {
		return c.Part
	}
	return c.Part + " " + c.Name
}

// changeText says what became of a part.
func changeText(c harness.DerivationChange) string {
	made := c.Part == "input" || c.Part == "source"
	switch {
	case made && c.Before == "":
		return "new"
	case made && c.After == "":
		return "gone"
	case c.Part == "source":
		return c.After
	}
	return besideText(c.Before, c.After, func(text string) string { return harness.RenderValue(text) })
}

// besideText shows two long texts around the place where they begin to differ, each as render has it.
func besideText(before, after string, render func(string) string) string {
	same := 0
	for same < min(len(before), len(after)) && before[same] == after[same] {
		same++
	}
	return cutAround(before, same, render) + " → " + cutAround(after, same, render)
}

// around is how much is shown before and after the place where two texts begin to differ.
const around = 40

func cutAround(text string, at int, render func(string) string) string {
	if text == "" {
		return "nothing"
	}
	from, to := max(0, at-around), min(len(text), at+around)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	shown := render(strings.Join(strings.Fields(text[from:to]), " "))
	if from > 0 {
		shown = "…" + shown
	}
	if to < len(text) {
		shown += "…"
	}
	return shown
}

// ProofJSON reports the verdicts as one JSON document.
func ProofJSON(w io.Writer, p Proof) error {
	type jsonDerivationChange struct {
		Part   string `json:"part"`
		Name   string `json:"name"`
		Before string `json:"before"`
		After  string `json:"after"`
	}
	type jsonDerivation struct {
		Name    string                 `json:"name"`
		Way     []string               `json:"way"`
		Changes []jsonDerivationChange `json:"changes"`
		Above   int                    `json:"above"` // how many derivations of the host are others because of it
	}
	type jsonProof struct {
		Kind        string           `json:"kind"`
		Name        string           `json:"name"`
		Verdict     string           `json:"verdict"`
		Reasons     []string         `json:"reasons"`
		Changes     []jsonChange     `json:"changes"`
		Derivations []jsonDerivation `json:"derivations"`
	}
	list := []jsonProof{}
	for _, h := range p.Hosts {
		one := jsonProof{h.Host.Kind, h.Host.Name, h.Verdict.String(), append([]string{}, h.Reasons...), changeDocuments(h.Changes), []jsonDerivation{}}
		for _, d := range h.Derivations.Differences {
			entry := jsonDerivation{d.Name, append([]string{}, d.Way...), []jsonDerivationChange{}, d.Above}
			for _, c := range d.What {
				entry.Changes = append(entry.Changes, jsonDerivationChange(c))
			}
			one.Derivations = append(one.Derivations, entry)
		}
		list = append(list, one)
	}
	document := map[string]any{"version": 1, "base": map[string]string{"commit": p.Commit, "name": p.Base}, "verdict": p.Verdict().String(), "hosts": list}
	noteStubbed(document, p.Stubbed)
	noteUnreached(document, p.Unreached)
	p.Relocked.note(document)
	return WriteJSON(w, document)
}

// ProofMarkdown reports the verdicts for a pull request.
func ProofMarkdown(w io.Writer, p Proof) error {
	var head, verdicts, tail strings.Builder
	fmt.Fprintf(&head, "**mxmcheck prove** — %s\n\n", markdownText(p.summary()))
	writeMarkdownStubbed(&head, p.Stubbed)
	p.Relocked.writeMarkdown(&head)
	for _, g := range p.alike() {
		fmt.Fprintf(&verdicts, "- **%s**: %s\n", g.verdict, markdownText(namesText(g.hosts, ", ", p.Style)))
		for _, reason := range g.reasons {
			fmt.Fprintf(&verdicts, "  - %s\n", markdownText(strings.Join(strings.Fields(reason), " ")))
		}
	}
	list := []section{{text: head.String(), list: true}, {text: verdicts.String(), list: true}}
	changed, moved := p.changes()
	list = append(list, markdownChanges(changed, countHosts(p.ids()), p.Style)...)
	if moved > 0 {
		list = append(list, section{text: fmt.Sprintf("\nMoved to another file, which is no change: up to %s on a host.\n", Plural(moved, "definition"))})
	}
	list = append(list, p.markdownBuilt()...)
	writeMarkdownUnreached(&tail, p.Unreached)
	list = append(list, section{text: tail.String(), list: true})
	_, err := io.WriteString(w, fit(list, p.Style))
	return err
}
