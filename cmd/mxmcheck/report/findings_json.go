package report

import (
	"bytes"
	"encoding/json"
	"io"

	"mxmcheck/analyzer/diag"
)

type jsonFindings struct {
	Version  int           `json:"version"`
	Findings []jsonFinding `json:"findings"`
	Unknown  []jsonPlace   `json:"unknown"`
	Summary  jsonSummary   `json:"summary"`
}

type jsonFinding struct {
	Rule      string      `json:"rule"`
	Level     string      `json:"level"`
	File      string      `json:"file"`
	Line      int         `json:"line"`
	Column    int         `json:"column"`
	EndLine   int         `json:"endLine"`
	EndColumn int         `json:"endColumn"`
	Message   string      `json:"message"`
	HelpURI   string      `json:"helpUri,omitempty"` // of the rule, as in SARIF
	Option    string      `json:"option,omitempty"`
	Confirmed bool        `json:"confirmed,omitempty"`
	Related   []jsonPlace `json:"related,omitempty"`
	Fix       *jsonFix    `json:"fix,omitempty"`
}

type jsonPlace struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

type jsonFix struct {
	Safe    bool       `json:"safe"`
	Message string     `json:"message"`
	Edits   []jsonEdit `json:"edits"`
}

// jsonEdit replaces the bytes of a file from Start up to End, which is exclusive. The lines and columns
// are those of the same two places.
type jsonEdit struct {
	File      string `json:"file"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Text      string `json:"text"`
}

type jsonSummary struct {
	Files    int  `json:"files"`
	Modules  *int `json:"modules,omitempty"` // nil where only trees were looked at
	Hosts    *int `json:"hosts,omitempty"`   // likewise
	Errors   int  `json:"errors"`
	Warnings int  `json:"warnings"`
	Infos    int  `json:"infos"`
}

// FindingsJSON prints findings as one JSON document of version 1.
func FindingsJSON(w io.Writer, f Findings) error { return WriteJSON(w, FindingsDocument(f)) }

// FindingsDocument gives the value that FindingsJSON prints, to stand inside another document.
func FindingsDocument(f Findings) any {
	doc := jsonFindings{Version: 1, Findings: []jsonFinding{}, Unknown: []jsonPlace{}, Summary: jsonSummary{
		Files:  f.Files,
		Errors: f.Count(diag.Error), Warnings: f.Count(diag.Warning), Infos: f.Count(diag.Info),
	}}
	if !f.Trees {
		doc.Summary.Modules, doc.Summary.Hosts = &f.Modules, &f.Hosts
	}
	urls := map[string]string{}
	for _, r := range f.Rules {
		urls[r.Name] = r.URL
	}
	for _, d := range f.Findings {
		one := findingJSON(d)
		one.HelpURI = urls[d.Rule]
		doc.Findings = append(doc.Findings, one)
	}
	for _, u := range f.Unknown {
		doc.Unknown = append(doc.Unknown, placeJSON(u.Span, u.Message))
	}
	return doc
}

func findingJSON(d diag.Diagnostic) jsonFinding {
	j := jsonFinding{
		Rule: d.Rule, Level: d.Severity.String(), File: d.Span.File, Message: d.Message, Option: d.Option, Confirmed: d.Confirmed,
		Line: d.Span.Start.Line, Column: d.Span.Start.Col, EndLine: d.Span.End.Line, EndColumn: d.Span.End.Col,
	}
	for _, r := range d.Related {
		j.Related = append(j.Related, placeJSON(r.Span, r.Message))
	}
	if d.Fix != nil {
		j.Fix = fixJSON(*d.Fix)
	}
	return j
}

func fixJSON(fix diag.Fix) *jsonFix {
	j := &jsonFix{Safe: fix.Safe, Message: fix.Message, Edits: []jsonEdit{}}
	for _, e := range fix.Edits {
		start, end := e.Span.Start, e.Span.End
		j.Edits = append(j.Edits, jsonEdit{e.Span.File, start.Offset, end.Offset, start.Line, start.Col, end.Line, end.Col, e.Text})
	}
	return j
}

func placeJSON(s diag.Span, message string) jsonPlace {
	return jsonPlace{s.File, s.Start.Line, s.Start.Col, message}
}

// WriteJSON prints a value as indented JSON, with <, > and & as they are.
func WriteJSON(w io.Writer, value any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}
