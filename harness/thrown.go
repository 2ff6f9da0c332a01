package harness

import (
	"maps"
	"slices"
)

// maxTexts bounds of how many values of a host that throw it is found out what they say: each costs a
// process. In an option that only inputs declare and define, it is one at most: see probe.nix.
const maxTexts = 20

// thrown puts what a value that throws says into the record that holds it: they come in order.
func (w *walk) thrown(path string) {
	w.texts++
	text := w.runner.failure(nil, w.process).Message
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
func IsBroken(r Record) bool { return len(Errors(r.Value)) > 0 }

// Errors are the texts of what in a value does not evaluate, and of assertions that fail.
func Errors(value any) (texts []string) {
	switch v := value.(type) {
	case Special:
		if v.Kind == "error" || v.Kind == "failed" {
			return []string{v.Text}
		}
	case []any:
		for _, one := range v {
			texts = append(texts, Errors(one)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			texts = append(texts, Errors(v[name])...)
		}
	}
	return texts
}
