package analyzer

import (
	"path"
	"strings"
)

// ImpureTexts are the files of the repository that name the flag --impure, as texts: scripts, workflows, what
// people read, and Nix, which may hold scripts.
func (r *Repo) ImpureTexts() (list []string) {
	for _, f := range r.Files {
		if strings.Contains(f.Src, "--impure") {
			list = append(list, f.Src)
		}
	}
	for _, text := range r.loader.texts(mayHoldCommands) {
		if strings.Contains(text, "--impure") {
			list = append(list, text)
		}
	}
	return list
}

// mayHoldCommands reports whether a file may hold commands that somebody runs in the repository.
func mayHoldCommands(name string) bool {
	return isDocument(name) || isCode(name) || strings.HasPrefix(strings.ToLower(path.Base(name)), "readme")
}
