package syntax

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What follows from a mistake is no error of its own; two mistakes are two. The places are those of all errors.
func TestOneMistakeIsOneError(t *testing.T) {
	for _, c := range []struct{ what, src, want string }{
		{"a semicolon before a parenthesis", "{ a = f (\n  x: let y = 1; in x // { a = y; };\n) { } [ ]; b = 1; }", "2:35"},
		{"a semicolon before two parentheses", "{ a = (f (g x;\n)); b = 1; }", "1:14"},
		{"a comma before a parenthesis", "{ a = f (b c,) d; e = 1; }", "1:13"},
		{"semicolons between elements", "{\n a = [ { x = 1; }; { y = 2; }; ];\n d = 1;\n}", "2:18"},
		{"a semicolon before a bracket", "{ a = [ (f x) \"b\"; ]; c = 1; }", "1:18"},
		{"semicolons between names", "{ a = [ b; \"c\"; d ]; c = 1; }", "1:10"},
		{"commas between elements", "{ a = [ 1, 2, 3, ]; }", "1:10"},
		{"a list without its end", "{ a = [ 1 2;\n b = 3; c = 4; }", "1:12"},
		{"a list without its end before a quoted name", "{ a = [ 1 2;\n \"b\" = 3; \"c\".d = 4; }", "1:12"},
		{"a parenthesis without its end in a list", "{ c = [ (f { x = 1; }; ];\n d = 1; }", "1:22"},
		{"a brace too much in a let", "let\n a = { b = 1; } };\n c = 2;\nin\n{ d = a; }", "2:17"},
		{"a brace too early", "{\n a = { b = 1; }; };\n c = 2;\n d.e = 4;\n}", "2:19"},
		{"a let without in", "let\n a = 1;\n{\n c = a;\n}", "3:1"},
		{"a let without in, in a binding", "{ x = let a = 1; { b = a; }; y = 1; }", "1:18"},
		{"another language", "{\n  \"@\"\n  =\n}\n\n$ORIGIN a.b.\n@ A 1 ; IPv4\n  SOA (\n 1 ; x\n)", "4:1"},
		{"Markdown", "# Title\n\nSome text; with it.\n\n```nix\n{ a = 1; }\n```\n", "3:10"},
		{"a script", "set -e\nif [ -f x ]; then\n  echo \"a\" && exit 1\nfi\n", "2:1"},
		{"an indented string without its end", "{\n  a = ''\n    text; with\n  b = ''\n    more = 1;\n  '';\n  c = \"x\";\n}\n", "5:10"},
		{"a conflict", "{\n a = 1;\n<<<<<<< HEAD\n b = 2;\n=======\n b = 3;\n>>>>>>> other\n c = 4;\n}\n", "3:1"},
		{"a conflict in a list", "{\n a = [\n<<<<<<< HEAD\n \"y\"\n||||||| base\n=======\n \"z\"\n>>>>>>> other (a; b)\n ];\n}\n", "3:1"},
		{"two conflicts", "{\n<<<<<<< HEAD\n a = {\n=======\n a = 3;\n>>>>>>> other\n c = 4;\n<<<<<<< HEAD\n d = 2; };\n=======\n d = 3;\n>>>>>>> other\n}\n", "2:1 8:1"},
		{"two without then", "{ a = if (if x) y; b = 1; }", "1:15 1:18"},
		{"two parentheses without their ends", "{ a = f (x { b = 1; };\n c = (g x;\n d = 1; }", "1:22 2:10"},
		{"a parenthesis without its end and one too much", "{ a = (f x;\n b = g x);\n}", "1:11 2:9"},
		{"keywords as names", "{\n a.with = 1;\n b = c.let.d;\n e = [ f.in ];\n g = 1; }", "2:4 3:8 4:10"},
		{"a list cut off", "{\n a = [ 1\n", "3:1"},
		{"two lists with semicolons", "{ a = [ 1; ];\n b = [ 2; ]; }", "1:10 2:9"},
	} {
		var places []string
		for _, e := range Parse("x.nix", []byte(c.src)).Errors {
			places = append(places, e.Span.Start.String())
		}
		if diff := cmp.Diff(c.want, strings.Join(places, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}
