package report

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer/diag"
)

// shownPlaces bounds how many places of one cause a person is shown: JSON has all.
const shownPlaces = 3

// unknownGroup is what one cause hides: the message, and where.
type unknownGroup struct {
	message string
	spans   []diag.Span
}

// unknownGroups joins what has the same cause, in the order of the first place of each.
func unknownGroups(list []diag.Unknown) []*unknownGroup {
	var groups []*unknownGroup
	byMessage := map[string]*unknownGroup{}
	for _, u := range list {
		g := byMessage[u.Message]
		if g == nil {
			g = &unknownGroup{message: u.Message}
			byMessage[u.Message] = g
			groups = append(groups, g)
		}
		g.spans = append(g.spans, u.Span)
	}
	return groups
}

// text is a line for each place, or, of many, for the first ones and the number of the others.
func (g *unknownGroup) text() string {
	if len(g.spans) <= shownPlaces {
		var b strings.Builder
		for _, s := range g.spans {
			fmt.Fprintf(&b, "%s: unknown: %s\n", place(s), g.message)
		}
		return b.String()
	}
	return fmt.Sprintf("%s: unknown: %s\n", g.where(), g.message)
}

// where names the first places, and how many more there are.
func (g *unknownGroup) where() string {
	var places []string
	seen := map[string]bool{}
	for _, s := range g.spans { // several hosts may say one place
		if at := place(s); !seen[at] {
			seen[at] = true
			places = append(places, at)
		}
	}
	more := max(0, len(places)-shownPlaces)
	text := strings.Join(places[:len(places)-more], ", ")
	if more > 0 {
		text += " and at " + Plural(more, "more place")
	}
	return text
}
