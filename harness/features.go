package harness

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var featureFlag = regexp.MustCompile(`; (?:add|use) '--extra-experimental-features ([^'\n]+)'[^\n]*`)

// withoutFlags says how a feature of nix is turned on for a nix that mxmcheck starts: by a setting,
// where nix names a flag.
func withoutFlags(message string) string {
	return featureFlag.ReplaceAllString(message, "; extra-experimental-features = $1 in nix.conf, or in NIX_CONFIG, turns it on")
}

// laterSyntax adds to a syntax error which nix knows what stands there.
func (r *Runner) laterSyntax(f Failure, message string) string {
	if f.Line == 0 || !strings.HasPrefix(message, "syntax error") {
		return message
	}
	text, err := os.ReadFile(filepath.Join(r.options.Root, filepath.FromSlash(f.File)))
	lines := bytes.SplitN(text, []byte("\n"), f.Line+1)
	if err != nil || len(lines) < f.Line || f.Column < 1 || f.Column > len(lines[f.Line-1]) {
		return message
	}
	before, rest := lines[f.Line-1][:f.Column-1], lines[f.Line-1][f.Column-1:]
	if bytes.HasPrefix(rest, []byte("|>")) || bytes.HasSuffix(before, []byte("<")) && bytes.HasPrefix(rest, []byte("|")) {
		return message + "; operators of pipes need Nix 2.24 or newer, and extra-experimental-features = pipe-operators"
	}
	return message
}
