package harness

import (
	"regexp"
	"strings"
)

// Failure is why a host did not evaluate.
type Failure struct {
	Message string
	File    string // of the repository; "" if nix names none
	Line    int    // 0 if nix gives no position
	Column  int
	Option  string // that the message speaks of; "" if none
}

var (
	inFile      = regexp.MustCompile("[`'‘\"](\\./[^`'’\"]+)['’\"]")
	aboutOption = regexp.MustCompile("[Tt]he (?:unique )?option [`'‘]([^`'’]+)['’]")
)

// failure finds the file and the line of what ended a walk: the error's own position, else the
// innermost frame of the repository, else a file that the message names.
func (r *Runner) failure(err error, w walked) *Failure {
	message := firstOf(w.last.RawMsg, strings.TrimPrefix(w.last.Msg, "error: "), w.plain)
	switch {
	case err != nil && (message == "" || w.last.Msg == ""):
		message = firstOf(err.Error())
		if w.plain != "" {
			message += ": " + w.plain
		}
	case message == "":
		message = "nix ended without a word"
	}
	f := &Failure{Message: strings.TrimSpace(r.sources.text(message))}
	for _, at := range append([]position{w.last.position}, w.last.Trace...) {
		if name, ok := r.sources.file(at.file()); ok && own(name) {
			f.File, f.Line, f.Column = name, at.Line, at.Column
			break
		}
	}
	if m := inFile.FindStringSubmatch(f.Message); m != nil && f.File == "" {
		f.File, _ = r.sources.file(m[1])
	}
	if m := aboutOption.FindStringSubmatch(f.Message); m != nil {
		f.Option = m[1]
	}
	return f
}
