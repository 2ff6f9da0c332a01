package harness

import (
	"cmp"
	"encoding/json"
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
	frozen string // the copy that is evaluated
	self   string // store path of the copy
	prefix string // where the flake is in it, as in "infra/"; "" at its top
	store  string // folder of a store of our own: nix spells some paths with it, some without
	inputs []input
}

type input struct{ store, name string }

// archived is what `nix flake archive --json` prints of a flake or of one input.
type archived struct {
	Path   string
	Inputs map[string]archived
}

func newSources(frozen string, tree []byte) (sources, error) {
	var root archived
	if err := json.Unmarshal(tree, &root); err != nil {
		return sources{}, err
	}
	s := sources{frozen: frozen, self: root.Path}
	s.add("", root.Inputs)
	// Inputs that follow one another share a path: the shortest name wins.
	slices.SortFunc(s.inputs, func(a, b input) int {
		return cmp.Or(cmp.Compare(len(a.name), len(b.name)), cmp.Compare(a.name, b.name))
	})
	return s, nil
}

func (s *sources) add(prefix string, inputs map[string]archived) {
	for name, one := range inputs {
		if one.Path != "" {
			s.inputs = append(s.inputs, input{one.Path, prefix + name})
		}
		s.add(prefix+name+"/", one.Inputs)
	}
}

// stored are overrides that name what nix has copied already: every process would otherwise copy
// and hash the folder of each anew. What cannot be seen in the machine's own store stays as it is.
func (s sources) stored(overrides []Override) []Override {
	out := slices.Clone(overrides)
	for i, o := range out {
		if !strings.HasPrefix(o.Ref, "path:") || strings.Contains(o.Ref, "?") {
			continue
		}
		at := slices.IndexFunc(s.inputs, func(one input) bool { return one.name == o.Input })
		if at < 0 {
			continue
		}
		if _, err := os.Stat(s.inputs[at].store); err == nil {
			out[i].Ref = "path:" + s.inputs[at].store
		}
	}
	return out
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
	if !strings.Contains(text, "/") {
		return text
	}
	if s.store != "" {
		text = strings.ReplaceAll(text, s.store+"/nix/store/", "/nix/store/")
	}
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

// file spells one file that defines something: ok is false if no file is named.
func (s sources) file(name string) (string, bool) {
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
		return s.text(v)
	case probe.Special:
		v.Text = strings.TrimPrefix(s.text(v.Text), "./")
		return v
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
