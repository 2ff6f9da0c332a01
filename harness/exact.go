package harness

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"

	"mxmcheck/harness/probe"
)

// noteExactly notes on records, as they came from the walker, what makes two of them differ that
// look alike in a report: what stands in the files and store paths that a value names, what a stand-in's
// package is made from, what a secret is. The order of definitions is noted always.
func (r *Runner) noteExactly(records, effects []Record) {
	notePlaces(effects)
	if !r.options.Exact {
		return
	}
	for _, list := range [][]Record{records, effects} {
		for i := range list {
			if r.options.StandIns || !IsTaken(list[i].Path) { // what stands in an input is up to the lock
				r.noteContents(&list[i])
			}
			list[i].Value = withoutMade(list[i].Value)
		}
	}
}

// notePlaces numbers the definitions of one path, where they are joined in order: lists and texts.
func notePlaces(effects []Record) {
	byPath := map[string][]int{}
	for i, one := range effects {
		effects[i].Exact.Place = 0
		byPath[one.Path] = append(byPath[one.Path], i)
	}
	for _, places := range byPath {
		if len(places) < 2 {
			continue
		}
		for n, i := range places {
			switch effects[i].Value.(type) {
			case []any, string:
				effects[i].Exact.Place = n + 1
			}
		}
	}
}

func (r *Runner) noteContents(record *Record) {
	e := exactly{runner: r}
	sum := sha256.Sum256([]byte(renderValue(e.value(record.Value))))
	record.Exact.Contents = hex.EncodeToString(sum[:])
	record.Exact.Tree, record.Exact.Unseen = e.tree, e.unseen
}

// exactly spells values so that two are equal only if what they name is.
type exactly struct {
	runner       *Runner
	tree, unseen bool
}

// How the stand-ins say that a package is made by functions: where it is a value, and in its path.
const (
	unseenMade = "<mxmcheck: not seen>"
	unseenPath = "/placeholder/unseen-"
)

func (e *exactly) value(value any) any {
	switch v := value.(type) {
	case string:
		return e.text(v)
	case probe.Special:
		e.unseen = e.unseen || v.Kind == "derivation" && v.Made == "" && e.runner.options.StandIns
		v.Text = e.text(v.Text + "\n" + v.Made)
		return v
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = e.value(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name := range v {
			out[name] = e.value(v[name])
		}
		return out
	}
	return value
}

// text puts, in place of each path of the flake's own tree, the path within it and a digest of what
// stands there. Other store paths stay: they change with what they hold.
func (e *exactly) text(text string) string {
	s := e.runner.sources
	e.unseen = e.unseen || strings.Contains(text, unseenMade) || strings.Contains(text, unseenPath)
	if s.store != "" {
		text = strings.ReplaceAll(text, s.store+"/nix/store/", "/nix/store/")
	}
	text = s.uncopied(text)
	for _, o := range e.runner.options.Overrides {
		for _, in := range s.inputs {
			if o.ID != "" && in.name == o.Input {
				text = strings.ReplaceAll(text, in.store, "<"+o.ID+">")
			}
		}
	}
	for _, own := range []string{s.self, s.frozen} {
		if own == "" || !strings.Contains(text, own) {
			continue
		}
		below := regexp.MustCompile(regexp.QuoteMeta(own) + `[A-Za-z0-9+._?=/-]*`)
		text = below.ReplaceAllStringFunc(text, func(found string) string { return e.own(strings.TrimPrefix(found, own)) })
	}
	return text
}

func (e *exactly) own(name string) string {
	within := strings.Trim(name, "/")
	if within == "" {
		e.tree = true
		return "."
	}
	digests := e.runner.contents(filepath.Join(e.runner.sources.frozen, filepath.FromSlash(within)), map[string]bool{})
	return "./" + within + " " + strings.Join(digests, " ")
}

// contents are the digests of a file or folder, and of what the links in it lead to: who reads through a
// link reads that. A place that was seen is not looked at again.
func (r *Runner) contents(path string, seen map[string]bool) []string {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return []string{"nothing"}
	}
	frozen, err := filepath.EvalSymlinks(r.sources.frozen)
	if err != nil || real != frozen && !strings.HasPrefix(real, frozen+"/") { // nix does not follow it either
		return []string{"elsewhere"}
	}
	if seen[real] {
		return nil
	}
	seen[real] = true
	digest, err := TreeDigest(real)
	if err != nil {
		return []string{"nothing"}
	}
	digests := []string{digest}
	_ = filepath.WalkDir(real, func(name string, entry fs.DirEntry, err error) error { // TreeDigest has walked it
		if err == nil && entry.Type()&fs.ModeSymlink != 0 && name != real {
			digests = append(digests, r.contents(name, seen)...)
		}
		return nil
	})
	return digests
}

// withoutMade is a value without what only a comparison needs.
func withoutMade(value any) any {
	switch v := value.(type) {
	case probe.Special:
		v.Made = ""
		return v
	case []any:
		for i := range v {
			v[i] = withoutMade(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = withoutMade(v[name])
		}
	}
	return value
}
