package harness

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mxmcheck/harness/probe"
)

// secretWord stands in a text where a secret was.
const secretWord = "<secret>"

// The lengths from which on the text of a secret is looked for: anywhere; as a word in values, if it
// is not like an ordinary word; and as a word in messages, where what is lost is only a word.
const (
	certain = 8
	likely  = 5
	least   = 3
)

// needle is a text to look for.
type needle struct {
	text string
	word bool // only where no letter or digit is beside it
}

// needlesIn are the texts of secrets as they are looked for in values. A text that is no more than
// the name of a secret, or a short one like an ordinary word or number, stands everywhere.
func needlesIn(texts []string) []needle {
	return spelled(texts, func(text string) bool {
		return len(text) >= certain || len(text) >= likely && isMixed(text)
	})
}

// isMixed reports whether a text has letters, and something else than letters.
func isMixed(text string) bool {
	other := func(c rune) bool { return !unicode.IsLetter(c) }
	return strings.IndexFunc(text, unicode.IsLetter) >= 0 && strings.IndexFunc(text, other) >= 0
}

// spelled are texts in the ways in which other texts quote them, the longest first.
func spelled(texts []string, wanted func(string) bool) []needle {
	var all []string
	for _, text := range texts {
		if isSecretName(text) || strings.TrimSpace(text) == "" || !wanted(text) {
			continue
		}
		all = append(all, text, strings.TrimSpace(text), inner(probe.Quote(text)), inner(probe.NixString(text)))
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); len(line) >= certain && !strings.HasPrefix(line, "-----") {
				all = append(all, line)
			}
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	var needles []needle
	for _, text := range slices.Compact(all) {
		needles = append(needles, needle{text, len(text) < certain})
	}
	return needles
}

func inner(quoted string) string { return quoted[1 : len(quoted)-1] }

func holds(text string, needles []needle) bool {
	return slices.ContainsFunc(needles, func(n needle) bool { return n.next(text, 0) >= 0 })
}

// next is where a text holds the needle, from a place on; -1 if nowhere.
func (n needle) next(text string, from int) int {
	for {
		i := strings.Index(text[from:], n.text)
		if i < 0 {
			return -1
		}
		start, end := from+i, from+i+len(n.text)
		if !n.word || !alphanumeric(text, start-1) && !alphanumeric(text, end) {
			return start
		}
		from = start + 1
	}
}

func alphanumeric(text string, i int) bool {
	if i < 0 || i >= len(text) {
		return false
	}
	c := text[i]
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// without is a message without the texts of secrets.
func without(text string, secrets []string) string {
	for _, n := range spelled(secrets, func(text string) bool { return len(text) >= least }) {
		for i := n.next(text, 0); i >= 0; i = n.next(text, i+len(secretWord)) {
			text = text[:i] + secretWord + text[i+len(n.text):]
		}
	}
	return text
}

// secretName is the name of a secret in a text, in whatever way it is written.
var secretName = `(^|[^\w'-])(` + anySecretName() + `)`

// anySecretName is a pattern of all of them, the longer before those that they begin with.
func anySecretName() string {
	var names []string
	for _, words := range secretNames {
		names = append(names, strings.ReplaceAll(words, " ", `[_-]?`))
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	return `(?i:` + strings.Join(names, "|") + `)`
}

// assigned is such a name and a value behind it, as Nix, JSON and messages write it: in quotes, or a
// list. assignedBare is one as the arguments of commands have them. secretNamed is the name alone.
var (
	assigned     = regexp.MustCompile(secretName + `(\\*"?[ \t]*[=:][ \t]*)(\[[^\]]*\]|\\+"[^"]*"|"(?:[^"\\]|\\.)*"?|''(?s:.*?)'')`)
	assignedBare = regexp.MustCompile(secretName + `(=)([^\s"';,{}\[\]()<]+)`)
	secretNamed  = regexp.MustCompile(secretName + `($|[^\w'-])`)
)

// withoutAssigned is a text without what is assigned to the name of a secret.
func withoutAssigned(text string) string {
	for _, pattern := range []*regexp.Regexp{assigned, assignedBare} {
		text = pattern.ReplaceAllString(text, "${1}${2}${3}"+secretWord)
	}
	return text
}

var quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|''(?s:.*?)''`)

// withoutQuoted is a message without the texts that it quotes.
func withoutQuoted(text string) string { return quotedText.ReplaceAllString(text, secretWord) }

// starred has as many bytes and lines as the text: columns are counted in them.
func starred(text string) string {
	var out strings.Builder
	for len(text) > 0 {
		c, size := utf8.DecodeRuneInString(text)
		if c == '\n' || c == '\r' {
			out.WriteRune(c)
		} else {
			out.WriteString([]string{"*", "·", "•", "•*"}[size-1])
		}
		text = text[size:]
	}
	return out.String()
}

// hideFailure cuts a message that speaks of a secret option before the values it quotes, and leaves
// out of any what is assigned to the name of a secret.
func (s Secrets) hideFailure(message string) string {
	for _, m := range quotedName.FindAllStringSubmatch(message, -1) {
		at := probe.SplitPath(m[1])
		if !s.covered(at) && !s.named(at) {
			continue
		}
		first, rest, more := strings.Cut(message, "\n")
		if head, _, ok := strings.Cut(first, ". Definition values:"); ok {
			first, more = head, true
		}
		if more || rest != "" {
			return withoutQuoted(first) + " (what is defined is a secret)"
		}
		return withoutQuoted(first)
	}
	return withoutAssigned(message)
}
