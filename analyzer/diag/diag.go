// Package diag holds the words that every room shares for saying what is wrong and where.
//
// In: nothing. Out: Pos, Span, Severity, Diagnostic, Fix, Unknown.
// It refuses behaviour beyond ordering and spelling a position: who decides what is a
// finding, and how one is printed, is described elsewhere.
package diag

import (
	"cmp"
	"errors"
	"fmt"
)

// Pos is a place in a file. Offset counts bytes from 0; Line and Col count from 1, and Col
// counts bytes, as Nix does. The zero Pos means "no place known".
type Pos struct{ Offset, Line, Col int }

// IsKnown reports whether p names a place.
func (p Pos) IsKnown() bool { return p.Line > 0 }

func (p Pos) String() string {
	if !p.IsKnown() {
		return "-"
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Col)
}

// Span is a stretch of one file.
type Span struct {
	File       string // slash path from the repository's root, without "./"
	Start, End Pos    // End is exclusive
}

func (s Span) String() string { return s.File + ":" + s.Start.String() }

// Meets reports whether two stretches of a file have a place in common.
func (s Span) Meets(t Span) bool {
	return s.File == t.File && s.Start.Offset <= t.End.Offset && t.Start.Offset <= s.End.Offset
}

// Severity orders findings. Its zero value is invalid, so that forgetting one fails a test.
type Severity uint8

// The severities, least first.
const (
	Info Severity = iota + 1
	Warning
	Error
)

func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// ParseSeverity reads the word that String writes; ok is false for any other word.
func ParseSeverity(word string) (s Severity, ok bool) {
	for s := Info; s <= Error; s++ {
		if s.String() == word {
			return s, true
		}
	}
	return 0, false
}

// Related is a second place that a finding needs to be understood: the declaration, the import.
type Related struct {
	Span    Span
	Message string // a phrase that reads well before "at FILE:LINE": "declared"
}

// Edit replaces Span by Text.
type Edit struct {
	Span    Span
	Text    string
	Comment bool // about one comment: the only edit that may remove one, and it removes nothing else
}

// Fix is a text edit that removes a finding. Fixes are never tree surgery, so comments live.
type Fix struct {
	Message string
	Safe    bool // true if the meaning of the program cannot change
	Edits   []Edit
}

// Diagnostic is one finding, of a rule, of the parser or of an evaluation.
type Diagnostic struct {
	Rule      string
	Severity  Severity
	Span      Span
	Message   string // lower case, one line, no period
	Option    string // the option path it is about, "" if none
	Name      string // without an Option, the name or path that stands at its place; "" if other text does
	Cause     string // what one mend settles, where findings of the rule may share it; "" if each has its own
	Claim     *Claim // what it says of hosts, for an evaluation to check; nil if nothing
	Confirmed bool   // an evaluation has shown it
	Related   []Related
	Fix       *Fix // nil if there is none
}

// Claim is what a finding says of hosts, in words that an evaluation of them can check.
type Claim struct {
	Is     ClaimKind
	Hosts  []string // as KIND/NAME
	Option string   // or an argument's name, or a host's
	Value  string   // of ValueIs
}

// ClaimKind is what is claimed.
type ClaimKind uint8

// The kinds of claims.
const (
	NotDeclared ClaimKind = iota + 1 // the option does not exist, so that the host does not evaluate
	NotSupplied                      // the argument of a module does not exist
	IsFalse                          // the option is false
	IsUnset                          // the option has no value
	ValueIs                          // the option has the value
	NeverSet                         // no file of the repository sets the option
	NoOutput                         // no output is called so
	Fails                            // the host does not evaluate
	Recurses                         // infinite recursion
)

// Compare orders diagnostics by file, place, rule and message: the order of every report.
func Compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.Span.File, b.Span.File),
		cmp.Compare(a.Span.Start.Offset, b.Span.Start.Offset),
		cmp.Compare(a.Span.End.Offset, b.Span.End.Offset),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
	)
}

// Unknown is a place where we could not know: what it touches stays silent, and is counted.
type Unknown struct {
	Span    Span
	Message string
	Imports bool // what a configuration imports is left open
}

// CompareUnknown orders unknowns by file, place and message.
func CompareUnknown(a, b Unknown) int {
	return cmp.Or(
		cmp.Compare(a.Span.File, b.Span.File),
		cmp.Compare(a.Span.Start.Offset, b.Span.Start.Offset),
		cmp.Compare(a.Message, b.Message),
	)
}

// hinted is an error that knows the next step.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// WithHint adds the next step to an error that says "we could not look": it is printed on a
// line of its own, after the error's.
func WithHint(err error, hint string) error { return hinted{err, hint} }

// HintOf gives the outermost hint of err, "" if there is none.
func HintOf(err error) string {
	var h hinted
	if errors.As(err, &h) {
		return h.hint
	}
	return ""
}
