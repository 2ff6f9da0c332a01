package harness

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaskSource is the text of a Nix file in which what may be a secret is written in stars, as long as it is, so that
// lines and columns stay: every text that is assigned to the name of one, on however many lines; every text that
// begins behind such a name on its line; a text that holds a private key; and those of the line wholly, if it is not
// 0. It is no parser: it knows texts, comments and brackets, and takes any bytes.
func MaskSource(text string, wholly int) string {
	m := &masking{text: text, out: []byte(text), wholly: wholly, line: 1}
	for m.at < len(text) {
		m.token()
	}
	return string(m.out)
}

// masking is a walk over the text of a file.
type masking struct {
	text     string
	out      []byte
	at, line int
	wholly   int
	named    int   // the line on which the name of a secret was last met
	depth    int   // of brackets
	assigned []int // the depths of the assignments to names of secrets that the walk is in
	isName   bool  // what came last was such a name
}

var privateKey = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY`)

func (m *masking) token() {
	rest := m.text[m.at:]
	switch c := rest[0]; {
	case c == '#':
		m.comment(lengthTo(rest, "\n", 0))
	case strings.HasPrefix(rest, "/*"):
		m.comment(lengthTo(rest, "*/", 2))
	case c == '"' || strings.HasPrefix(rest, "''"):
		m.quoted(textLength(rest))
	case isNameByte(c):
		m.name(nameLength(rest))
	case c == '\n' || c == ' ' || c == '\t' || c == '\r':
		m.pass(1)
	default:
		m.sign(c)
	}
}

// pass goes on by that many bytes.
func (m *masking) pass(n int) {
	m.line += strings.Count(m.text[m.at:m.at+n], "\n")
	m.at += n
}

func (m *masking) name(n int) {
	m.isName = isSecretName(m.text[m.at : m.at+n])
	if m.isName {
		m.named = m.line
	}
	m.pass(n)
}

func (m *masking) sign(c byte) {
	switch c {
	case '{', '[', '(':
		m.depth++
	case '}', ']', ')':
		m.depth--
		m.leave(m.depth + 1)
	case ';':
		m.leave(m.depth)
	case '=':
		if m.isName && !strings.HasPrefix(m.text[m.at:], "==") {
			m.assigned = append(m.assigned, m.depth)
		}
	}
	m.isName = false
	m.pass(1)
}

// leave ends the assignments at a depth, and those in it.
func (m *masking) leave(depth int) {
	m.assigned = slices.DeleteFunc(m.assigned, func(at int) bool { return at >= depth })
}

// quoted masks a text, if it may be a secret. One that is the name of a secret is none.
func (m *masking) quoted(n int) {
	quote := map[bool]int{true: 2, false: 1}[m.text[m.at] == '\'']
	end := n
	if n >= 2*quote && strings.HasSuffix(m.text[m.at:m.at+n], m.text[m.at:m.at+quote]) {
		end -= quote
	}
	inside := m.text[m.at+quote : m.at+max(end, quote)]
	lines := strings.Count(inside, "\n")
	switch {
	case len(m.assigned) == 0 && isSecretName(inside):
		m.isName, m.named = true, m.line
	case len(m.assigned) > 0 || m.named == m.line || m.line <= m.wholly && m.wholly <= m.line+lines || privateKey.MatchString(inside):
		copy(m.out[m.at+quote:], starred(inside))
		m.isName = false
	default:
		m.eachLine(m.at+quote, inside) // it may be a program that assigns one
		m.isName = false
	}
	m.pass(n)
}

func (m *masking) comment(n int) {
	m.eachLine(m.at, m.text[m.at:m.at+n])
	m.pass(n)
}

// eachLine masks the texts behind the name of a secret on each line of what stands at a place.
func (m *masking) eachLine(at int, text string) {
	for line := range strings.Lines(text) {
		copy(m.out[at:], maskAssigned(line))
		at += len(line)
	}
}

// maskAssigned is a line that is not of the language in which the texts behind the name of a secret are in stars.
func maskAssigned(line string) string {
	at := secretNamed.FindStringSubmatchIndex(line)
	if at == nil {
		return line
	}
	from := at[5] // the end of the name
	return line[:from] + quotedText.ReplaceAllStringFunc(line[from:], func(found string) string {
		quote := map[bool]int{true: 2, false: 1}[strings.HasPrefix(found, "''")]
		return found[:quote] + starred(found[quote:len(found)-quote]) + found[len(found)-quote:]
	})
}

func isNameByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func nameLength(text string) int {
	end := strings.IndexFunc(text, func(c rune) bool {
		return c >= utf8.RuneSelf || !isNameByte(byte(c)) && c != '\'' && c != '-'
	})
	if end < 0 {
		return len(text)
	}
	return end
}

// lengthTo is how far it is behind the end of what begins a text; all of it without one.
func lengthTo(text, end string, from int) int {
	if at := strings.Index(text[min(from, len(text)):], end); at >= 0 {
		return from + at + len(end)
	}
	return len(text)
}

// textLength is how long the text is, in quotes of either kind, at the beginning of some source.
func textLength(source string) int {
	indented := source[0] == '\''
	open := []bool{indented} // the texts around; what is between braces in them is passed with its texts
	braces := []int{0}
	at := map[bool]int{true: 2, false: 1}[indented]
	for at < len(source) && len(open) > 0 {
		rest, top := source[at:], len(open)-1
		switch {
		case braces[top] > 0: // code
			switch {
			case rest[0] == '"' || strings.HasPrefix(rest, "''"):
				open, braces = append(open, rest[0] == '\''), append(braces, 0)
				at += map[bool]int{true: 2, false: 1}[rest[0] == '\'']
				continue
			case rest[0] == '{':
				braces[top]++
			case rest[0] == '}':
				braces[top]--
			case isNameByte(rest[0]):
				at += nameLength(rest)
				continue
			}
			at++
		case strings.HasPrefix(rest, "${"):
			braces[top]++
			at += 2
		case open[top] && (strings.HasPrefix(rest, "'''") || strings.HasPrefix(rest, "''$")), !open[top] && rest[0] == '\\', strings.HasPrefix(rest, "$$"):
			at += min(map[bool]int{true: 3, false: 2}[rest[0] == '\''], len(rest))
		case open[top] && strings.HasPrefix(rest, `''\`):
			at += min(4, len(rest))
		case open[top] && strings.HasPrefix(rest, "''"), !open[top] && rest[0] == '"':
			at += map[bool]int{true: 2, false: 1}[open[top]]
			open, braces = open[:top], braces[:top]
		default:
			at++
		}
	}
	return min(at, len(source))
}
