package eval

import (
	"regexp"
	"strings"
)

// The longest pattern and text that are matched: more is not known.
const maxPattern, maxMatched = 500, 100_000

// match is builtins.match: the groups of an extended regular expression that matches the whole text, null where it does not.
// Patterns in which Go and the C++ library that Nix takes may differ are not known.
func match(m *Machine, v []Value, at Place) Value {
	pattern, ok := v[0].(String)
	if !ok {
		return m.unknown(at, "an argument is not known", v[0])
	}
	text, ok := v[1].(String)
	if !ok {
		return m.unknown(at, "an argument is not known", v[1])
	}
	re, ok := compiled(string(pattern))
	if !ok || len(text) > maxMatched || strings.Contains(string(text), "\n") { // what a dot takes for a line's end differs
		return &Unknown{At: at, Reason: "what the pattern matches is not known"}
	}
	found := re.FindStringSubmatchIndex(string(text))
	if found == nil {
		return Null{}
	}
	groups := &List{}
	unsure := repeatedGroup.MatchString(string(pattern))
	for i := 4; i < len(found); i += 2 { // behind the whole match, and the group around all
		var group Value = Null{}
		if unsure {
			group = &Unknown{At: at, Reason: "which part a repeated group has is not known"}
		} else if found[i] >= 0 {
			group = text[found[i]:found[i+1]]
		}
		groups.Elems = append(groups.Elems, Known(group))
	}
	return groups
}

// compiled is a pattern that matches whole texts; ok is false where it is none, or may mean something else to Nix.
func compiled(pattern string) (re *regexp.Regexp, ok bool) {
	if len(pattern) > maxPattern || escapesInBrackets(pattern) || strings.ContainsAny(pattern, "\n") {
		return nil, false
	}
	re, err := regexp.CompilePOSIX("^(" + pattern + ")$")
	return re, err == nil
}

// repeatedGroup matches a group that may match several times: what is left in it differs.
var repeatedGroup = regexp.MustCompile(`\)[*+{]`)

// escapesInBrackets reports whether a backslash stands within brackets, where it is a letter like others to POSIX.
func escapesInBrackets(pattern string) bool {
	within := false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && within:
			return true
		case c == '\\':
			i++
		case c == '[':
			within = true
		case c == ']':
			within = false
		}
	}
	return false
}
