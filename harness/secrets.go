package harness

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"mxmcheck/harness/probe"
)

// secrets are patterns of option paths whose values are kept as "set" or "unset" only. The parts of
// a pattern are globs of one part of a path; ** is any number of parts. A pattern covers what lies
// below it: options, and the attributes of values.
type secrets [][]string

func newSecrets(patterns []string) (secrets, error) {
	var out secrets
	for _, pattern := range patterns {
		parts := probe.SplitPath(pattern)
		for _, part := range parts {
			if _, err := path.Match(part, ""); err != nil || part == "" {
				return nil, errors.Join(fmt.Errorf("%q is no pattern of an option's path", pattern), err)
			}
		}
		out = append(out, parts)
	}
	return out, nil
}

func (s secrets) cover(at []string) bool {
	return slices.ContainsFunc(s, func(pattern []string) bool { return covers(pattern, at) })
}

func covers(pattern, at []string) bool {
	if len(pattern) == 0 {
		return true
	}
	if pattern[0] == "**" {
		return covers(pattern[1:], at) || len(at) > 0 && covers(pattern, at[1:])
	}
	if len(at) == 0 {
		return false
	}
	matched, err := path.Match(pattern[0], strings.Trim(at[0], `"`))
	return err == nil && matched && covers(pattern[1:], at[1:])
}

// hide replaces every secret of a host's records, and every text that holds one of them: a secret
// is often passed on to an option that no pattern names. Texts too short to be told from ordinary
// words are looked for under the patterns only. It gives the texts that it found.
func (s secrets) hide(lists ...[]Record) []string {
	if len(s) == 0 {
		return nil
	}
	var found []string
	for _, records := range lists {
		for i := range records {
			records[i].Value = s.hideValue(probe.SplitPath(records[i].Path), records[i].Value, &found)
		}
	}
	found = tellable(found)
	for _, records := range lists {
		for i := range records {
			records[i].Value = hideTexts(records[i].Value, found)
		}
	}
	return found
}

// shortest is the length from which on a secret is looked for everywhere.
const shortest = 8

func tellable(texts []string) []string {
	texts = slices.DeleteFunc(texts, func(text string) bool { return len(text) < shortest })
	slices.SortFunc(texts, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(texts)
}

func (s secrets) hideValue(at []string, value any, found *[]string) any {
	if s.cover(at) {
		collectTexts(value, found)
		return Special{Kind: "secret", Text: map[bool]string{true: "unset", false: "set"}[unset(value)]}
	}
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = s.hideValue(append(slices.Clone(at), fmt.Sprintf("[%d]", i)), v[i], found)
		}
	case map[string]any:
		for name := range v {
			v[name] = s.hideValue(append(slices.Clone(at), name), v[name], found)
		}
	}
	return value
}

func unset(value any) bool {
	special, ok := value.(Special)
	return value == nil || ok && special.Kind == "unset"
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
		for _, one := range v {
			collectTexts(one, found)
		}
	}
}

func hideTexts(value any, found []string) any {
	switch v := value.(type) {
	case string:
		if holds(v, found) {
			return Special{Kind: "secret", Text: "set"}
		}
	case json.Number:
		if slices.Contains(found, v.String()) {
			return Special{Kind: "secret", Text: "set"}
		}
	case Special:
		if holds(v.Text, found) {
			return Special{Kind: v.Kind, Text: "its text holds a secret"}
		}
	case []any:
		for i := range v {
			v[i] = hideTexts(v[i], found)
		}
	case map[string]any:
		for name := range v {
			v[name] = hideTexts(v[name], found)
		}
	}
	return value
}

func holds(text string, found []string) bool {
	return slices.ContainsFunc(found, func(secret string) bool { return strings.Contains(text, secret) })
}

// hideFailure cuts a message that speaks of a secret option before the values it quotes.
func (s secrets) hideFailure(f *Failure) {
	for _, m := range quotedName.FindAllStringSubmatch(f.Message, -1) {
		if s.cover(probe.SplitPath(m[1])) {
			first, _, _ := strings.Cut(f.Message, "\n")
			if head, _, ok := strings.Cut(first, ". Definition values:"); ok {
				first = head
			}
			f.Message = first + " (what is defined is a secret)"
			return
		}
	}
}
