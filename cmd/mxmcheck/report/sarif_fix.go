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
	told := sarifFix{Description: sarifText{fix.Message}, Changes: []sarifFileChange{}}
	told.Properties.Safe = fix.Safe
	at := map[string]int{}
	for _, e := range fix.Edits {
		i, met := at[e.Span.File]
		if !met {
			i = len(told.Changes)
			at[e.Span.File] = i
			told.Changes = append(told.Changes, sarifFileChange{File: sarifFile(e.Span.File)})
		}
		told.Changes[i].Replacements = append(told.Changes[i].Replacements, sarifReplacement{sarifRegionOf(e.Span, source), sarifText{e.Text}})
	}
	return told
}
