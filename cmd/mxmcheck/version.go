package main

import (
	_ "embed" // the version
	"net/url"
	"runtime/debug"
	"strings"

	"mxmcheck/rules"
)

//go:embed version.txt
var version string

// commit is the commit that this program was built from, if the build passed it: -ldflags "-X main.commit=…".
var commit string

// rulesURL is where docs/rules.md of this version is to be read, if the build passed it: -ldflags "-X main.rulesURL=https://…".
// Nothing else knows it: the program does not know from where it was cloned, and a fork has rules of its own.
var rulesURL string

// ruleURL is where the text of a rule is to be read, "" if the build passed no address.
func ruleURL(name string) string {
	at, err := url.Parse(rulesURL)
	if err != nil || !at.IsAbs() {
		return ""
	}
	at.Fragment = rules.Anchor(name)
	return at.String()
}

// versionText is the version, and the commit where it is known.
func versionText() string {
	text := strings.TrimSpace(version)
	if at := builtFrom(); at != "" {
		return text + " (" + at[:min(12, len(at))] + ")"
	}
	return text
}

func builtFrom() string {
	if commit != "" {
		return commit
	}
	info, _ := debug.ReadBuildInfo()
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
