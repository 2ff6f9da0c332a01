package harness

import (
	"regexp"
	"strings"
)

// Nixpkgs says of a package that its meta data or the configuration forbid: which, where, why, and
// then at length how to allow it on every kind of machine. The first form is that of releases up to
// 25.11.
var (
	refusals = []*regexp.Regexp{
		regexp.MustCompile(`(?s)^Package [‘'"](.+?)[’'"] in \S+ (.+?),\s+refusing to evaluate`),
		regexp.MustCompile(`(?s)^Refusing to evaluate package [‘'"](.+?)[’'"] in \S+ because it (.+)`),
	}
	remedies    = regexp.MustCompile(`(?s)\n\s*(?:[a-c]\) |The package |Known issues:|You can install it anyway|Alternatively |See also |\n).*`)
	knownIssues = regexp.MustCompile(`(?s)\n\s*Known issues:\n(.*?)(?:\n\s*\n|$)`)
	itemMark    = regexp.MustCompile(`(?m)^\s*- `)
)

// refusal is a message in one sentence, if it says that nixpkgs refuses a package.
func refusal(message string) string {
	for _, form := range refusals {
		m := form.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		why := "it " + items(remedies.ReplaceAllString(m[2], ""))
		if issues := knownIssues.FindStringSubmatch(message); issues != nil {
			why += " (" + items(issues[1]) + ")"
		}
		return "package " + m[1] + " is refused: " + why
	}
	return message
}

// items is a text on one line, with what it lists after a dash one after the other.
func items(text string) string {
	lead, list := text, []string(nil)
	if at := itemMark.FindStringIndex(text); at != nil {
		lead, list = text[:at[0]], itemMark.Split(text[at[1]:], -1)
	}
	for i := range list {
		list[i] = strings.Join(strings.Fields(list[i]), " ")
	}
	return strings.TrimSpace(strings.Join(strings.Fields(lead), " ") + " " + strings.Join(list, "; "))
}
