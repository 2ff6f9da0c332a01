package analyzer

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// tools are the options that the repository's scripts, programs and workflows read, by "nix eval" and
// its kin: as dotted text in a file that is no Nix, or in a string of one. It asserts that they may be
// read; a tool that joins a path from pieces is not seen.
type tools struct {
	roots  []Path
	groups pathIndex // read with all below them
	named  pathIndex // read, and nothing below the groups around them
	whole  []wholeRead
}

// wholeRead is a namespace that a text reads whole: of its options those are read that the text names.
type wholeRead struct {
	namespace Path
	words     map[string]bool
}

// reads reports whether some tool may read the option.
func (t *tools) reads(path Path) bool {
	if t.groups.above(path) || t.groups.below(path) || t.named.below(path) {
		return true
	}
	return slices.ContainsFunc(t.whole, func(w wholeRead) bool { return path.HasPrefix(w.namespace) && w.words[path.Name()] })
}

// readTools looks through all files. It is called only where no module reads some option.
func (l *loader) readTools() *tools {
	t := &tools{roots: l.repo.roots, groups: newPathIndex(), named: newPathIndex()}
	for _, text := range l.texts(isCode) {
		if t.mentions(text) {
			t.read(text, asksNix(text))
		}
	}
	for _, f := range l.repo.Files {
		if asksNix(f.Src) {
			f.Walk(func(n syntax.Node) bool { return t.visit(n) })
		}
	}
	return t
}

// speaking are attributes whose texts are for people.
var speaking = map[string]bool{"description": true, "longDescription": true, "example": true, "message": true, "warnings": true}

// visit reads the strings of a Nix file that hold a command.
func (t *tools) visit(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.AttrBinding:
		name, _ := syntax.StaticName(n.Path.Names[len(n.Path.Names)-1])
		return !speaking[name]
	case *syntax.Str:
		t.command(n.Parts)
	case *syntax.IndStr:
		t.command(n.Parts)
	}
	return true
}

func (t *tools) command(parts []syntax.StrPart) {
	var text strings.Builder
	for _, part := range parts {
		if literal, ok := part.(*syntax.Text); ok {
			text.WriteString(literal.Value)
		} else {
			text.WriteString("$")
		}
	}
	if s := text.String(); t.mentions(s) && asksNix(s) {
		t.read(s, true)
	}
}

// evaluates matches what evaluates a configuration: an option of a command, or the output that holds it.
var evaluates = regexp.MustCompile(`(?:nixos|darwin|home)Configurations?\b|--apply\b`)

// evaluating are commands that do, and how a configuration is selected from. They are looked for by
// themselves, which takes a tenth of the time of a pattern of them.
var evaluating = []string{"nix-instantiate", "nix-build", "nixos-option", ".config."}

var nixWord, evalWord = regexp.MustCompile(`\bnix\b`), regexp.MustCompile(`\b(?:eval|repl)\b`)

func asksNix(text string) bool {
	switch {
	case slices.ContainsFunc(evaluating, func(word string) bool { return strings.Contains(text, word) }):
		return true
	case (strings.Contains(text, "Configuration") || strings.Contains(text, "--apply")) && evaluates.MatchString(text):
		return true
	}
	return strings.Contains(text, "nix") && nixWord.MatchString(text) && evalWord.MatchString(text)
}

// dotted is a path in a text: of attributes, and of much else.
var dotted = regexp.MustCompile(`[A-Za-z0-9_'.-]*\.[A-Za-z0-9_'.-]*[A-Za-z0-9_']`)

// mentions reports whether a namespace stands in a text: nothing else of it is noted. Patterns over all texts would
// take ten times as long.
func (t *tools) mentions(text string) bool {
	return slices.ContainsFunc(t.roots, func(ns Path) bool { return strings.Contains(text, ns.String()) })
}

// read notes the paths in a text. asks says whether the text evaluates anything.
func (t *tools) read(text string, asks bool) {
	for line := range strings.Lines(text) {
		if !t.mentions(line) {
			continue
		}
		for _, at := range dotted.FindAllStringIndex(line, -1) {
			names := strings.Split(strings.Trim(line[at[0]:at[1]], "'"), ".")
			for i := range names {
				if ns := t.rootAt(names[i:]); ns > 0 {
					t.note(mentioned{text: text, line: line, before: line[:at[0]], asks: asks, around: names[:i]}, Path(names[i:]), ns)
				}
			}
		}
	}
}

// mentioned is the place of a path in a text.
type mentioned struct {
	text, line, before string
	asks               bool // the text evaluates something
	around             Path // what the path is selected from
}

// inConfig reports whether the path stands in a configuration.
func (m mentioned) inConfig() bool {
	return len(m.around) > 0 && (m.around.Name() == "config" || m.around.Name() == "options")
}

// handed reports whether the configuration is that of a host, or the path a text by itself: not a
// module's own config, as in a module that some tool writes.
func (m mentioned) handed() bool {
	return len(m.around) > 1 || strings.HasSuffix(m.before, `"`) || strings.HasSuffix(m.before, "'")
}

// note notes a path. One in a configuration is read with all below it, and so is one of three names or
// more where the text evaluates anything. Two names may be those of anything else, unless their own
// line says that something is evaluated.
func (t *tools) note(m mentioned, path Path, ns int) {
	switch {
	case len(path) == ns:
		if m.asks && m.inConfig() {
			t.whole = append(t.whole, wholeRead{path, wordsOf(m.text)})
		}
	case m.inConfig() && (m.asks || len(path) > 2 && m.handed()), m.asks && len(path) > 2, m.asks && asksNix(m.line):
		t.groups.add(path)
	case len(path) > 2:
		t.named.add(path)
	}
}

// rootAt is how many names the namespace has that names begin with, 0 if they begin with none.
func (t *tools) rootAt(names Path) int {
	for _, ns := range t.roots {
		if names.HasPrefix(ns) {
			return len(ns)
		}
	}
	return 0
}

var word = regexp.MustCompile(`[A-Za-z0-9_'-]+`)

// wordsOf are the names that stand in a text, each whole.
func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for _, w := range word.FindAllString(text, -1) {
		words[w] = true
	}
	return words
}
