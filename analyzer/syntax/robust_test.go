package syntax

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// FuzzParse holds what no input may break: no panic, children lie in order inside their parents,
// and a printed tree that parses prints as itself.
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
		options := PrintOptions{Dir: "/d", Home: "/h"}
		if len(file.Errors) > 0 {
			return
		}
		text, _ := Print(file, options)
		again := Parse("printed.nix", []byte(text))
		if len(again.Errors) > 0 {
			return // Nix prints some trees so that they do not parse: see docs/fidelity.md
		}
		once, _ := Print(again, options)
		twice, _ := Print(Parse("printed.nix", []byte(once)), options)
		if once != twice {
			t.Fatalf("printed again, the tree differs:\n%q\n%q", once, twice)
		}
	})
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

// Input that repeats one token is read in linear time, and ends in an error that says why.
func TestLongRunsEnd(t *testing.T) {
	for _, unit := range []string{
		"(", "[", "${", "a.", "!", "''${", "{a=", "x: ", "if ", "let ", "let a=", "-", "\"${", "a++", "a ", "~", "<a", "/*",
		"with a;", "assert a;", "a->", "a//", "a?b ", "{a?", "rec{", "./a${", "a|>", "a<|", "''", "\"", "inherit ", "\\",
		"\x00", "\r", "\xff", "{...}@", "a@", "$", ".", "a.b or ", "if a then ", "else ", "{a={", "[{a=",
	} {
		file := Parse("x.nix", []byte(strings.Repeat(unit, 1<<20/len(unit))))
		if len(file.Errors) == 0 && unit != "a " && unit != "\"" && unit != "''" {
			t.Errorf("%q repeated parses", unit)
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
	allocs := testing.AllocsPerRun(1, func() {
		for _, f := range files {
			Parse("x.nix", f)
		}
	})
	b.ResetTimer()
	for range b.N {
		for _, f := range files {
			Parse("x.nix", f)
		}
	}
	b.ReportMetric(allocs/float64(nodes), "allocs/node")
}

func BenchmarkParseScopes(b *testing.B) {
	files, size := corpus(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range files {
			Unbound(Parse("x.nix", f))
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
