package depends

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
)

// upwards is a text in a file that, joined to a path, may lead to a folder above.
var upwards = regexp.MustCompile(`(?i)(^|[/"'\s])\.\.([/"'\s]|$)|\\u002e|\\u0000002e|\\x2e`)

// data opens the host where a file that it may read holds a part of a path that leads upwards: what
// is below a path is then not all that the path reaches.
func (m *marker) data() {
	if len(m.Open) > 0 {
		return
	}
	for _, name := range slices.Concat(m.tree.Tracked(), m.tree.Checkout.Around) {
		if !strings.HasSuffix(name, ".nix") && m.Touches(Change{Name: name, Kept: true}) && m.leadsUp(name) {
			m.open(diag.Span{File: name}, `it holds "..", which may become a part of a path`)
			return
		}
	}
}

// leadsUp reads a file piece by piece: it may be of any size.
func (r *Reader) leadsUp(name string) bool {
	if up, known := r.upwards[name]; known {
		return up
	}
	r.upwards[name] = true
	file, err := r.tree.Open(name)
	if err != nil {
		r.upwards[name] = !errors.Is(err, fs.ErrNotExist)
		return r.upwards[name]
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() { // a submodule that the flake does not see
		r.upwards[name] = false
		return false
	}
	r.upwards[name] = matches(file, upwards)
	return r.upwards[name]
}

// matches looks for a short pattern in all that is read; what cannot be read matches.
func matches(from io.Reader, pattern *regexp.Regexp) bool {
	const piece, overlap = 64 << 10, 32
	buffer, kept := make([]byte, overlap+piece), 0
	for {
		n, err := io.ReadFull(from, buffer[kept:kept+piece])
		text := buffer[:kept+n]
		if pattern.Match(text) {
			return true
		}
		if err != nil {
			return !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF)
		}
		kept = copy(buffer, bytes.Clone(text[len(text)-overlap:]))
	}
}
