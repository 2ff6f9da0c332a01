package report

import "mxmcheck/analyzer/diag"

// The part of SARIF 2.1.0 that tells of a fix (sections 3.55 to 3.57), by the standard's names.
type (
	sarifFix struct {
		Description sarifText         `json:"description"`
		Changes     []sarifFileChange `json:"artifactChanges"`
		Properties  struct {
			Safe bool `json:"safe"`
		} `json:"properties"` // the standard has no word for it
	}
	sarifFileChange struct {
		File         sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"` // an empty one is an insertion
		Inserted sarifText   `json:"insertedContent"`
	}
)

// sarifFixOf tells the edits of a fix, file by file.
func sarifFixOf(fix diag.Fix, source Source) sarifFix {
	out := sarifFix{Description: sarifText{fix.Message}, Changes: []sarifFileChange{}}
	out.Properties.Safe = fix.Safe
	at := map[string]int{}
	for _, e := range fix.Edits {
		i, met := at[e.Span.File]
		if !met {
			i = len(out.Changes)
			at[e.Span.File] = i
			out.Changes = append(out.Changes, sarifFileChange{File: sarifFile(e.Span.File)})
		}
		out.Changes[i].Replacements = append(out.Changes[i].Replacements, sarifReplacement{sarifRegionOf(e.Span, source), sarifText{e.Text}})
	}
	return out
}
