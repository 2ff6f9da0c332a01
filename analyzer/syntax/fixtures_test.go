package syntax

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What fixtures/syntax/ok holds prints as the .tree beside it, where $DIR is the file's folder.
// TestPrintsAsNixDoes compares the same files with nix itself; here no nix is needed.
func TestTreesOfFixtures(t *testing.T) {
	files := nixFiles(t, "../../fixtures/syntax/ok")
	if len(files) == 0 {
		t.Fatal("no fixtures")
	}
	for _, name := range files {
		src, tree := read(t, name), read(t, strings.TrimSuffix(name, ".nix")+".tree")
		o := PrintOptions{Dir: filepath.Dir(name), Home: "/home/user"}
		want := strings.NewReplacer("$DIR", o.Dir, "$HOME", o.Home).Replace(strings.TrimSuffix(tree, "\n"))
		file := Parse(name, []byte(src))
		got, errors := Print(file, o)
		if len(file.Errors)+len(errors) > 0 {
			t.Errorf("%s: %v %v", name, file.Errors, errors)
			continue
		}
		if d := firstDifference(name, want, got); d != "" {
			t.Error(d)
		}
	}
}

// What fixtures/syntax/err holds is refused where the first line says that Nix refuses it.
func TestErrorsOfFixtures(t *testing.T) {
	place := regexp.MustCompile(`^#.* at (\d+:\d+)[\r\n]`)
	files := nixFiles(t, "../../fixtures/syntax/err")
	if len(files) == 0 {
		t.Fatal("no fixtures")
	}
	for _, name := range files {
		src := read(t, name)
		want := place.FindStringSubmatch(src)
		if want == nil {
			t.Errorf("%s: the first line says no place", name)
			continue
		}
		if diff := cmp.Diff(want[1], firstPlace(src)); diff != "" {
			t.Errorf("%s: first error (-want +got):\n%s", name, diff)
		}
	}
}

// firstPlace gives the line and column of the error that Nix would report, "" without.
func firstPlace(src string) string {
	file := Parse("x.nix", []byte(src))
	if first, ok := file.First(); ok {
		return first.Span.Start.String()
	}
	if _, errors := Print(file, PrintOptions{}); len(errors) > 0 {
		return errors[0].Span.Start.String()
	}
	return ""
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
