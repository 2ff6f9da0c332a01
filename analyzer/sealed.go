package analyzer

import (
	"bytes"
	"io"
	"strings"

	"mxmcheck/analyzer/tree"
)

// Sealed gives how a file of the repository begins, and reports whether it is encrypted in what is copied to the store. A file of git-crypt is
// not: what git checks out is plain.
func (r *Repo) Sealed(name string) (head string, sealed bool) {
	if r.At(name) != Resolved {
		return "", false
	}
	file, err := r.loader.fsys.Open(name)
	if err != nil {
		return "", false
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxTextSize))
	if err != nil {
		return "", false
	}
	return string(text[:min(len(text), 200)]), !bytes.HasPrefix(text, []byte("\x00GITCRYPT")) && (tree.Encrypted(text) || sealedForm(string(text[:min(len(text), 64)])))
}

// sealedForm knows what clevis and gpg write without a line that names them.
func sealedForm(head string) bool {
	for _, start := range []string{"eyJhbGciOiJkaXIi", "eyJhbGciOiJFQ0RI", "\x84", "\x85\x01", "\x85\x02", "\x8c\x0d\x04"} {
		if strings.HasPrefix(head, start) {
			return true
		}
	}
	return false
}
