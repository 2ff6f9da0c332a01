package harness

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"mxmcheck/harness/probe"
)

// Secrets say which values are never written: by their names, without any configuration, and by the
// patterns of the configuration. The parts of a pattern are globs of one part of a path; ** is any
// number of parts. A pattern covers what lies below it: options, and the attributes of values. One
// that begins with ! shows what it covers, whatever else hides it.
type Secrets struct{ hidden, shown [][]string }

// NewSecrets reads the patterns of the configuration.
func NewSecrets(patterns []string) (s Secrets, err error) {
	for _, pattern := range patterns {
		text, shows := strings.CutPrefix(pattern, "!")
		parts := probe.SplitPath(text)
		for _, part := range parts {
			if _, err := path.Match(part, ""); err != nil || part == "" {
				return s, errors.Join(fmt.Errorf("%q is no pattern of an option's path", pattern), err)
			}
		}
		if shows {
			s.shown = append(s.shown, parts)
		} else {
			s.hidden = append(s.hidden, parts)
		}
	}
	return s, nil
}

// secretNames are the last names of texts that are secret without any configuration, by their words.
// The names decide, and not what the text looks like. So passwordFile is none.
var secretNames = []string{
	"password", "hashed password", "initial password", "initial hashed password", "password hash", "secret key", "api key", "token",
	"private key", "preshared key", "passphrase", "client secret", "access token", "auth token",
}

// isSecretName reports whether a name is one of them, in whatever way it is written: apiKey,
// api_key, API-KEY.
func isSecretName(name string) bool { return plainSecretNames[plainName(name)] }

// plainSecretNames are the secretNames as plainName writes them.
var plainSecretNames = func() map[string]bool {
	names := map[string]bool{}
	for _, words := range secretNames {
		names[plainName(words)] = true
	}
	return names
}()

// plainName is a name in lower case, with nothing but letters and digits.
func plainName(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, name)
}

// lastName is the name of what stands at a path: that of the list, for an element of one.
func lastName(at []string) string {
	for _, part := range slices.Backward(at) {
		if !strings.HasPrefix(part, "[") {
			return part
		}
	}
	return ""
}

// covered reports whether a pattern hides all that stands at a path, whatever it is.
func (s Secrets) covered(at []string) bool { return anyCovers(s.hidden, at) && !s.shows(at) }

// named reports whether a text at a path is secret by its name.
func (s Secrets) named(at []string) bool { return isSecretName(lastName(at)) && !s.shows(at) }

func (s Secrets) shows(at []string) bool { return anyCovers(s.shown, at) }

func anyCovers(patterns [][]string, at []string) bool {
	return slices.ContainsFunc(patterns, func(pattern []string) bool { return covers(pattern, at) })
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
