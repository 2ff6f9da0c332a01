package harness

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// hide replaces every secret of a host's records, and every value that holds the text of one: a
// secret is often passed on to an option of another name. It gives the texts that it found, and
// sorts anew what it changed, which was sorted: the order must not tell of a secret either.
func (s Secrets) hide(lists ...[]Record) []string {
	h := &hiding{secrets: s}
	h.each(lists, h.named)
	if len(h.found) > 0 {
		h.needles = needlesIn(h.found)
		h.each(lists, h.holding)
	}
	if h.hidden {
		for _, records := range lists {
			sortRecords(records)
		}
	}
	return h.found
}

// HideIn hides what a snapshot holds in clear, because it was written before that was a secret. It
// gives the number of options and definitions that do.
func (s Secrets) HideIn(snapshot *Snapshot) (clear int) {
	for _, list := range []*[]Record{&snapshot.Records, &snapshot.Effects} {
		*list = slices.Clone(*list)
		for i := range *list {
			(*list)[i].Value = cloned((*list)[i].Value)
		}
	}
	left := map[string]int{} // what was written otherwise before
	for _, r := range slices.Concat(snapshot.Records, snapshot.Effects) {
		left[r.Path+" = "+renderValue(r.Value)]++
		clear++
	}
	s.hide(snapshot.Records, snapshot.Effects)
	for _, r := range slices.Concat(snapshot.Records, snapshot.Effects) {
		if line := r.Path + " = " + renderValue(r.Value); left[line] > 0 {
			left[line]--
			clear--
		}
	}
	return clear
}

// cloned is a value of which lists and sets can be written to.
func cloned(value any) any {
	switch v := value.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = cloned(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name := range v {
			out[name] = cloned(v[name])
		}
		return out
	}
	return value
}

// hiding is one run over the records of a host.
type hiding struct {
	secrets Secrets
	found   []string // texts of secrets
	needles []needle // the same, as they are looked for
	hidden  bool     // something is

	record *Record // that is being hidden
	depth  int     // how many parts its path has
}

// each looks at every value of the records, the outermost first.
func (h *hiding) each(lists [][]Record, look func(at []string, value any) (instead any, done bool)) {
	for _, records := range lists {
		for i := range records {
			at := definedPath(records[i].Path)
			h.record, h.depth = &records[i], len(at)
			records[i].Value = h.walk(at, records[i].Value, look)
		}
	}
}

func (h *hiding) walk(at []string, value any, look func([]string, any) (any, bool)) any {
	if instead, done := look(at, value); done {
		h.hidden = true
		return instead
	}
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = h.walk(append(slices.Clone(at), fmt.Sprintf("[%d]", i)), v[i], look)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			v[name] = h.walk(append(slices.Clone(at), name), v[name], look)
		}
	}
	return value
}

// The two states of a secret, as they are reported.
const (
	secretSet   = "set"
	secretUnset = "unset"
)

// named hides what patterns cover, and texts by their names.
func (h *hiding) named(at []string, value any) (any, bool) {
	special, isSpecial := value.(Special)
	switch {
	case isSpecial && special.Kind == "secret": // it was hidden before
		return value, true
	case h.secrets.covered(at) && unset(value):
		return Special{Kind: "secret", Text: secretUnset}, true
	case h.secrets.covered(at):
		collectTexts(value, &h.found)
		return h.set(at, renderValue(value)), true
	case !h.secrets.named(at):
		return value, false
	case isSpecial && special.Kind == "error":
		return Special{Kind: "error", Text: withoutQuoted(special.Text)}, true
	}
	if text, ok := textIn(value); ok && text != "" {
		h.found = append(h.found, text)
		return h.set(at, text), true
	}
	return value, false
}

// textIn is a value that is a text: one that is no UTF-8, or too long to be recorded, is one too.
func textIn(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case Special:
		return v.Text, v.Kind == "bytes" || v.Kind == "cut" && strings.HasPrefix(v.Text, "a text of ")
	}
	return "", false
}

// holding hides what holds the text of a secret.
func (h *hiding) holding(at []string, value any) (any, bool) {
	switch v := value.(type) {
	case string:
		if holds(v, h.needles) && !isNamedPath(at, v) {
			return h.set(at, v), true
		}
	case json.Number:
		if slices.Contains(h.found, v.String()) && len(v.String()) >= certain {
			return h.set(at, v.String()), true
		}
	case Special:
		if v.Kind == "secret" {
			return v, true
		}
		if text := without(v.Text, h.found); text != v.Text {
			h.note(at, v.Text)
			v.Text = text
			return v, true
		}
	}
	return value, false
}

// isNamedPath reports whether a text is the path of a file, by its look and by its name: where a
// password is "/run/secrets/x", passwordFile = "/run/secrets/x" is no secret.
func isNamedPath(at []string, text string) bool {
	name := strings.Trim(lastName(at), `"`)
	named := strings.HasSuffix(name, "File") || strings.HasSuffix(name, "Path")
	return named && strings.HasPrefix(text, "/") && !strings.ContainsAny(text, " \n\t")
}

// set stands for a secret that is set.
func (h *hiding) set(at []string, text string) Special {
	h.note(at, text)
	return Special{Kind: "secret", Text: secretSet}
}

// note keeps what distinguishes a secret from another one at the same place, as long as the run lasts.
func (h *hiding) note(at []string, text string) {
	if h.record.Exact.Contents == "" {
		return
	}
	if h.record.Exact.Secrets == nil {
		h.record.Exact.Secrets = map[string]string{}
	}
	sum := sha256.Sum256([]byte(text))
	h.record.Exact.Secrets[strings.Join(at[h.depth:], ".")] = hex.EncodeToString(sum[:])
}

func unset(value any) bool {
	special, ok := value.(Special)
	return value == nil || ok && special.Kind == "unset" || ok && special.Kind == "secret" && special.Text == secretUnset
}

func collectTexts(value any, found *[]string) {
	switch v := value.(type) {
	case string:
		*found = append(*found, v)
	case json.Number:
		*found = append(*found, v.String())
	case []any:
		for _, one := range v {
			collectTexts(one, found)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			collectTexts(v[name], found)
		}
	}
}

// SecretsNotCompared is of how many secrets it is known only that both snapshots have them: neither
// says what they are.
func SecretsNotCompared(before, after Snapshot) int {
	n := alike(before.Records, after.Records)
	if EffectsNotCompared(before, after) == 0 {
		n += alike(before.Effects, after.Effects)
	}
	return n
}

func alike(before, after []Record) (n int) {
	if !slices.ContainsFunc(after, func(r Record) bool { return secretsIn(r.Value) > 0 }) {
		return 0
	}
	old := map[string]int{}
	for _, r := range before {
		old[r.Path] += secretsIn(r.Value)
	}
	for _, r := range after {
		both := min(old[r.Path], secretsIn(r.Value))
		old[r.Path] -= both
		n += both
	}
	return n
}

// HoldsSecret reports whether a secret is in what changed, before or after.
func (c Change) HoldsSecret() bool {
	return c.Before != nil && secretsIn(c.Before.Value) > 0 || c.After != nil && secretsIn(c.After.Value) > 0
}

// secretsIn counts the secrets in a value that are set, and the texts in which one was.
func secretsIn(value any) (n int) {
	switch v := value.(type) {
	case Special:
		if v.Kind == "secret" && v.Text == secretSet || v.Kind != "secret" && strings.Contains(v.Text, secretWord) {
			return 1
		}
	case []any:
		for _, one := range v {
			n += secretsIn(one)
		}
	case map[string]any:
		for _, one := range v {
			n += secretsIn(one)
		}
	}
	return n
}
