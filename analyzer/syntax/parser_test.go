package syntax

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/diag"
)

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []string
	}{
		{"{ a = 1; }", nil},
		{"{ a = ; b = 2; c = }", []string{`1:7 unexpected ";"; expected an expression`, `1:20 unexpected "}"; expected an expression`}},
		{"{ a = 1 }", []string{`1:9 unexpected "}"; expected ";" behind the value of the binding`}},
		{"\n  (1", []string{`2:5 unexpected end of file; expected ")"`}},
		{"", []string{"1:1 unexpected end of file; expected an expression"}},
		{"99999999999999999999", []string{`1:1 integer "99999999999999999999" is larger than 9223372036854775807`}},
		{"1 == 2 == 3", []string{`1:8 unexpected "=="; expected "(" around one of the comparisons`}},
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

// Where Nix 2.34.8 has its first error; "" where it has none. Each differed once.
func TestFirstErrorStandsWhereNixHasIt(t *testing.T) {
	for src, want := range map[string]string{
		"x: a/b//c":                           "1:4",
		"{ a = rec { x = 1; }; a.y = x; }":    "",
		"{ a.y = x; a = rec { x = 1; }; }":    "1:9",
		"let ${''x''} = 1; in x":              "",
		"(./a":                                "1:2",
		"2.5e-310":                            "1:1",
		"4.9406564584124654e-324":             "1:1",
		"{ x }: x or":                         "1:8",
		"1\x00 not read":                      "",
		"(\x00 1)":                            "1:3",
		"{a,a}: (":                            "1:9",
		"{a,a}: 1":                            "1:4",
		"{ b, a, a, b }: 1":                   "1:12",
		"{ a, ... }@a: 1":                     "1:1",
		"{ a = 1; a = 2 }":                    "1:16",
		"{ a = 1; a = 2; b = '' }":            "1:10",
		"rec { b = v; a = u; }":               "1:11",
		"{ name = v; a = u; }":                "1:10",
		"{ z = v; name = u; }":                "1:17",
		"{ a = {x=1;y=1;}; a = {y=2;x=2;}; }": "1:28",
		"let ${x} = 1; in 2":                  "1:1",
		"{ inherit ${x}; }":                   "1:11",
		"./a/":                                "1:1",
		"./a/ b":                              "1:5",
		"f let x = 1; in x":                   "1:7",
		"{ a }":                               "1:6",
		"f { a }":                             "1:7",
		"1 /* open":                           "1:4",
		"\ufeff1":                             "1:1",
		"1\r2 ]":                              "2:3",
		"a: b: a |> b <| a":                   "1:14",
		"{ s = '' ${ ; }":                     "1:13",
		"(\"\\":                               "1:4",
	} {
		file := Parse("x.nix", []byte(src))
		_, errors := Print(file, PrintOptions{})
		if first, ok := file.First(); ok {
			errors = []diag.Diagnostic{first}
		}
		got := ""
		if len(errors) > 0 {
			got = errors[0].Span.Start.String()
		}
		if got != want {
			t.Errorf("%q: first error at %q, want %q", src, got, want)
		}
	}
}

func TestPrint(t *testing.T) {
	for src, want := range map[string]string{
		`''${"a"}''`:                          "\"a\"",
		`''a${"b"}''`:                         `("a" + "b")`,
		`{ ${"a"} = 1; ${''b''} = 2; }`:       "{ a = 1; b = 2; }",
		"{ a = rec { x = 1; }; a.y = x; }":    "{ a = rec { x = 1; y = x; }; }",
		"<p> {}":                              `(__findFile __nixPath "p" { })`,
		"x: (-x) 1":                           "(x: (__sub 0 x 1))",
		"x: x |> (x < 1)":                     "(x: (__lessThan x 1 x))",
		"/. + /${\"a\"}":                      `(/ + (/ + "a"))`,
		"~/a/../b":                            "/home/../a/../b",
		"let { body = 1; }":                   "(rec { body = 1; }).body",
		"1.0e10":                              "1e+10",
		"{ inherit (1) b a; inherit (2) c; }": "{ inherit (1) a b; inherit (2) c; }",
		"[ (x: x) ]":                          "[ ((x: x)) ]",
		"a: a ? \"x y\".${a}":                 `(a: ((a) ? "x y"."${a}"))`,
	} {
		file := Parse("x.nix", []byte(src))
		got, errors := Print(file, PrintOptions{Dir: "/d", Home: "/home/.."})
		if len(file.Errors)+len(errors) > 0 {
			t.Errorf("%q: %v %v", src, file.Errors, errors)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", src, diff)
		}
	}
}

// Each error of a file that has several is found, and what stands between has a tree.
func TestIndependentErrorsAreAllFound(t *testing.T) {
	f := Parse("t.nix", []byte("{\n  a = ;\n  b = 2;\n  c = [ 1 ) ];\n  d = { e = 1; };\n  f = (1 + );\n  g = 3;\n}\n"))
	var lines []int
	for _, e := range f.Errors {
		lines = append(lines, e.Span.Start.Line)
	}
	if diff := cmp.Diff([]int{2, 4, 6}, lines); diff != "" {
		t.Errorf("lines with errors (-want +got):\n%s", diff)
	}
	var names []string
	for _, b := range f.Root.(*AttrSet).Bindings {
		names = append(names, b.(*AttrBinding).Path.Names[0].(*Ident).Name)
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "d", "f", "g"}, names); diff != "" {
		t.Errorf("bindings (-want +got):\n%s", diff)
	}
}

func TestBrokenBindingKeepsItsSiblings(t *testing.T) {
	f := Parse("t.nix", []byte("{ a = ; b = 2; c = 3 d = 4; e = 5; }"))
	if n := len(f.Root.(*AttrSet).Bindings); n != 5 || len(f.Errors) != 2 {
		t.Errorf("%d bindings and %d errors, want 5 and 2", n, len(f.Errors))
	}
}

func TestIndentedStrings(t *testing.T) {
	for src, want := range map[string]string{
		"''\n    a\n      b\n  ''":  "a\n  b\n",
		"''a\n  b''":                "a\n  b",
		"''\n  ''$x '''y ''\\n\n''": "$x ''y \n\n",
		"''\n\n   x\n\n  y''":       "\n x\n\ny",
		"''\n  a\r\n  b''":          "a\r\nb",
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
