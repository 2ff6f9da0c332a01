package rules

import (
	"regexp"
	"strings"
)

// isGenerated reports whether a text has the form of what a program made, and nobody a person: a token with a known
// beginning, a private key, a row of hexadecimal digits, or letters and digits mixed as no word has them. Behind a
// scheme or a prefix the form says nothing, as references and hashes have one; of an address the password in it counts.
func isGenerated(text string) bool {
	if m := inAddress.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	if issued.MatchString(text) {
		return true
	}
	if len(text) < minGenerated || strings.ContainsAny(text, " \t\n") || prefixed.MatchString(text) || fillsIn.MatchString(text) {
		return false
	}
	if hexadecimal.MatchString(text) && hasDigit.MatchString(text) && hasLetter.MatchString(text) {
		return true
	}
	signs := 0
	for _, sign := range []*regexp.Regexp{digitWithin, capitalWithin, unspoken, longRow} {
		if sign.MatchString(text) {
			signs++
		}
	}
	return signs >= 2 && hasDigit.MatchString(text)
}

// minGenerated is the least length of a text that is held to be generated.
const minGenerated = 10

var (
	inAddress     = regexp.MustCompile(`^[a-z][a-z0-9+.-]*://[^/@\s:]*:([^@/\s]+)@`)
	prefixed      = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+._-]*[:/]`)
	hexadecimal   = regexp.MustCompile(`^(?:0x)?[0-9a-fA-F]{16,}$|^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	hasDigit      = regexp.MustCompile(`[0-9]`)
	hasLetter     = regexp.MustCompile(`[A-Za-z]`)
	digitWithin   = regexp.MustCompile(`[A-Za-z][0-9]+[A-Za-z]`)               // Jd6q
	capitalWithin = regexp.MustCompile(`[a-z][A-Z](?:[a-z]{0,2}(?:[^a-z]|$))`) // sEZd, and not camelCase
	unspoken      = regexp.MustCompile(`(?i)[bcdfghjklmnpqrstvwxz]{4}`)        // rtjwnqrj
	longRow       = regexp.MustCompile(`[A-Za-z]+[0-9]+[A-Za-z0-9+/]{12,}|[0-9]+[A-Za-z]+[A-Za-z0-9+/]{12,}`)
)
