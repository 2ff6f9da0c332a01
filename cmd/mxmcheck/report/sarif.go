package report

import (
	"io"
	"net/url"
	"slices"
	"unicode/utf8"

	"mxmcheck/analyzer/diag"
)

// RuleText is what a report says of a rule.
type RuleText struct {
	Name  string
	Level diag.Severity
	Title string
	Why   string
	Help  string // Markdown
	URL   string // where that is to be read; "" if this build knows no address
}

// The part of SARIF 2.1.0 (OASIS, 27 March 2020) that is written here, by the standard's names.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string      `json:"id"`
		ShortDescription sarifText   `json:"shortDescription"`
		FullDescription  sarifText   `json:"fullDescription"`
		HelpURI          string      `json:"helpUri,omitempty"`
		Help             sarifHelp   `json:"help"`
		Default          sarifConfig `json:"defaultConfiguration"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifHelp struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
		Fixes     []sarifFix      `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
)

// SARIF prints findings as a SARIF 2.1.0 log of one run. What is unknown, and what the reader must
// know to weigh the result, are notifications of the run.
func SARIF(w io.Writer, f Findings, source Source) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}, Invocations: []sarifInvocation{{Successful: true}}}
	run.Tool.Driver = sarifDriver{Name: "mxmcheck", Version: f.Version, Rules: []sarifRule{}}
	for _, r := range f.Rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{r.Name, sarifText{r.Title}, sarifText{oneLine(r.Why)}, r.URL, sarifHelp{r.Help, r.Help}, sarifConfig{sarifLevel(r.Level)}})
	}
	for _, d := range f.Findings {
		run.Results = append(run.Results, sarifOf(d, f.Rules, source))
	}
	for _, u := range f.Unknown {
		run.Invocations[0].Notifications = append(run.Invocations[0].Notifications,
			sarifNotification{"note", sarifText{u.Message}, []sarifLocation{sarifPlace(u.Span, source)}})
	}
	for _, note := range f.Notes {
		run.Invocations[0].Notifications = append(run.Invocations[0].Notifications, sarifNotification{Level: "note", Message: sarifText{note}})
	}
	return WriteJSON(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func sarifOf(d diag.Diagnostic, rules []RuleText, source Source) sarifResult {
	result := sarifResult{
		RuleID: d.Rule, RuleIndex: slices.IndexFunc(rules, func(r RuleText) bool { return r.Name == d.Rule }),
		Level: sarifLevel(d.Severity), Message: sarifText{d.Message}, Locations: []sarifLocation{sarifPlace(d.Span, source)},
	}
	for i, r := range d.Related {
		at := sarifPlace(r.Span, source)
		at.ID, at.Message = i+1, &sarifText{r.Message}
		result.Related = append(result.Related, at)
	}
	if d.Fix != nil {
		result.Fixes = []sarifFix{sarifFixOf(*d.Fix, source)}
	}
	return result
}

func sarifLevel(s diag.Severity) string {
	if s == diag.Info {
		return "note"
	}
	return s.String()
}

// sarifPlace counts columns in characters, which SARIF has, and not in bytes.
func sarifPlace(s diag.Span, source Source) sarifLocation {
	at := sarifLocation{Physical: sarifPhysical{Artifact: sarifFile(s.File)}}
	if s.Start.IsKnown() {
		region := sarifRegionOf(s, source)
		at.Physical.Region = &region
	}
	return at
}

func sarifFile(name string) sarifArtifact {
	return sarifArtifact{(&url.URL{Path: name}).String(), "%SRCROOT%"}
}

func sarifRegionOf(s diag.Span, source Source) sarifRegion {
	text, end := source(s.File), s.End
	if !end.IsKnown() {
		end = s.Start
	}
	return sarifRegion{s.Start.Line, characters(text, s.Start), end.Line, characters(text, end)}
}

// characters is a column counted in characters.
func characters(text string, p diag.Pos) int {
	before := line(text, p.Line)
	return utf8.RuneCountInString(before[:min(p.Col-1, len(before))]) + max(1, p.Col-len(before))
}
