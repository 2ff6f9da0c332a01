package analyzer_test

import (
	"strings"
	"testing"

	"mxmcheck/analyzer"
)

func TestNearestPath(t *testing.T) {
	var declared []analyzer.Path
	for _, p := range []string{"n.shell.zsh.enable", "n.development.python.enable", "n.net.listen.port", "n.net.ports"} {
		declared = append(declared, strings.Split(p, "."))
	}
	for word, want := range map[string]string{
		"n.shell.zhs.enable":      "n.shell.zsh.enable",
		"n.shel.zsh.enabel":       "n.shell.zsh.enable",
		"n.development.go.enable": "",
		"n.net.port":              "n.net.ports",
		"n.listen.port":           "n.net.listen.port",
		"n.net.tcp.listen.port":   "n.net.listen.port",
		"n.shell.enable":          "",
		"n.ab.zsh.enable":         "",
	} {
		got, _ := analyzer.NearestPath(strings.Split(word, "."), declared)
		if got.String() != want {
			t.Errorf("NearestPath(%s) = %q, want %q", word, got, want)
		}
	}
}
