package harness

import (
	"errors"
	"fmt"
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

// String is the failure with its place, as a compiler prints it.
func (f Failure) String() string {
	switch {
	case f.File == "":
		return f.Message
	case f.Line == 0:
		return f.File + ": " + f.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
}

// importsDerivation stands before what nix says where a value needs something built.
const importsDerivation = "import from derivation is refused without [eval] allow-ifd = true"

var (
	inFile      = regexp.MustCompile("[`'‘\"](\\./[^`'’\"]+)['’\"]")
	ownPath     = regexp.MustCompile("(^|[\\s`'‘\"(])\\./")
	quotedName  = regexp.MustCompile("[`'‘]([^`'’\\s]+\\.[^`'’\\s]+)[`'’]")
	aboutOption = regexp.MustCompile("(?:[Tt]he (?:unique )?|for )option [`'‘]([^`'’]+)['’]")
)

// failure finds the file and the line of what ended a walk: a file that the message names, because
// errors of the module system name the definition at fault and have the position of whoever read
// it; else the error's own position, else the innermost frame of the repository.
func (r *Runner) failure(err error, w process) *Failure {
	message := firstOf(w.last.RawMsg, strings.TrimPrefix(w.last.Msg, "error: "), w.plain)
	switch {
	case err != nil && (message == "" || w.last.Msg == "" || !ended(err)):
		message = err.Error() + w.readAt(err)
		if w.plain != "" {
			message += ": " + w.plain
		}
	case message == "":
		message = "nix ended without a word"
	}
	if strings.Contains(message, "stack overflow; max-call-depth exceeded") {
		message = overflow
	}
	if strings.Contains(message, "allow-import-from-derivation") {
		first, _, _ := strings.Cut(message, "\n")
		message = importsDerivation + ": " + first
	}
	f := &Failure{Message: strings.TrimSpace(r.sources.text(message))}
	if m := inFile.FindStringSubmatch(f.Message); m != nil {
		f.File, _ = r.sources.file(m[1])
	} else {
		f.locate(r.sources, append([]position{w.last.position}, w.last.Trace...))
	}
	f.Message = ownPath.ReplaceAllString(f.Message, "$1")
	if m := aboutOption.FindStringSubmatch(f.Message); m != nil {
		f.Option = m[1]
	}
	f.Message = r.hideMessage(r.laterSyntax(*f, refusal(withoutFlags(f.Message))))
	return f
}

// readAt is the option that was read when a bound ended the walk.
func (p process) readAt(err error) string {
	bound := errors.Is(err, errTimeout) || errors.Is(err, errMemory) || errors.Is(err, errKilled)
	if !bound || p.announced == nil || len(p.announced.Path) == 0 {
		return ""
	}
	return ", when it read " + p.announced.Path.String()
}

// locate takes the first position that lies in the repository.
func (f *Failure) locate(s sources, positions []position) {
	for _, at := range positions {
		if name, ok := s.file(at.file()); ok && own(name) {
			f.File, f.Line, f.Column = name, at.Line, at.Column
			return
		}
	}
}
