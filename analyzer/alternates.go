package analyzer

import (
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Alternates are the files of Nix of which yadm lays one of several in place: configuration.nix##hostname.web.
func (r *Repo) Alternates() []string {
	return r.loader.otherFiles(func(name string) bool { return strings.Contains(name, ".nix##") })
}

// Laid are names of files that a tool lays in a checkout: it decrypts them, or chooses one of several.
type Laid struct {
	exact map[string]bool
	globs []string
}

// ReadLaid reads the lists of yadm, git-secret and blackbox, and the files that stand encrypted, or as alternates, beside the place of
// the one that is meant.
func (r *Repo) ReadLaid() *Laid {
	laid := &Laid{exact: map[string]bool{}}
	var lists []string
	r.loader.otherFiles(func(name string) bool {
		if isListOfEncrypted(name) {
			lists = append(lists, name)
		}
		if at := strings.Index(name, "##"); at > 0 {
			laid.exact[name[:at]] = true
		}
		switch ext := path.Ext(name); ext {
		case ".gpg", ".asc", ".age", ".enc", ".secret", ".encrypted", ".crypt", ".vault":
			if stem := strings.TrimSuffix(name, ext); strings.HasSuffix(stem, ".nix") || r.At(stem) == Missing {
				laid.exact[stem] = true
			}
		}
		return false
	})
	if len(lists) > 0 {
		r.loader.namedTexts(isListOfEncrypted, func(_, text string) { laid.read(text) })
	}
	return laid
}

// isListOfEncrypted knows the files that name what is kept encrypted: of yadm, git-secret and blackbox.
func isListOfEncrypted(name string) bool {
	switch path.Base(name) {
	case "encrypt":
		return strings.Contains(name, "yadm")
	case "mapping.cfg":
		return strings.HasSuffix(name, ".gitsecret/paths/mapping.cfg")
	}
	return path.Base(name) == "blackbox-files.txt"
}

func (l *Laid) read(text string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "!") {
			continue
		}
		name, _, _ := strings.Cut(line, "##")
		name, _, _ = strings.Cut(name, ":") // a hash, in the list of git-secret
		l.globs = append(l.globs, path.Clean(strings.TrimPrefix(name, "/")))
	}
}

// Has reports whether a tool lays a file, a folder around it, or the default.nix of a folder in the checkout.
func (l *Laid) Has(name string) bool {
	for at := path.Join(name, "default.nix"); at != "." && at != "/"; at = path.Dir(at) {
		if l.exact[at] {
			return true
		}
		for _, glob := range l.globs {
			if ok, _ := doublestar.Match(glob, at); ok {
				return true
			}
		}
	}
	return false
}
