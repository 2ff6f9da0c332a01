package rules

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// switches are words of names that turn something about a password on or off, and hold none:
// MYSQL_RANDOM_ROOT_PASSWORD.
var switches = regexp.MustCompile(`(?i)(?:^|_)(?:RANDOM|ALLOW|EMPTY|DISABLED?|ENABLED?|REQUIRED?|USE|SKIP|SHOW|HIDE|LOGIN|AUTHENTICATION|NO|IS|HAS)_`)

// isSwitch reports whether a value turns something on or off.
func isSwitch(name, text string) bool {
	switch strings.ToLower(text) {
	case "yes", "no", "true", "false", "on", "off", "y", "n":
		return true
	case "0", "1":
		return switches.MatchString(name)
	}
	return false
}

// noSecret matches what a comment says of a value that has to be there, and of which nothing hangs.
var noSecret = regexp.MustCompile(`(?i)\b(?:not|no|non|isn'?t)[- ](?:(?:a|an|really|actually|any|real) )*secrets?\b|\bnon-?secret\b|\b(?:dummy|unused|fake|bogus|ignored)\b|\bignores (?:the|this|its) (?:value|key|token|password)\b|` +
	`\b(?:never|not|isn'?t) (?:actually |really )?(?:sent|used|read|checked|verified|validated|needed)\b|\b(?:complains|fails|errors|breaks|crashes) without\b|\b(?:required|needed|mandatory),? but\b|\b(?:any|arbitrary|some random) (?:value|string|text)\b|\banything (?:works|goes|will do)\b|` +
	`\bby design\b|\bnot a (?:security |real )?(?:credential|risk)\b|\b(?:intentionally|deliberately|on purpose) (?:public|plain ?text|in clear|shared)\b|\b(?:public|plain ?text|in clear|shared) (?:on purpose|by intention|intentionally|deliberately)\b|\b(?:upstream|published|well[- ]known|old) (?:default|key)\b|` +
	`\b(?:static|fixed|hard-?coded|default)\b[^.]{0,100}\b(?:is|are) (?:ok(?:ay)?|fine|harmless|enough)\b|\bhard-?coded\b.{0,100}\bonly\b|\b(?:internal|loopback|localhost)(?: \w+)? only\b|` +
	`\bnothing (?:is |gets |that is )?(?:encrypted|signed)\b|\b(?:encrypts|signs|protects) nothing\b`)

// published are values that everybody can read at their source, and that are no one's secret, by their
// SHA-256: keys that Chromium and its distributions ship, and the one that grafana has before it is
// given another.
var published = []string{
	"f7010ed46587929256ab8329e9030bebf3ab3f4390c063fe1e2de30a6ac22162", // GOOGLE_API_KEY of Chromium
	"05d9d0c04b7f1d1db0fe1e217c794a62d0a7e1a0e099aafcdded05d2465c4df4", // GOOGLE_DEFAULT_CLIENT_SECRET of Chromium
	"55e95f1b178d87147704405c300120c15f4541790c1941d18a33b1b040cd13d5", // GOOGLE_API_KEY of a distribution
	"f3c3964ca854e172366f81d8bdb327da487c2f8a15f954b116e28961dd6585c0", // secret_key of grafana
}

func isPublished(text string) bool {
	return slices.Contains(published, fmt.Sprintf("%x", sha256.Sum256([]byte(text))))
}

// marker matches what stands for a key where none is needed: ollama-local.
var marker = regexp.MustCompile(`(?i)^[a-z]+[- ](?:local|localhost|none|dummy|fake|unused|marker|nokey)$`)

// saysNoSecret reports whether a value says that it is no secret, or the comment right above it or
// behind it does.
func saysNoSecret(d *analyzer.Definition, text string) bool {
	lower := strings.ToLower(d.Path.Name())
	return isPublished(text) || isPublishedKey(d, text) || callsItselfNone(d, text) || (strings.HasSuffix(lower, "key") || strings.HasSuffix(lower, "token")) && marker.MatchString(text) ||
		noSecret.MatchString(commentAt(d.File, d.Span.Start.Line)) || meantSo.MatchString(headComment(d.File)) || isPublicByComment(d) || isForFirstLogin(d)
}

var (
	// saysPublic matches what a comment says of values that everybody may know.
	saysPublic = regexp.MustCompile(`(?i)\b(?:public(?:ly|aly)?|openly|world)[- ](?:available|known|shared|readable|visible|accessible|documented)\b|\b(?:is|are|meant to be) (?:deliberately |intentionally )?public\b|\b(?:not|non|no)[- ](?:a |any )?secrets?\b|\b(?:dummy|fake|throw-?away) (?:\w+ )?(?:credentials?|passwords?|log-?ins?|keys?|tokens?)\b`)
	// ofCredentials matches the words for what a comment may call public.
	ofCredentials = regexp.MustCompile(`(?i)\b(?:passwords?|passwd|passphrases?|credentials?|secrets?|tokens?|log-?ins?|keys?|id)\b`)
	// ofPair matches the words for a name and its password together.
	ofPair = regexp.MustCompile(`(?i)\b(?:credentials|log-?ins?|accounts?|(?:id|users?|names?|usernames?) and (?:\w+ )?password)\b`)
	// notYet matches what says that it is to be otherwise.
	notYet = regexp.MustCompile(`(?i)\b(?:should|must|needs? to|ought to|change|move|replace|never|don'?t|do not)\b`)
)

// isPublicByComment reports whether the comment above a value, above the lines right before it, or above one of the two sets around it
// says that everybody may know the credentials there.
func isPublicByComment(d *analyzer.Definition) bool {
	for _, line := range linesAround(d.File, d.Span.Start) {
		if said := commentAt(d.File, line); (line != d.Span.Start.Line-1 || ofPair.MatchString(said)) && saysPublic.MatchString(said) && ofCredentials.MatchString(said) && !isToDo.MatchString(said) && !notYet.MatchString(said) {
			return true
		}
	}
	return false
}

// linesAround are the line of a place, that of the binding before it, and those on which the two bindings around it begin.
func linesAround(f *analyzer.File, at diag.Pos) []int {
	var around []int
	f.Walk(func(n syntax.Node) bool {
		if n.Pos() > at.Offset || at.Offset >= n.End() {
			return false
		}
		if b, ok := n.(*syntax.AttrBinding); ok {
			if _, isSet := syntax.Unparen(b.Value).(*syntax.AttrSet); isSet {
				around = append(around, f.Span(b).Start.Line)
			}
		}
		return true
	})
	return append(around[max(0, len(around)-2):], at.Line, at.Line-1)
}

// callsNone matches words by which a value says that it is no secret; for the account of a user a word may
// be the password itself.
var (
	callsNone   = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:dummy|fake|placeholder|not[-_ ](?:an?[-_ ]|the[-_ ])?(?:real|used|secret|needed)|(?:an?[-_ ])?example[-_ ](?:key|password|secret|token|value))(?:[^a-z.]|$)`)
	callsNoReal = regexp.MustCompile(`(?i)(?:^|[^a-z])not[-_ ](?:an?[-_ ]|the[-_ ])?(?:real|used|secret|needed)(?:[^a-z.]|$)`)
)

// comesFrom matches words that say where the true value comes from: use-env-var, read from file.
var comesFrom = regexp.MustCompile(`(?i)(?:^|[-_ ])(?:use|see|via|from|by|at|in|with)[-_ ](?:(?:the|an?|its|your|sops|agenix|secrets?)[-_ ])*(?:env|envs|environment|env[-_ ]?vars?|env[-_ ]?files?|files?|runtime|activation|sops|agenix|vault|secrets)(?:[-_ ]|$)`)

// inWords matches texts of two or more words without digits, as people write and no generator does.
var inWords = regexp.MustCompile(`^[A-Za-z]+(?:[-_ ][A-Za-z]+)+$`)

func callsItselfNone(d *analyzer.Definition, text string) bool {
	if ofUser(d.Path) {
		return callsNoReal.MatchString(text)
	}
	return callsNone.MatchString(text) || inWords.MatchString(text) && comesFrom.MatchString(text)
}

// meantSo matches what the comment at the head of a file says of all secrets in it.
var meantSo = regexp.MustCompile(`(?i)\b(?:see|sees|seen|call|consider|think|not|no)\b[^.]{0,60}\bsecurity (?:risk|problem|issue)\b|` +
	`\b(?:these|they|those|all|everything)\b[^.]{0,60}\b(?:public|plain ?text|shared|in clear)\b (?:on purpose|by design|intentionally|deliberately)\b|` +
	`\b(?:these|they|those|all|everything)\b[^.]{0,60}\b(?:intentionally|deliberately) (?:public|plain ?text|shared|in clear)\b`)

// headComment is what the comments before a file's first binding say.
func headComment(f *analyzer.File) string {
	set := f.Body()
	if set == nil || len(set.Bindings) == 0 {
		return ""
	}
	var text strings.Builder
	for _, c := range f.Comments {
		if c.Pos() < set.Bindings[0].Pos() {
			text.WriteString(strings.Trim(f.Src[c.Pos():c.End()], "#/* \t\n") + " ")
		}
	}
	return text.String()
}

// commentAt is what the comments right above a line say, and those on it.
func commentAt(f *analyzer.File, line int) string {
	first := line
	for i := len(f.Comments) - 1; i >= 0; i-- {
		c := f.Comments[i]
		span := f.Range(c.Pos(), c.End())
		if span.End.Line == first-1 && startsLine(f, c) {
			first = span.Start.Line
		}
	}
	var text strings.Builder
	for _, c := range f.Comments {
		if at := f.Range(c.Pos(), c.End()).Start.Line; at >= first && at <= line {
			text.WriteString(strings.Trim(f.Src[c.Pos():c.End()], "#/* \t\n") + " ")
		}
	}
	return text.String()
}

// startsLine reports whether nothing but space stands before a comment on its line.
func startsLine(f *analyzer.File, c syntax.Comment) bool {
	before := f.Src[:c.Pos()]
	return strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:]) == ""
}

// databaseSocket matches the folder of a database's socket: who connects there is known by the user
// that the program runs as.
var databaseSocket = regexp.MustCompile(`^(?:unix:(?://)?)?/(?:var/)?run/(?:postgresql|mysqld?|mariadb)\b`)

// overSocket reports whether a password is one for a database that is reached through a socket: beside
// it stands an address that says so.
func overSocket(d *analyzer.Definition, beside []*analyzer.Definition) bool {
	if !strings.EqualFold(d.Path.Name(), "password") {
		return false
	}
	around := d.Path[:len(d.Path)-1]
	for _, other := range beside {
		if len(other.Path) != len(d.Path) || !other.Path.HasPrefix(around) {
			continue
		}
		switch strings.ToLower(other.Path.Name()) {
		case "host", "hostname", "address", "addr", "socket", "server", "path":
			if text, ok := syntax.StaticText(other.Value); ok && databaseSocket.MatchString(text) {
				return true
			}
		}
	}
	return false
}

// oneLowerWord matches what no service gives out as a key.
var oneLowerWord = regexp.MustCompile(`^[a-z]+$`)

// namesProvider reports whether a key is the name of who wants one: ollama, which takes any, beside name = "Ollama".
func namesProvider(d *analyzer.Definition, text string, beside []*analyzer.Definition) bool {
	if !oneLowerWord.MatchString(text) || !strings.HasSuffix(strings.ToLower(d.Path.Name()), "key") {
		return false
	}
	around := d.Path[:len(d.Path)-1]
	return slices.ContainsFunc(beside, func(other *analyzer.Definition) bool {
		said, ok := syntax.StaticText(other.Value)
		return ok && len(other.Path) == len(d.Path) && other.Path.HasPrefix(around) && strings.EqualFold(said, text) && !other.Path.Equal(d.Path)
	})
}

// ofKey matches the part of a name that says that the rest of it is what a password opens.
var ofKey = regexp.MustCompile(`(?i)[-_]?(?:password|passphrase|passwd|pass)$`)

// opensNothing reports whether a password is that of a key, or a store of keys, which is empty beside it:
// KEYSTORE = ""; KEYSTORE_PASSWORD = "changeit".
func opensNothing(d *analyzer.Definition, beside []*analyzer.Definition) bool {
	name := d.Path.Name()
	key := ofKey.ReplaceAllString(name, "")
	if key == "" || key == name {
		return false
	}
	opened := d.Path[:len(d.Path)-1].Join(key)
	return slices.ContainsFunc(beside, func(other *analyzer.Definition) bool {
		text, ok := syntax.StaticText(other.Value)
		return opened.Equal(other.Path) && (isNull(other.Value) || ok && text == "")
	})
}
