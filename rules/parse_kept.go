package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
)

// fillMarks match what another program puts something in the place of: engines of templates, shells, editors and people's own scripts.
var fillMarks = append(slices.Clone(forcedMarks),
	regexp.MustCompile(`%[({][\w.]+[)}]`),
	regexp.MustCompile(`\\?\$\{[^}\n]*\}|\\?\$+\(?[\w.]+|\\?\$\{`),                             // shells, envsubst, snippets of editors
	regexp.MustCompile("#\\{[^}\n]*\\}|#[A-Za-z_]+#|`[^`\n]*`|§[^§\n]+§"),                      // a comment to Nix, at whose end it stops
	regexp.MustCompile(`=\s*\{\s*[\w.-]+\s*\}|<[A-Za-z][\w .-]*>|\.\.\.|…|\?\?+|\*\*\*+|___+`), // format, and what people leave to be filled in
)

// behindMark matches what may stand between a mark and the place where Nix stops: an end, and, where the mark is a comment to Nix, the
// name of the next binding.
var behindMark = regexp.MustCompile(`^[\s;,)\]}]*(?:;\s*\n\s*[\w.-]+\s*)?$`)

// stopsAtMark reports whether Nix stops at a place of a file that another program, or a person, fills in.
func stopsAtMark(f *analyzer.File) bool { return stopsAt(f, fillMarks) }

// stopsAt reports whether Nix stops at one of these marks.
func stopsAt(f *analyzer.File, marks []*regexp.Regexp) bool {
	for _, e := range f.Errors {
		at := min(e.Span.Start.Offset, len(f.Src))
		from, to := lineBefore(f.Src, at), len(f.Src)
		if end := strings.IndexByte(f.Src[at:], '\n'); end >= 0 {
			to = at + end
		}
		for _, m := range marks {
			for _, span := range m.FindAllStringIndex(f.Src[from:to], -1) {
				if at >= from+span[0]-1 && behindMark.MatchString(f.Src[from+span[1]:max(at, from+span[1])]) {
					return true
				}
			}
		}
	}
	return false
}

// lineBefore is where the last line with text before that of an offset begins: a mark that is a comment to Nix hides the rest of it.
func lineBefore(src string, at int) int {
	start := strings.LastIndexByte(src[:at], '\n') + 1
	return strings.LastIndexByte(strings.TrimRight(src[:start], " \t\r\n"), '\n') + 1
}

var (
	// nixHead matches how a file of Nix begins, behind comments: an expression of more than one word.
	nixHead = regexp.MustCompile(`^(?:rec\s*)?[{(\[]|^(?:let|with|assert|if|import)\b|^[A-Za-z_][\w'-]*\s*[:@]|^''`)
	// nixParts matches what few other languages have: a binding, the arguments of a function, and words of Nix with what follows them.
	nixParts = regexp.MustCompile(`[\w"}'-]\s*=[^=]|\}\s*[:@]|^[\w-]+\s*@?\s*:\s*(?:\w+\s*:|[{\[(])|\binherit\b|\bwith\s+[\w.]+\s*;|\blet\b[\s\S]*\bin\b|\$\{`)
	// data matches how JSON, XML, a document, a list of YAML, and a table of TOML begin.
	data = regexp.MustCompile(`^(?:\[{1,2}[\w."-]+\]{1,2}\s*\n\s*[\w."-]+\s*=|[{\[]\s*(?:"[^"\n]*"\s*[:,\]]|[{\[]\s*")|<[?!/A-Za-z]|---|- )`)
)

// isNix reports whether the text of a file that does not parse is plainly Nix, and no data, document or program in another
// language.
func isNix(f *analyzer.File) bool {
	text := code(f)
	return nixHead.MatchString(text) && nixParts.MatchString(text) && !data.MatchString(text)
}

// fragment matches bindings without their set: a note, or a part that somebody pastes.
var fragment = regexp.MustCompile(`^[\w."'-]+\s*=[^=]`)

func isFragment(f *analyzer.File) bool { return fragment.MatchString(code(f)) }

// mostlyBroken reports whether little of a file parses: it may be another language, or a sketch.
func mostlyBroken(f *analyzer.File) bool {
	return len(f.Errors) > 3 && 3*len(f.Errors) > strings.Count(f.Src, "\n")
}

// code is the text of a file without comments: empty where it holds a place, or somebody switched it off.
func code(f *analyzer.File) string {
	var b strings.Builder
	at := 0
	for _, c := range f.Comments {
		b.WriteString(f.Src[at:max(at, c.Pos())])
		at = max(at, c.End())
	}
	b.WriteString(f.Src[at:])
	return strings.TrimSpace(strings.TrimPrefix(b.String(), "\ufeff"))
}

// isBinary reports whether a file is no text.
func isBinary(f *analyzer.File) bool {
	return strings.IndexByte(f.Src[:min(len(f.Src), 8000)], 0) >= 0
}
