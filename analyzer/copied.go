package analyzer

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Copied are the files and folders of the repository that commands copy to another place, as the commands name them.
type Copied struct{ words []copiedWord }

// copiedWord is an argument of a command: computedPart stands for what is computed in it.
type copiedWord struct {
	text, dir string // dir is the folder of the command's file
	folders   bool   // the command copies folders as well
}

const computedPart = "\x00"

// Copied reads the commands of scripts, of documents and of texts in Nix. It is computed once.
func (r *Repo) Copied() *Copied { return r.copied() }

func (r *Repo) readCopied() *Copied {
	c := &Copied{}
	for _, f := range r.Files {
		if copiesInLine(f.Src) {
			f.Walk(func(n syntax.Node) bool {
				switch n := n.(type) {
				case *syntax.Str:
					c.command(path.Dir(f.Name), rendered(n.Parts))
				case *syntax.IndStr:
					c.command(path.Dir(f.Name), rendered(n.Parts))
				}
				return true
			})
		}
	}
	r.loader.namedTexts(isCode, func(name, text string) { c.command(path.Dir(name), text) })
	r.loader.namedTexts(isDocument, func(name, text string) {
		for _, command := range commands(text) {
			c.command(path.Dir(name), command)
		}
	})
	return c
}

// rendered is the text of a string; of what is computed, the text that is added to it is left.
func rendered(parts []syntax.StrPart) string {
	var text strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Text:
			text.WriteString(part.Value)
		case *syntax.Interp:
			text.WriteString(renderedValue(part.X))
		}
	}
	return text.String()
}

func renderedValue(x syntax.Expr) string {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Str:
		if !strings.ContainsAny(rendered(x.Parts), " \n") {
			return rendered(x.Parts)
		}
	case *syntax.Binary:
		if more, ok := syntax.Unparen(x.Y).(*syntax.Str); ok && x.Op == syntax.Add {
			if text, static := eval.Literal(more.Parts); static && !strings.ContainsAny(text, " \n") {
				return computedPart + text
			}
		}
	}
	return computedPart
}

// copying matches a command that copies files, and what it is given.
var copying = regexp.MustCompile(`(?m)(?:^|[\s"'` + "`" + `/@$|;&(-])(cp|install|rsync|scp|curl|wget)[ \t]+([^\n;|&]+)`)

// copies reports whether a text may have what copying matches: a search for fixed words is a hundred times as fast.
func copies(text string) bool {
	for _, word := range []string{"cp", "install", "rsync", "curl", "wget"} { // scp ends in cp
		for rest := text; ; {
			at := strings.Index(rest, word)
			if at < 0 {
				break
			}
			if rest = rest[at+len(word):]; strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\t") {
				return true
			}
		}
	}
	return false
}

// shellComputed matches what a shell computes.
var shellComputed = regexp.MustCompile(`\$\([^()]*\)|\$\{[^{}]*\}|\{\{[^{}]*\}\}|\$\w+`)

// command notes what the commands of a text copy: every argument but the last, which says where to.
func (c *Copied) command(dir, text string) {
	if !copiesInLine(text) {
		return
	}
	text = shellComputed.ReplaceAllString(strings.ReplaceAll(text, "\\\n", " "), computedPart)
	for line := range strings.Lines(text) {
		if copies(line) {
			c.line(dir, line)
		}
	}
}

// copiesInLine is copying.MatchString: no command goes on in the next line.
func copiesInLine(text string) bool {
	if !copies(text) {
		return false
	}
	for line := range strings.Lines(text) {
		if copies(line) && copying.MatchString(line) {
			return true
		}
	}
	return false
}

// line notes what the commands of one line copy: none goes on in the next.
func (c *Copied) line(dir, line string) {
	for _, m := range copying.FindAllStringSubmatch(line, -1) {
		words, folders := arguments(m[2])
		if fetches := m[1] == "curl" || m[1] == "wget"; !fetches && len(words) > 1 {
			words = words[:len(words)-1]
		}
		for _, word := range words {
			c.words = append(c.words, copiedWord{text: word, dir: dir, folders: folders || m[1] == "rsync"})
		}
	}
}

// arguments are the words of a command that are no flags, and whether a flag says that it copies folders.
func arguments(command string) (words []string, folders bool) {
	for _, word := range strings.Fields(command) {
		switch word = strings.Trim(word, "\"'`\\,)]"); {
		case strings.HasPrefix(word, "-"):
			folders = folders || !strings.HasPrefix(word, "--") && strings.ContainsAny(word, "raR") || word == "--recursive" || word == "--archive"
		case word != "":
			words = append(words, alternatives(strings.ReplaceAll(word, `"`, ""))...)
		}
	}
	return words, folders
}

// maxAlternatives bounds how many words a shell makes of one.
const maxAlternatives = 64

// inBraces matches what a shell writes a word for each part of: {a,b}.
var inBraces = regexp.MustCompile(`\{([^{}]*,[^{}]*)\}`)

// alternatives are the words that a shell makes of one with parts in braces, as of src/{one,other}.nix.
func alternatives(word string) []string {
	words := []string{word}
	for i := 0; i < len(words) && len(words) < maxAlternatives; {
		at := inBraces.FindStringSubmatchIndex(words[i])
		if at == nil {
			i++
			continue
		}
		before, after := words[i][:at[0]], words[i][at[1]:]
		var made []string
		for part := range strings.SplitSeq(words[i][at[2]:at[3]], ",") {
			made = append(made, before+part+after)
		}
		words = slices.Replace(words, i, i+1, made...)
	}
	return words
}

// File reports whether a command copies a file by its path.
func (c *Copied) File(file string) bool {
	for _, w := range c.words {
		if w.leadsTo(file) {
			return true
		}
	}
	return false
}

// FolderOf reports whether a command copies a folder below the root that holds a file.
func (c *Copied) FolderOf(file string) (folder string, copied bool) {
	for folder = path.Dir(file); folder != "."; folder = path.Dir(folder) {
		for _, w := range c.words {
			if w.folders && w.leadsTo(folder) {
				return folder, true
			}
		}
	}
	return "", false
}

// leadsTo reports whether an argument is a path of the repository: from its root, from the folder of the command's
// file, or below what is computed, an address or a folder, where it is longer than a name.
func (w copiedWord) leadsTo(name string) bool {
	rest := w.text
	if at := strings.LastIndex(rest, computedPart); at >= 0 {
		rest = strings.TrimLeft(rest[at+1:], "/")
		if rest == "" || !strings.HasPrefix(w.text[at+1:], "/") {
			return false
		}
	}
	rest = strings.TrimSuffix(strings.TrimSuffix(rest, "*"), "/")
	if path.Clean(rest) == name || path.Join(w.dir, rest) == name {
		return true
	}
	return strings.HasSuffix(rest, "/"+name) && (strings.Contains(rest, "://") || strings.Contains(name, "/"))
}
