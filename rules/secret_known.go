package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// publishedKeys are the first lines that differ of private keys which everybody can read at their source: they say who a
// machine of tests, or a builder on this machine, is.
var publishedKeys = []string{
	"QyNTUxOQAAACCQVnMW/wZWqrdWrjrRPhfEFFq1KLYguagSflLhFnVQmw",         // the builder for macOS of nixpkgs: nixos/modules/profiles/keys
	"MHcCAQEEIHQf/khLvYrQ8IOika5yqtWvI0oquHlpRLTZiJy5dRJmoAoGCCqGSM49", // snakeOilPrivateKey of nixpkgs' tests
	"MIIEogIBAAKCAQEA6NF8iallvQVp22WDkTkyrtvp9eWW6A8YVr+kz4TjGYe7gHzI", // the insecure key of vagrant
}

var isPrivateKey = regexp.MustCompile(`-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----`)

// ofPublishedKey matches what a comment says of a private key that is everybody's.
var ofPublishedKey = regexp.MustCompile(`(?i)\bprofiles/keys\b|\bsnake-?oil|\binsecure\b.{0,40}\bkeys?\b|\bkeys?\b.{0,40}\binsecure\b|\b(?:well[- ]?known|publicly known|published)\b|\btests/ssh-keys\.nix\b`)

// isPublishedKey reports whether a private key is one that everybody has: by its text, or by what the comment above
// it, or above its public half beside it, says.
func isPublishedKey(d *analyzer.Definition, text string) bool {
	if !isPrivateKey.MatchString(text) {
		return false
	}
	if slices.ContainsFunc(publishedKeys, func(key string) bool { return strings.Contains(text, key) }) {
		return true
	}
	return slices.ContainsFunc(d.File.Definitions, func(other *analyzer.Definition) bool {
		return (other == d || isPublicHalf(other.Path, d.Path)) && ofPublishedKey.MatchString(commentAt(d.File, other.Span.Start.Line))
	})
}

// isPublicHalf reports whether a path is that of a key, with .pub behind one of its names.
func isPublicHalf(public, private analyzer.Path) bool {
	return len(public) == len(private) && strings.ReplaceAll(public.String(), ".pub", "") == private.String() ||
		len(public) == len(private) && slices.EqualFunc(public, private, func(a, b string) bool { return strings.TrimSuffix(a, ".pub") == b })
}

// forFirstLogin matches what a comment says of a password that a new machine has until it has another.
var forFirstLogin = regexp.MustCompile(`(?i)\bbootstrap(?:ping)?\b|\b(?:first|initial) (?:log-?in|boot|install(?:ation)?|set-?up)\b|\bnew (?:machine|host|install(?:ation)?)\b|` +
	`\b(?:until|before) (?:\w+ ){0,4}(?:works?|runs?|exists?|decrypted|available|ready|set up|deployed)\b|\bcan(?:no|')?t (?:yet )?be decrypted\b`)

// isToDo matches what a comment says of what is wrong still.
var isToDo = regexp.MustCompile(`(?i)\b(?:todo|fixme|xxx|hack)\b`)

// isForFirstLogin reports whether a comment on the password of a user of the machine, or on one of the sets around it, says that it is there
// for the first login alone.
func isForFirstLogin(d *analyzer.Definition) bool {
	if !ofUser(d.Path) {
		return false
	}
	said := commentAt(d.File, d.Span.Start.Line) + " " + commentAbove(d.File, d.Span.Start.Offset)
	return forFirstLogin.MatchString(said) && !isToDo.MatchString(said)
}

// commentAbove is what comments say that stand right before the sets around a place, which begin with nothing else
// than what leads there; an empty line may stand between.
func commentAbove(f *analyzer.File, offset int) string {
	var text strings.Builder
	for i := len(f.Comments) - 1; i >= 0; i-- {
		c := f.Comments[i]
		if c.Pos() < offset && startsLine(f, c) && opensOnly.MatchString(f.Src[c.End():offset]) {
			text.WriteString(strings.Trim(f.Src[c.Pos():c.End()], "#/* \t\n") + " ")
			offset = c.Pos()
		}
	}
	return text.String()
}

// opensOnly matches what opens sets and binds nothing yet: users = { root = {.
var opensOnly = regexp.MustCompile(`^(?:\s*[\w."'-]+\s*=\s*\{)*\s*$`)

// ofDatabaseHere matches the names of groups and variables that are about a database.
var ofDatabaseHere = regexp.MustCompile(`(?i)database|postgres|mysql|mariadb|\bdb|_db|pgpass`)

// userOf gives the names beside that name of a password which say whose it is.
var passwordWord = regexp.MustCompile(`(?i)(?:password|passwd|pass)$`)

// isNameBeside reports whether the password of a database is the name of its user beside it, and the database is on the same machine:
// a word that has to be there, where the socket says who connects.
func isNameBeside(d *analyzer.Definition, text string, beside []*analyzer.Definition) bool {
	name := d.Path.Name()
	stem := passwordWord.ReplaceAllString(name, "")
	if stem == name || !ofDatabaseHere.MatchString(d.Path.String()) {
		return false
	}
	around, named := d.Path[:len(d.Path)-1], false
	for _, other := range beside {
		if len(other.Path) != len(d.Path) || !other.Path.HasPrefix(around) {
			continue
		}
		said, _ := syntax.StaticText(other.Value)
		switch last := strings.ToLower(other.Path.Name()); {
		case last == strings.ToLower(stem)+"user" || last == strings.ToLower(stem)+"username":
			named = named || said == text
		case (strings.HasSuffix(last, "host") || strings.HasSuffix(last, "hostname") || strings.HasSuffix(last, "server")) && !isHere(said):
			return false
		}
	}
	return named
}

// isHere knows the addresses of the machine itself, and the folders of its sockets.
func isHere(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1" || strings.HasPrefix(host, "/")
}
