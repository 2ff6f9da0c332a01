package syntax

import (
	"fmt"
	"os"
	"path"
	"runtime"
	"strings"
	"testing"
)

// FuzzParse holds what no input may break: no panic, children lie in order inside their parents,
// and a printed tree reads back as the same tree.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"{ config, lib, ... }: { a.b = ''\n  x ${lib.y}\n''; }", "let a = 1; in a", "x: x.y or z", "[ ./a <b> http://c ]",
		"{ a = ; b = 2; }", "\"${", "''${", "((", "a ? b.c", "let { body = 1; }", "args@{ a ? 1 }: -a", "./a/${b}/c", "inherit",
		"{ a = { x = 1; }; a.y = 2; inherit (b) c; ${d} = 1.5e3; }", "f (-a) b |> c", "a/b//c", "\x00", "x or",
	} {
		f.Add([]byte(seed))
	}
	for _, name := range nixFiles(f, "../../fixtures/syntax") {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		file := Parse("fuzz.nix", src)
		checkOrder(t, file.Root)
		if len(file.Errors) == 0 {
			checkPrinted(t, file)
		}
	})
}

const fuzzDir = "/d"

// checkPrinted reads a printed tree again, and prints it again.
func checkPrinted(t *testing.T, file *File) {
	options := PrintOptions{Dir: fuzzDir, Home: "/h", exact: true}
	text, errors := Print(file, options)
	if !readsBack(file) || len(errors) > 0 {
		return
	}
	again := Parse("printed.nix", []byte(text))
	if len(again.Errors) > 0 {
		if !strings.Contains(again.Errors[0].Message, "nested too deeply") {
			t.Fatalf("the printed tree does not parse: %s\n%q", again.Errors[0].Message, text)
		}
		return
	}
	if printed, _ := Print(again, options); printed != text {
		t.Fatalf("printed again, the tree differs:\n%q\n%q", text, printed)
	}
}

// readsBack is false for the trees of which Nix's own notation is no Nix, or other Nix: an assert
// has no parentheses, 1e+10 is no float, / is no path, ~/. and a path before an interpolation
// are written as others.
func readsBack(file *File) bool {
	well := true
	Walk(file.Root, func(n Node) bool {
		switch n := n.(type) {
		case *Assert:
			well = false
		case *Float:
			well = well && n.Value < 1e6 && (n.Value == 0 || n.Value >= 1e-4)
		case *Path:
			text := n.Parts[0].(*Text).Value
			well = well && len(n.Parts) == 1 && text[0] != '~' && path.Clean(text) != "/" && path.Join(fuzzDir, text) != "/"
		}
		return well
	})
	return well
}

func checkOrder(t *testing.T, n Node) {
	at := n.Pos()
	if n.End() < at {
		t.Fatalf("%T ends at %d before it starts at %d", n, n.End(), at)
	}
	EachChild(n, func(child Node) {
		if child.Pos() < at || child.End() > n.End() {
			t.Fatalf("%T [%d,%d) is out of order in %T [%d,%d)", child, child.Pos(), child.End(), n, n.Pos(), n.End())
		}
		at = child.Pos()
		checkOrder(t, child)
	})
}

// Input of 1 MB that repeats one token is read in linear time, takes little memory, and ends in an
// error that says why.
func TestLongRunsEnd(t *testing.T) {
	for _, unit := range []string{
		"(", "[", "${", "a.", "!", "''${", "{a=", "x: ", "if ", "let ", "let a=", "-", "\"${", "a++", "a ", "~", "<a", "/*",
		"with a;", "assert a;", "a->", "a//", "a?b ", "{a?", "rec{", "./a${", "a|>", "a<|", "''", "\"", "inherit ", "\\",
		"\x00", "\r", "\xff", "{...}@", "a@", "$", ".", "a.b or ", "if a then ", "else ", "{a={", "[{a=", "'' ${ ''", "[ ( ",
	} {
		before := new(runtime.MemStats)
		runtime.ReadMemStats(before)
		src := strings.Repeat(unit, 1<<20/len(unit))
		file := Parse("x.nix", []byte(src))
		if len(file.Errors) == 0 && unit != "a " && unit != "\"" && unit != "''" {
			t.Errorf("%q repeated parses", unit)
		}
		after := new(runtime.MemStats)
		runtime.ReadMemStats(after)
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 200 {
			t.Errorf("%q repeated took %d MB", unit, mb)
		}
	}
}

// The limit of nesting is named where it is reached.
func TestNestingLimitIsNamed(t *testing.T) {
	for unit, want := range map[string]string{
		"(": "1:20001", "[": "1:20000", "!": "1:20000", "-": "1:20000", "''${": "1:80001", "\"${": "1:60001",
	} {
		errors := Parse("x.nix", []byte(strings.Repeat(unit, 1<<20/len(unit)))).Errors
		if len(errors) != 1 || errors[0].Span.Start.String() != want || errors[0].Message != "nested too deeply to be read" {
			t.Errorf("%q repeated: %v, want one error at %s", unit, errors, want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	files, size := corpus(b)
	b.SetBytes(size)
	b.ReportAllocs()
	nodes := 0
	for _, f := range files {
		Walk(Parse("x.nix", f).Root, func(Node) bool { nodes++; return true })
	}
	var r Parser // as the linter's workers read: one file after the other
	allocs := testing.AllocsPerRun(1, func() {
		for _, f := range files {
			r.Parse("x.nix", f)
		}
	})
	b.ResetTimer()
	for range b.N {
		for _, f := range files {
			r.Parse("x.nix", f)
		}
	}
	b.ReportMetric(allocs/float64(nodes), "allocs/node")
}

func BenchmarkParseScopes(b *testing.B) {
	files, size := corpus(b)
	b.SetBytes(size)
	b.ReportAllocs()
	var r Parser
	for b.Loop() {
		for _, f := range files {
			ResolveNames(r.Parse("x.nix", f))
		}
	}
}

// BenchmarkParseSize shows that time grows with size and no faster: MB/s stays.
func BenchmarkParseSize(b *testing.B) {
	unit := "  services.a.b = { enable = true; list = [ ./p \"x${y}z\" 1.5 ]; text = ''\n    a ${b}\n  ''; };\n"
	for _, mb := range []int{1, 2, 4, 8} {
		src := []byte("{ b, y }: [\n{" + strings.Repeat(unit+"}\n{", mb<<20/len(unit)) + "}]")
		b.Run(fmt.Sprintf("%dMB", mb), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				Parse("x.nix", src)
			}
		})
	}
}

// corpus reads the .nix files below $CORPUS, and without it those of this repository.
func corpus(b *testing.B) (files [][]byte, size int64) {
	b.Helper()
	dir := os.Getenv("CORPUS")
	if dir == "" {
		dir = "../.."
	}
	for _, name := range nixFiles(b, dir) {
		src, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		files, size = append(files, src), size+int64(len(src))
	}
	return files, size
}
