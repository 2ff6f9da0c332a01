package harness

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/harness/probe"
)

// Opaque is what a record names and does not tell whole: two that are written alike may differ.
type Opaque struct {
	Path   string // of the option or definition
	Effect bool   `json:",omitempty"`
	Kind   string // one of OpaqueKinds
	Count  int    // values of that kind
}

// OpaqueKinds are the kinds of values that are not recorded whole, in the order in which they are reported.
//
//   - function: of one, only the names of the arguments are known
//   - file: a file or folder, of which the path is known; text that names a place in the store is one too
//   - module: a file that reads others, of which only its own content is known
//   - package: of one, the name is known
//   - cut: too deep, too long, or a whole package set; a value that throws, of which it was not found out what it says
func OpaqueKinds() []string { return []string{"function", "file", "module", "package", "cut"} }

// opaqueOf lists what the records of a walk do not tell whole, before their paths are spelled.
func (r *Runner) opaqueOf(records, effects []Record) []Opaque {
	count := map[Opaque]int{}
	for i, list := range [][]Record{records, effects} {
		for _, one := range list {
			o := opacity{runner: r, kinds: map[string]int{}}
			o.value(one.Value)
			for kind, n := range o.kinds {
				count[Opaque{Path: one.Path, Effect: i == 1, Kind: kind}] += n
			}
		}
	}
	var found []Opaque
	for one, n := range count {
		one.Count = n
		found = append(found, one)
	}
	slices.SortFunc(found, compareOpaque)
	return found
}

// compareOpaque is the order of a snapshot: options before definitions.
func compareOpaque(a, b Opaque) int {
	if a.Effect != b.Effect {
		return map[bool]int{true: 1, false: -1}[a.Effect]
	}
	return cmp.Or(probe.ComparePaths(a.Path, b.Path), strings.Compare(a.Kind, b.Kind))
}

// keptOpaque leaves out what is of definitions that are not recorded, overlays where what they make of
// the packages is, modules of homes where the homes themselves are, and modules that are known by name.
func keptOpaque(found []Opaque, o Outcome) []Opaque {
	kept := map[string]bool{}
	for _, r := range o.Effects {
		kept[r.Path] = true
	}
	return slices.DeleteFunc(found, func(one Opaque) bool {
		home, overlays := strings.CutSuffix(one.Path, "nixpkgs.overlays")
		seen := overlays && kept[home+"pkgs.overlays"] || one.Path == "home-manager.sharedModules" || namesModules(one.Path)
		return one.Effect && (!kept[one.Path] || o.StandIn && seen || one.Kind == "file" && IsTaken(one.Path) && !declares(one.Path))
	})
}

// opacity counts what a value does not tell whole.
type opacity struct {
	runner *Runner
	kinds  map[string]int
}

func (o *opacity) value(value any) {
	switch v := value.(type) {
	case string:
		o.text(v)
	case Special:
		o.special(v)
	case []any:
		for _, one := range v {
			o.value(one)
		}
	case map[string]any:
		for _, one := range v {
			o.value(one)
		}
	}
}

func (o *opacity) special(v Special) {
	exact := o.runner.options.Exact
	switch v.Kind {
	case "function":
		o.kinds["function"]++
	case "path", "bytes":
		o.text(v.Text)
	case "derivation":
		if !exact || v.Made == "" || strings.Contains(v.Made, unseenMade) {
			o.kinds["package"]++
		}
	case "stub":
		if strings.Contains(v.Text, "<function>") || strings.Contains(v.Text, unseenMade) {
			o.kinds["function"]++
		}
		if !exact && strings.Contains(v.Text, "/nix/store/") {
			o.kinds["file"]++
		}
	case "error":
		if v.Text == untold {
			o.kinds["cut"]++
		}
	case "cut":
		if !strings.Contains(v.Text, "sha256:") {
			o.kinds["cut"]++
		}
	}
}

// inStore is a place in the store, or, of a copy that is evaluated where it is, in that.
var inStore = regexp.MustCompile(`/nix/store/[0-9a-z]{32}-[A-Za-z0-9+._?=-]+[A-Za-z0-9+._?=/-]*`)

// text counts a text that names files or packages. Where two evaluations are compared, what stands in
// the files is: see exactly.
func (o *opacity) text(text string) {
	if !strings.Contains(text, "/") {
		return
	}
	r := o.runner
	if madeName.MatchString(text) || strings.Contains(text, "/placeholder/") {
		if !r.options.Exact || strings.Contains(text, unseenPath) {
			o.kinds["package"]++
		}
	}
	text = r.sources.unwrapped(text)
	if !r.options.Exact {
		if inStore.MatchString(text) || r.sources.frozen != "" && strings.Contains(text, r.sources.frozen) {
			o.kinds["file"]++
		}
		return
	}
	for _, within := range r.sources.ownIn(text) {
		switch {
		case within == "":
			o.kinds["file"]++ // the whole tree
		case r.readsOthers(within):
			o.kinds["module"]++
		}
	}
}

// ownIn are the paths of the flake's own tree that a text names, from its root.
func (s sources) ownIn(text string) []string {
	var found []string
	for _, own := range []string{s.self, s.frozen} {
		if own == "" || !strings.Contains(text, own) {
			continue
		}
		below := regexp.MustCompile(regexp.QuoteMeta(own) + `[A-Za-z0-9+._?=/-]*`)
		for _, one := range below.FindAllString(text, -1) {
			found = append(found, strings.Trim(strings.TrimPrefix(one, own), "/"))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// otherFiles is how a file of Nix names what it reads besides itself.
var otherFiles = regexp.MustCompile(`\.\.?/|\b(import|self|inputs|readFile|readDir)\b`)

// readsOthers reports whether a path is of Nix code that may read other files, or that is a folder of
// such code, which may read files beside it.
func (r *Runner) readsOthers(within string) bool {
	path := filepath.Join(r.sources.frozen, filepath.FromSlash(within))
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "default.nix")
	}
	if !strings.HasSuffix(path, ".nix") {
		return false
	}
	text, err := os.ReadFile(path)
	return err == nil && otherFiles.Match(text)
}

// NotCompared is what an outcome has in common with a snapshot or an earlier outcome, as far as both
// are written alike, and that was not compared.
func NotCompared(before Snapshot, after Outcome) []Opaque {
	known := map[bool]map[string]bool{false: pathsOf(before.Records), true: pathsOf(before.Effects)}
	half := EffectsNotCompared(before, SnapshotOf(after)) > 0
	return slices.DeleteFunc(slices.Clone(after.Opaque), func(one Opaque) bool {
		return !known[one.Effect][one.Path] || one.Effect && half
	})
}

func pathsOf(records []probe.Record) map[string]bool {
	paths := map[string]bool{}
	for _, r := range records {
		paths[r.Path] = true
	}
	return paths
}
