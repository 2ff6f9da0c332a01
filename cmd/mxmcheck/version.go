package main

import (
	_ "embed" // the version
	"runtime/debug"
	"strings"
)

//go:embed version.txt
var version string

// commit is the commit that this program was built from, if the build passed it: -ldflags "-X main.commit=…".
var commit string

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
