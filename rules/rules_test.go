package rules_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/catalog"
	"mxmcheck/analyzer/diag"
	"mxmcheck/rules"
)

// lint runs the rules that are on by default, and those named, on a small repository, at the
// rules' own levels.
func lint(t *testing.T, files []txtar.File, untracked []string, named ...string) []diag.Diagnostic {
	t.Helper()
	return analyzer.Run(t.Context(), load(t, files, untracked), selected(named...), rules.Names())
}

func load(t *testing.T, files []txtar.File, untracked []string, namespaces ...string) *analyzer.Repo {
	t.Helper()
	return loadAfter(t, nil, files, untracked, namespaces...)
}

// loadAfter is load with the trees of the repository that was loaded before.
func loadAfter(t *testing.T, kept *analyzer.Kept, files []txtar.File, untracked []string, namespaces ...string) *analyzer.Repo {
	t.Helper()
	if len(namespaces) == 0 {
		namespaces = []string{"mxmlabs"}
	}
	fsys := fstest.MapFS{}
	opts := analyzer.Options{Namespaces: namespaces, Hosts: []string{"hosts/*"}, Modules: []string{"modules"}, Git: true, Jobs: 2, Kept: kept}
	for _, f := range files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		if !slices.Contains(untracked, f.Name) {
			opts.Tracked = append(opts.Tracked, f.Name)
		}
	}
	slices.Sort(opts.Tracked)
	if kept := fsys["mxmcheck-catalog"]; kept != nil {
		var err error // a damaged one is none, as for lint: the wants of a fixture tell
		if opts.Catalog, err = catalog.Read(kept.Data); err != nil && !errors.Is(err, catalog.ErrDamaged) && !errors.Is(err, catalog.ErrNewer) {
			t.Fatal(err)
		}
	}
	repo, err := analyzer.Load(t.Context(), fsys, opts)
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

func selected(named ...string) []analyzer.Selected {
	var list []analyzer.Selected
	for _, r := range rules.All() {
		if r.Default || slices.Contains(named, r.Name) {
			list = append(list, analyzer.Selected{Rule: r, Level: r.Severity})
		}
	}
	return list
}

// rulesOf are the rules that a fixture is about: the one it is named after, and those that its
// story names in a line "rules: NAME NAME".
func rulesOf(file, story string) []string {
	names := []string{strings.TrimSuffix(filepath.Base(file), ".txtar")}
	for _, line := range strings.Split(story, "\n") {
		if more, ok := strings.CutPrefix(line, "rules: "); ok {
			names = append(names, strings.Fields(more)...)
		}
	}
	return names
}

// untrackedIn reads the lines "untracked: FILE" of a fixture's story.
func untrackedIn(story string) []string {
	var names []string
	for _, line := range strings.Split(story, "\n") {
		if name, ok := strings.CutPrefix(line, "untracked: "); ok {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names
}

// want is one regexp of a want-comment; it is matched with "RULE: MESSAGE".
type want struct {
	pattern *regexp.Regexp
	met     bool
}

// wants reads the comments `# want "regexp" "regexp"` by FILE:LINE.
func wants(t *testing.T, files []txtar.File) map[string][]*want {
	t.Helper()
	found := map[string][]*want{}
	for _, f := range files {
		for i, line := range strings.Split(string(f.Data), "\n") {
			_, rest, ok := strings.Cut(line, "# want ")
			for ok && rest != "" {
				quoted, err := strconv.QuotedPrefix(rest)
				if err != nil {
					t.Fatalf("%s:%d: a want-comment that cannot be read: %v", f.Name, i+1, err)
				}
				text, _ := strconv.Unquote(quoted)
				place := fmt.Sprintf("%s:%d", f.Name, i+1)
				found[place] = append(found[place], &want{pattern: regexp.MustCompile(text)})
				rest = strings.TrimSpace(rest[len(quoted):])
			}
		}
	}
	return found
}

// checkWants holds findings and want-comments against each other, both ways.
func checkWants(t *testing.T, files []txtar.File, found []diag.Diagnostic) {
	t.Helper()
	expected := wants(t, files)
	for _, d := range found {
		place := fmt.Sprintf("%s:%d", d.Span.File, d.Span.Start.Line)
		text := d.Rule + ": " + d.Message
		i := slices.IndexFunc(expected[place], func(w *want) bool { return !w.met && w.pattern.MatchString(text) })
		if i < 0 {
			t.Errorf("%s: a finding without a want: %s", place, text)
			continue
		}
		expected[place][i].met = true
	}
	for place, list := range expected {
		for _, w := range list {
			if !w.met {
				t.Errorf("%s: a want without a finding: %s", place, w.pattern)
			}
		}
	}
}

func fixtures(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "fixtures", folder, "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixtures in %s: %v", folder, err)
	}
	return names
}

func TestFixtures(t *testing.T) {
	for _, folder := range []string{"rules", "mistakes"} {
		for _, name := range fixtures(t, folder) {
			t.Run(folder+"/"+strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
				archive, err := txtar.ParseFile(name)
				if err != nil {
					t.Fatal(err)
				}
				story := string(archive.Comment)
				files, _ := apart(archive.Files)
				checkWants(t, files, lint(t, files, untrackedIn(story), rulesOf(name, story)...))
			})
		}
	}
}

// Every rule has a fixture in which it fires, and in which some file is left alone.
func TestEveryRuleHasAFixture(t *testing.T) {
	for _, rule := range rules.Names() {
		archive, err := txtar.ParseFile(filepath.Join("..", "fixtures", "rules", rule+".txtar"))
		if err != nil {
			t.Error(err)
			continue
		}
		fires, faulty := false, map[string]bool{}
		files, _ := apart(archive.Files)
		for _, d := range lint(t, files, untrackedIn(string(archive.Comment)), rule) {
			fires = fires || d.Rule == rule
			faulty[d.Span.File] = true
		}
		if !fires || len(faulty) >= len(files) {
			t.Errorf("%s.txtar: fires: %v; files without a finding: %d; both are needed", rule, fires, len(files)-len(faulty))
		}
	}
}

func TestDocumentedExamples(t *testing.T) {
	for _, rule := range rules.All() {
		t.Run(rule.Name, func(t *testing.T) {
			if rule.Doc.Title == "" || rule.Doc.Why == "" || rule.Severity == 0 || rule.Check == nil {
				t.Error("a rule needs title, why, level and check")
			}
			bad := lint(t, example("bad.nix", rule.Doc.Bad), nil, rule.Name)
			if !slices.ContainsFunc(bad, func(d diag.Diagnostic) bool { return d.Rule == rule.Name }) {
				t.Errorf("the bad example does not fire; found %v", bad)
			}
			good := lint(t, example("good.nix", rule.Doc.Good), nil, rule.Name)
			if diff := cmp.Diff([]diag.Diagnostic(nil), good); diff != "" {
				t.Errorf("the good example fires (-want +got):\n%s", diff)
			}
		})
	}
}

// example reads a documented example: one file, or several, each after a line "-- NAME --".
func example(name, text string) []txtar.File {
	if archive := txtar.Parse([]byte(text)); len(archive.Files) > 0 {
		return archive.Files
	}
	return []txtar.File{{Name: name, Data: []byte(text)}}
}

func TestDocsAreCurrent(t *testing.T) {
	have, err := os.ReadFile(filepath.Join("..", "docs", "rules.md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rules.Markdown(), string(have)); diff != "" {
		t.Errorf("docs/rules.md is not what the rules say; run go generate ./rules (-want +got):\n%s", diff)
	}
}
