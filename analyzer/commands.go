package analyzer

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// InCommand reports which of the files a document of the repository names in a command, by their path in
// it, or links to: who follows the document fetches or copies the file, or installs by it.
func (r *Repo) InCommand(files []string) map[string]bool {
	found := map[string]bool{}
	if len(files) == 0 {
		return found
	}
	for _, text := range r.loader.texts(isDocument) {
		for _, link := range links(text) {
			for _, file := range files {
				found[file] = found[file] || link == file || strings.HasSuffix(file, "/"+link)
			}
		}
		for _, command := range commands(text) {
			for _, file := range files {
				found[file] = found[file] || namesWhole(command, file)
			}
		}
	}
	return found
}

// InDocument reports whether a document of the repository names a file by its whole path.
func (r *Repo) InDocument(file string) bool {
	return slices.ContainsFunc(r.loader.texts(isDocument), func(text string) bool { return namesWhole(text, file) })
}

// BuiltAlone reports whether a command, in a document, a script or a comment, builds a configuration by its file, without the flake.
func (r *Repo) BuiltAlone(file string) bool {
	builds := func(text string) bool {
		if !strings.Contains(text, path.Dir(file)) {
			return false
		}
		for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
			if buildsFile.MatchString(line) && (namesWhole(line, file) || path.Base(file) == "default.nix" && namesFolder(line, path.Dir(file))) {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(r.Files, func(f *File) bool { return builds(f.Src) }) ||
		slices.ContainsFunc(r.loader.texts(isDocument), builds) || slices.ContainsFunc(r.loader.texts(isCode), builds)
}

// buildsFile matches what builds the configuration of a file: NIXOS_CONFIG, nixos-config= of a search path, and nixos-generate -c.
var buildsFile = regexp.MustCompile(`\b(?:nixos-config=|NIXOS_CONFIG=|nixos-generate\s.*(?:-c|--configuration)[\s=])`)

// namesFolder reports whether a command has the whole path of a folder, as the end of a word.
func namesFolder(command, dir string) bool {
	for _, word := range strings.Fields(command) {
		if word = strings.TrimRight(word, "/\"'`;)"); strings.HasSuffix(word, dir) && !endsInWord(strings.TrimSuffix(word, dir)) {
			return true
		}
	}
	return false
}

func isDocument(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".mdx", ".org", ".rst", ".adoc", ".txt":
		return !isTest(name) && !strings.HasPrefix(strings.ToLower(path.Base(name)), "change")
	}
	return false
}

// links are what the links of a document lead to within the repository, without the way up from the document's
// folder. A list of many files is one of what there is, and no guide.
func links(text string) (list []string) {
	for _, m := range linked.FindAllStringSubmatch(text, -1) {
		target := strings.TrimLeft(m[1]+m[2]+m[3], "./")
		if strings.HasSuffix(target, ".nix") && !strings.Contains(target, "://") {
			list = append(list, target)
		}
	}
	if len(list) > maxLinks {
		return nil
	}
	return list
}

// maxLinks is how many files a document links to that is a guide, and no index.
const maxLinks = 8

// linked matches links of Markdown, of Org and of AsciiDoc.
var linked = regexp.MustCompile(`\]\(([^)\s#]+)[^)]*\)|\[\[file:([^\]\s]+)\]|\blink:([^\[\s]+)\[`)

// taking matches a command that takes a file for itself; one that formats it, shows it or adds it to git
// says nothing of its use.
var taking = regexp.MustCompile("(?:^|[\\s`$>|;&(])(?:curl|wget|scp|cp|mv|ln|rsync|install|disko|nixos-(?:install|rebuild|generate|anywhere)|darwin-rebuild|home-manager|nix-(?:build|env|shell|instantiate))\\s|\\bnix (?:build|run|eval|repl|shell|develop)\\s")

// TakesFile reports whether a line has a command that takes a file for itself.
func TakesFile(line string) bool { return mayTake(line) && taking.MatchString(line) }

// mayTake reports whether a line may have what taking matches: before some white space stands the name of a program.
func mayTake(line string) bool {
	begin := 0
	for i := range len(line) {
		switch b := line[i]; {
		case 'a' <= b && b <= 'z' || b == '-':
			continue
		case (b == ' ' || '\t' <= b && b <= '\r') && takes(line[begin:i]):
			return true
		}
		begin = i + 1
	}
	return false
}

func takes(word string) bool {
	switch word {
	case "curl", "wget", "scp", "cp", "mv", "ln", "rsync", "install", "disko", "darwin-rebuild", "home-manager":
		return true
	}
	return strings.HasPrefix(word, "nix") || strings.HasSuffix(word, "nix")
}

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
		case !mayTake(line):
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
