package judge

import (
	"fmt"

	"mxmcheck/analyzer/diag"
)

// fewAlike is how many findings of one cause stand by themselves. Of more the first speaks for all, and has the other places
// beside it: one mend settles them, and one error that is ours is not said a hundred times.
const fewAlike = 4

// JoinCauses makes one finding of those that have one cause, where they are many. A finding with a fix stands by itself: it
// is mended at its place. The order stays.
func JoinCauses(found []diag.Diagnostic) []diag.Diagnostic {
	type cause struct{ rule, cause string }
	places := map[cause][]diag.Span{}
	of := func(d diag.Diagnostic) (cause, bool) {
		return cause{d.Rule, d.Cause}, d.Cause != "" && d.Fix == nil
	}
	for _, d := range found {
		if key, alike := of(d); alike {
			places[key] = append(places[key], d.Span)
		}
	}
	var joined []diag.Diagnostic
	said := map[cause]bool{}
	for _, d := range found {
		key, alike := of(d)
		if !alike || len(places[key]) <= fewAlike {
			joined = append(joined, d)
			continue
		}
		if said[key] {
			continue
		}
		said[key] = true
		joined = append(joined, withPlaces(d, places[key][1:]))
	}
	return joined
}

// withPlaces is a finding that names further places of its cause.
func withPlaces(d diag.Diagnostic, more []diag.Span) diag.Diagnostic {
	d.Message += fmt.Sprintf("; the same at %d more places", len(more))
	d.Related = append([]diag.Related{}, d.Related...)
	for _, span := range more {
		d.Related = append(d.Related, diag.Related{Span: span, Message: "the same"})
	}
	return d
}
