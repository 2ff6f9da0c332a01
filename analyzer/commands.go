package analyzer

import (
	"path"
	"regexp"
	"strings"
)

// InCommand reports which of the files a document of the repository names in a command, by their path in
// it: who follows the document fetches or copies the file, or installs by it.
func (r *Repo) InCommand(files []string) map[string]bool {
	found := map[string]bool{}
	if len(files) == 0 {
		return found
	}
	for _, text := range r.loader.texts(isDocument) {
		for _, command := range commands(text) {
			for _, file := range files {
				found[file] = found[file] || namesWhole(command, file)
			}
		}
	}
	return found
}

func isDocument(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".mdx", ".org", ".rst", ".adoc", ".txt":
		return !isTest(name)
	}
	return false
}

// taking matches a command that takes a file for itself; one that formats it, shows it or adds it to git
// says nothing of its use.
var taking = regexp.MustCompile("(?:^|[\\s`$>|;&(])(?:curl|wget|scp|cp|mv|ln|rsync|install|disko|nixos-(?:install|rebuild|generate|anywhere)|darwin-rebuild|home-manager|nix-(?:build|env|shell|instantiate))\\s|\\bnix (?:build|run|eval|repl|shell|develop)\\s")

// commands are the lines of a document that stand in a block of code, or in marks of code, and take files.
func commands(text string) (list []string) {
	within := false
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~"):
			within = !within
		case strings.HasPrefix(strings.ToLower(trimmed), "#+begin_"):
			within = true
		case strings.HasPrefix(strings.ToLower(trimmed), "#+end_"):
			within = false
		case (within || strings.HasPrefix(line, "    ") || strings.HasPrefix(trimmed, "$ ")) && taking.MatchString(trimmed):
			list = append(list, trimmed)
		default:
			for _, code := range inlineCode.FindAllString(line, -1) {
				if taking.MatchString(code) {
					list = append(list, code)
				}
			}
		}
	}
	return list
}

var inlineCode = regexp.MustCompile("`[^`]+`|~[^~ ][^~]*~|=[^= ][^=]*=")

// namesWhole reports whether a command has the whole path of a file: as it is, or behind a folder or an address.
func namesWhole(command, file string) bool {
	for rest := command; ; {
		before, after, found := strings.Cut(rest, file)
		if !found {
			return false
		}
		if !endsInWord(before) && !startsWord(after) {
			return true
		}
		rest = after
	}
}

func endsInWord(s string) bool { return s != "" && isWordByte(s[len(s)-1]) }

func startsWord(s string) bool {
	return s != "" && (isWordByte(s[0]) || s[0] == '.' && startsWord(s[1:])) // x.nix.bak is another file
}

func isWordByte(b byte) bool {
	return b == '_' || b == '-' || '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z'
}
