package tree

import (
	"bytes"
	"io/fs"
	"regexp"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/facts"
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

// sealed is how a whole file starts that sops, or ejson, encrypted: JSON, YAML or lines of KEY=value,
// none of which is Nix.
var sealed = regexp.MustCompile(`^\s*(?:\{\s*"[^"]*"\s*:|[\w.-]+:\s|[\w.-]+=ENC\[|\{\s*"_public_key"\s*:)`)

// lockedHeads are how a whole file starts that git-crypt, git-agecrypt, age, gpg, openssl, transcrypt, ansible-vault or strongbox
// encrypted, or that is kept elsewhere, with a pointer in its place.
var lockedHeads = []string{
	"\x00GITCRYPT", "age-encryption.org/", "-----BEGIN AGE ENCRYPTED", "-----BEGIN PGP MESSAGE", "-----BEGIN PKCS7", "-----BEGIN CMS", "Salted__", "U2FsdGVkX1",
	"$ANSIBLE_VAULT;", "# STRONGBOX ENCRYPTED", "version https://git-lfs.github.com/spec/", "/annex/objects/",
}

// Encrypted knows a file that one of these, sops or ejson keeps locked. It may be any Nix.
func Encrypted(src []byte) bool {
	for _, head := range lockedHeads {
		if bytes.HasPrefix(src, []byte(head)) {
			return true
		}
	}
	mark := bytes.Contains(src, []byte("ENC[AES256_GCM,")) || bytes.Contains(src, []byte(`"_public_key"`))
	return mark && sealed.Match(src)
}

func (t *Tree) parse(name string) *facts.File {
	r, ok := t.readers.Get().(*reader)
	if !ok {
		r = &reader{}
	}
	defer t.readers.Put(r)
	src, err := r.read(t.fsys, name)
	if Encrypted(src) {
		f := &facts.File{File: syntax.Parse(name, nil), Encrypted: true}
		f.Errors, f.Names = nil, syntax.ResolveNames(f.File)
		return f
	}
	if known, ok := t.kept.of(name, src); ok && err == nil {
		return &facts.File{File: known.file, Names: known.names}
	}
	f := &facts.File{File: r.parser.Parse(name, src)}
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

// reason gives the cause of a file system error without its path, which would be absolute.
func reason(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, ": "); i >= 0 {
		text = text[i+2:]
	}
	return text
}
