package report

import (
	"crypto/sha256"
	"fmt"
	"io"

	"mxmcheck/analyzer/diag"
)

// gitlabIssue is an entry of GitLab's code quality report, with the attributes that its
// documentation requires: https://docs.gitlab.com/ci/testing/code_quality/.
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// GitLab prints findings as a code quality report. The fingerprint of a finding is made of its rule,
// file, option and message, so that it is the same finding when lines are added above it.
func GitLab(w io.Writer, f Findings) error {
	issues := []gitlabIssue{}
	met := map[string]int{}
	for _, d := range f.Findings {
		key := fmt.Sprintf("%s\x00%s\x00%s\x00%s", d.Rule, d.Span.File, d.Option, d.Message)
		met[key]++
		issues = append(issues, gitlabIssue{
			Description: d.Message, CheckName: d.Rule,
			Fingerprint: fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, met[key]))),
			Severity:    map[diag.Severity]string{diag.Error: "major", diag.Warning: "minor", diag.Info: "info"}[d.Severity],
			Location:    gitlabLocation{d.Span.File, gitlabLines{max(1, d.Span.Start.Line)}},
		})
	}
	return WriteJSON(w, issues)
}
