package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzParse holds what no input may break: no panic, and children lie in order inside parents.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"{ config, lib, ... }: { a.b = ''\n  x ${lib.y}\n''; }", "let a = 1; in a", "x: x.y or z", "[ ./a <b> http://c ]",
		"{ a = ; b = 2; }", "\"${", "''${", "((", "a ? b.c", "let { body = 1; }", "args@{ a ? 1 }: -a", "./a/${b}/c", "inherit",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		file := Parse("fuzz.nix", src)
		checkOrder(t, file.Root)
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

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []string
	}{
		{"{ a = 1; }", nil},
		{"{ a = ; b = 2; c = }", []string{"1:7 syntax error, unexpected ';'", "1:20 syntax error, unexpected '}'"}},
		{"{ a = 1 }", []string{"1:9 syntax error, unexpected '}', expecting ';'"}},
		{"\n  (1", []string{"2:5 syntax error, unexpected end of file, expecting ')'"}},
		{"", []string{"1:1 syntax error, unexpected end of file"}},
		{"99999999999999999999", []string{"1:1 invalid integer '99999999999999999999'"}},
		{"1 == 2 == 3", []string{"1:8 syntax error, unexpected '=='"}},
	} {
		var got []string
		for _, e := range Parse("x.nix", []byte(c.src)).Errors {
			got = append(got, fmt.Sprintf("%v %s", e.Span.Start, e.Message))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.src, diff)
		}
	}
}

func TestIndentedStrings(t *testing.T) {
	for src, want := range map[string]string{
		"''\n    a\n      b\n  ''":  "a\n  b\n",
		"''a\n  b''":                "a\n  b",
		"''\n  ''$x '''y ''\\n\n''": "$x ''y \n\n",
		"''\n\n   x\n\n  y''":       "\n x\n\ny",
	} {
		f := Parse("x.nix", []byte(src))
		got := ""
		for _, part := range f.Root.(*IndStr).Parts {
			got += part.(*Text).Value
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", src, diff)
		}
	}
}

// Input that repeats one token is read in linear time; the square of its length would not end.
func TestLongRunsEnd(t *testing.T) {
	for _, unit := range []string{"a.", "(", "[", "!", "''${", "a:", "a ", "${", "{a=", "~", "<a", "/*"} {
		Parse("x.nix", []byte(strings.Repeat(unit, 1<<20/len(unit))))
	}
}

// Looking ahead leaves no trace: what stands before the place looked at is read as ever.
func TestLookingAheadForgets(t *testing.T) {
	f := Parse("x.nix", []byte("f: y: [ (f http://a.b/c y) (f ./p y) ]"))
	var uris, paths int
	Walk(f.Root, func(n Node) bool {
		switch n.(type) {
		case *URI:
			uris++
		case *Path:
			paths++
		}
		return true
	})
	if uris != 1 || paths != 1 || len(f.Errors) > 0 {
		t.Errorf("%d URIs, %d paths, errors %v; want 1 of each and none", uris, paths, f.Errors)
	}
}
