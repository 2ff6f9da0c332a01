package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// credentialWord knows the parts of an option's path below which secrets are named, and not held.
var credentialWord = regexp.MustCompile(`(?i)^(?:(?:load|set|import|systemd)?-?credentials?(?:encrypted)?|(?:sops|age)secrets?|secret-?names?|secretkeys)$`)

// namesCredential reports whether a text is the name by which a program finds a secret: below an option
// of credentials it ends in the option's own words, as mealie-smtp-password for SMTP_PASSWORD; or the
// file says elsewhere what lies under that name in the folder of a service's credentials.
func namesCredential(d *analyzer.Definition, text string) bool {
	if text == "" || strings.ContainsAny(text, " \n") {
		return false
	}
	if strings.Contains(d.File.Src, text) && credentialsFolder(d.File.Src) && credentialAt(text).MatchString(d.File.Src) {
		return true
	}
	name, words := wordsOf(d.Path.Name()), wordsOf(text)
	if len(words) < 2 || len(words) < len(name) || !slices.Equal(words[len(words)-len(name):], name) {
		return false
	}
	return slices.ContainsFunc(d.Path[:len(d.Path)-1], credentialWord.MatchString)
}

// credentialsFolder reports whether a text names the folder in which systemd lays the credentials of a service.
func credentialsFolder(text string) bool {
	return strings.Contains(text, "/run/credentials/") || strings.Contains(text, "CREDENTIALS_DIRECTORY")
}

// credentialAt matches the path of a credential of that name.
func credentialAt(name string) *regexp.Regexp {
	return regexp.MustCompile(`(?:/run/credentials/[^\s"']*|CREDENTIALS_DIRECTORY\}?)/` + regexp.QuoteMeta(name) + `(?:[\s"';]|$)`)
}

// hump is where a word begins within a name, as in smtpPassword.
var hump = regexp.MustCompile(`([a-z0-9])([A-Z])`)

// wordsOf are the words of a name, in small letters, however they are joined.
func wordsOf(name string) []string {
	return strings.FieldsFunc(strings.ToLower(hump.ReplaceAllString(name, "$1-$2")), func(r rune) bool { return strings.ContainsRune("-_./:", r) })
}

// makesImage matches commands and settings by which an image is made of a file.
var makesImage = regexp.MustCompile(`nixos-generate(?:-[a-z]*)? (?:-f|--format)|formats?\.(?:iso|sd-|install)|getty\.helpLine`)

// isLive reports whether a file looks as if an image that is started from a medium is made of it.
func isLive(f *analyzer.File) bool {
	return hasWord(strings.TrimSuffix(f.Name, ".nix"), "image", "images", "live", "livecd", "sdcard", "sdimage") || makesImage.MatchString(f.Src)
}

// isOwnName reports whether a user's password is the user's own name, or that of the system: one that
// whoever holds the medium is to guess.
func isOwnName(d *analyzer.Definition) bool {
	text, _ := syntax.StaticText(d.Value)
	return text != "" && (text == d.Path[2] || text == "nixos" || text == "live")
}
