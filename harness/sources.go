package harness

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/harness/probe"
)

// sources knows where the flake and its inputs stand in the store, and spells paths as the user
// knows them.
type sources struct {
	frozen string // the copy that is evaluated, where it is on this machine
	self   string // store path of the copy
	prefix string // where the flake is in it, as in "infra/"; "" at its top
	store  string // folder of a store of our own: nix spells some paths with it, some without
	inputs []input

	spelled *spelledFiles // what file gave in this run; nil: nothing is kept
}

type input struct{ store, name string }

// missing names the inputs that are not in the store.
func (s sources) missing() []string {
	var names []string
	for _, one := range s.inputs {
		if !exists(s.store + one.store) {
			names = append(names, one.name)
		}
	}
	return names
}

var (
	storeName  = regexp.MustCompile(`/nix/store/[0-9a-z]{32}-([A-Za-z0-9+._?=-]+)`)
	madeName   = regexp.MustCompile(`/placeholder/(?:unseen-)?[0-9a-f]{32}-`) // a package of the stand-ins; see Options.Exact
	fileSuffix = regexp.MustCompile(`(, via option .*|:anon-[0-9]+.*|#[a-zA-Z].*)$`)
)

// spellings are the ways in which nix may spell the store path of the flake.
func (s sources) spellings() []string {
	if s.store == "" {
		return []string{s.self}
	}
	return []string{s.self, s.store + s.self}
}

// text spells every path in a text: the flake's own relative to its root, an input's as
// <input>/…, any other store path as <store name>.
func (s sources) text(text string) string {
	text = withoutRevision(text)
	if !strings.Contains(text, "/") {
		return text
	}
	text = s.unwrapped(text)
	if s.store != "" {
		text = strings.ReplaceAll(text, s.store+"/nix/store/", "/nix/store/")
	}
	text = s.uncopied(text)
	for _, own := range []string{s.self, s.frozen} {
		if own != "" {
			text = strings.ReplaceAll(text, "path:"+own+"/", own+"/")
			if s.prefix != "" {
				text = strings.ReplaceAll(text, own+"/"+s.prefix, "./")
				text = strings.ReplaceAll(text, own+"/", "./"+strings.Repeat("../", strings.Count(s.prefix, "/")))
			}
			text = strings.ReplaceAll(text, own, ".")
		}
	}
	for _, one := range s.inputs {
		text = strings.ReplaceAll(text, one.store, "<"+one.name+">")
	}
	if strings.Contains(text, "/placeholder/") {
		text = madeName.ReplaceAllString(text, "/placeholder/")
	}
	return storeName.ReplaceAllString(text, "<store $1>")
}

// uncopied spells a copy of the flake's tree as the tree: "${./.}" makes one, which has the name of the tree in the store
// after a hash of its own. A file of the copy may make another one.
func (s sources) uncopied(text string) string {
	name := path.Base(s.self)
	if s.self == "" || !strings.Contains(text, "-"+name) {
		return text
	}
	return regexp.MustCompile(`/nix/store/(?:[0-9a-z]{32}-)+`+regexp.QuoteMeta(name)).ReplaceAllLiteralString(text, s.self)
}

// selfRev is the revision that a flake sees itself as of: see writeWrapper.
const selfRev = "0000000000000000000000000000000000000000"

var revision = regexp.MustCompile(`(^|[^0-9A-Za-z])(?:0{40}|0{7})($|[^0-9A-Za-z])`)

// selfRevText stands where a text holds that revision, or its seven digits.
const selfRevText = "<self rev>"

func withoutRevision(text string) string {
	if !strings.Contains(text, "0000000") {
		return text
	}
	return revision.ReplaceAllString(text, "${1}"+selfRevText+"${2}")
}

// WithRevision lists the paths of a host's records that hold the revision of the tree.
func WithRevision(o Outcome) []string {
	var paths []string
	for _, list := range [][]Record{o.Records, o.Effects} {
		for _, r := range list {
			if strings.Contains(renderValue(r.Value), selfRevText) {
				paths = append(paths, r.Path)
			}
		}
	}
	return slices.Compact(paths)
}

// mounted is how newer versions of nix spell the tree that a file is in.
var mounted = regexp.MustCompile(`«([^«»]+)»`)

// unwrapped spells every tree as older versions do, with its place in the store: it follows from
// the hash that is reported with it. Of a tree of this machine the path alone may be reported.
func (s sources) unwrapped(text string) string {
	if !strings.Contains(text, "«") {
		return text
	}
	return mounted.ReplaceAllStringFunc(text, func(tree string) string {
		ref, query, _ := strings.Cut(strings.Trim(tree, "«»"), "?")
		values, err := url.ParseQuery(query)
		if err == nil && values.Get("narHash") != "" {
			if place, err := sourcePath(path.Dir(s.self), values.Get("narHash")); err == nil {
				return place
			}
		}
		if place, ok := strings.CutPrefix(ref, "path:"); ok {
			return place
		}
		return tree
	})
}

// file spells one file that defines something: ok is false if no file is named.
func (s sources) file(name string) (string, bool) {
	one := s.spelled.of(name, s.spellFile)
	return one.name, one.ok
}

func (s sources) spellFile(name string) (string, bool) {
	name = fileSuffix.ReplaceAllString(s.text(name), "")
	if strings.HasPrefix(name, "./") {
		return s.imported(path.Clean(name)), true
	}
	return name, strings.HasPrefix(name, "<") && !strings.HasPrefix(name, "<unknown")
}

// imported is the file that importing a path of the repository reads: of a folder, its default.nix.
func (s sources) imported(name string) string {
	if info, err := os.Stat(filepath.Join(s.frozen, s.prefix, filepath.FromSlash(name))); err == nil && info.IsDir() {
		return name + "/default.nix"
	}
	return name
}

// own reports whether a file that was spelled by file is one of the repository.
func own(name string) bool { return name != "" && !strings.HasPrefix(name, "<") }

// record spells every path of a record.
func (s sources) record(r probe.Record) probe.Record {
	r.Value = s.value(r.Value)
	if len(r.Files) == 1 {
		r.Files = s.spelled.of(r.Files[0], s.spellFile).alone
		return r
	}
	var files []string
	for _, name := range r.Files {
		if file, ok := s.file(name); ok {
			files = append(files, file)
		}
	}
	slices.Sort(files)
	r.Files = slices.Compact(files)
	return r
}

func (s sources) value(value any) any {
	switch v := value.(type) {
	case string:
		if text := s.text(v); text != v {
			return text
		}
	case probe.Special:
		if text := strings.TrimPrefix(s.text(v.Text), "./"); text != v.Text {
			v.Text = text
			return v
		}
	case []any:
		for i := range v {
			v[i] = s.value(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = s.value(v[name])
		}
	}
	return value
}
