package harness

import (
	"maps"
	"slices"
	"strings"
)

// maxTexts bounds of how many values of a host that throw it is found out what they say.
const maxTexts = 20

// thrown puts what a value that throws says into the record that holds it: they come in order.
func (w *walk) thrown(path string) {
	w.texts++
	text := w.runner.failure(nil, w.process).Message
	if strings.HasPrefix(text, "Package ") { // what follows is how to allow it on every kind of machine
		text, _, _ = strings.Cut(text, "\n")
	}
	for _, list := range [][]Record{w.records, w.effects} {
		for i := range list {
			if list[i].Path == path {
				if value, done := withText(list[i].Value, text); done {
					list[i].Value = value
					return
				}
			}
		}
	}
}

// withText gives the first value that throws, in the order of the walker, its text.
func withText(value any, text string) (any, bool) {
	switch v := value.(type) {
	case Special:
		if v.Kind == "error" && v.Text == untold {
			return Special{Kind: "error", Text: text}, true
		}
	case []any:
		for i := range v {
			if one, done := withText(v[i], text); done {
				v[i] = one
				return v, true
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if one, done := withText(v[name], text); done {
				v[name] = one
				return v, true
			}
		}
	}
	return value, false
}

// untold is what the walker says of a value that throws.
const untold = "it throws"

// Broken lists what of a host does not evaluate, in options and in definitions elsewhere, and the
// assertions of the repository that fail: such a host cannot be built.
func Broken(o Outcome) []Record {
	var out []Record
	for _, list := range [][]Record{o.Records, o.Effects} {
		for _, r := range list {
			if IsBroken(r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// IsBroken reports whether a record holds an error, or an assertion that fails.
func IsBroken(r Record) bool { return holdsError(r.Value) }

func holdsError(value any) bool {
	switch v := value.(type) {
	case Special:
		return v.Kind == "error" || v.Kind == "failed"
	case []any:
		return slices.ContainsFunc(v, holdsError)
	case map[string]any:
		for _, one := range v {
			if holdsError(one) {
				return true
			}
		}
	}
	return false
}
