package analyzer

import (
	"bytes"
	"io/fs"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// A reader reads files one after the other. One worker at a time has it, so that each file finds
// the room that the one before needed.
type reader struct {
	parser syntax.Parser
	text   bytes.Buffer
}

// read gives the text of a file, until the next one is read.
func (r *reader) read(fsys fs.FS, name string) ([]byte, error) {
	r.text.Reset()
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	_, err = r.text.ReadFrom(file)
	return r.text.Bytes(), err
}

// encrypted knows a file that git-crypt, git-agecrypt, age or gpg keeps locked. It may be any Nix.
func encrypted(src []byte) bool {
	for _, head := range []string{"\x00GITCRYPT", "age-encryption.org/", "-----BEGIN AGE ENCRYPTED", "-----BEGIN PGP MESSAGE"} {
		if bytes.HasPrefix(src, []byte(head)) {
			return true
		}
	}
	return false
}

func (l *loader) parse(name string) *File {
	r, ok := l.readers.Get().(*reader)
	if !ok {
		r = &reader{}
	}
	defer l.readers.Put(r)
	src, err := r.read(l.fsys, name)
	if encrypted(src) {
		f := &File{File: syntax.Parse(name, nil), Encrypted: true}
		f.Errors, f.Names = nil, syntax.ResolveNames(f.File)
		return f
	}
	f := &File{File: r.parser.Parse(name, src)}
	f.Names = syntax.ResolveNames(f.File)
	if err != nil {
		f.Unread = true
		f.Errors = []diag.Diagnostic{{
			Rule: "parse-error", Severity: diag.Error, Span: f.Range(0, 0),
			Message: "cannot be read: " + reason(err),
		}}
	}
	return f
}
