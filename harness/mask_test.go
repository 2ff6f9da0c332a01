package harness

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is shown of a source, and what is not: x stands for what is a secret, o for what is none.
func TestMaskSource(t *testing.T) {
	for _, one := range []struct{ name, source, want string }{
		{"on its line", `password = "xxx"; user = "ooo";`, `password = "***"; user = "***";`},
		{"on the next line", "password =\n  \"xxx\";\nuser = \"ooo\";", "password =\n  \"***\";\nuser = \"ooo\";"},
		{"over lines", "token = ''\n  xxx\n    xx\n'';\na = \"ooo\";", "token = ''\n*****\n******\n'';\na = \"ooo\";"},
		{"in other quotes", "token = \"xx\nxx\";\na = \"ooo\";", "token = \"**\n**\";\na = \"ooo\";"},
		{"in a list", "apiKey = [\n  \"xx\"\n  ''x''\n];\na = \"ooo\";", "apiKey = [\n  \"**\"\n  ''*''\n];\na = \"ooo\";"},
		{"in a call", "password = f {\n  text = \"xx\";\n} ''\n  x\n'';\na = \"ooo\";", "password = f {\n  text = \"**\";\n} ''\n***\n'';\na = \"ooo\";"},
		{"quoted names", "\"api-key\" = \"xx\"; \"password\" = \"xx\";", "\"api-key\" = \"**\"; \"password\" = \"**\";"},
		{"a private key", "k = ''\n  -----BEGIN OPENSSH PRIVATE KEY-----\n  xx\n'';\na = \"ooo\";", "k = ''\n" + strings.Repeat("*", 37) + "\n****\n'';\na = \"ooo\";"},
		{"code and escapes", "token = ''\n  '''x ''${x ${f \"}\" ''x''} ''\\n x\n'';\na = \"ooo\";", "token = ''\n" + strings.Repeat("*", 34) + "\n'';\na = \"ooo\";"},
		{"a program", "script = ''\n  export TOKEN=\"xx\"\n  echo \"ooo\"\n'';", "script = ''\n  export TOKEN=\"**\"\n  echo \"ooo\"\n'';"},
		{"comments", "# password = \"xx\"\n/* token: \"xx\"\n \"ooo\" */ a = \"ooo\";", "# password = \"**\"\n/* token: \"**\"\n \"ooo\" */ a = \"ooo\";"},
		{"other names", "passwordFile = \"ooo\"; a = cfg.tokens \"ooo\";", "passwordFile = \"ooo\"; a = cfg.tokens \"ooo\";"},
		{"no end", "token = ''\n  xx", "token = ''\n****"},
		{"no characters", "token = \"x\xffä\";", "token = \"**·\";"},
	} {
		got := MaskSource(one.source, 0)
		if len(got) != len(one.source) {
			t.Errorf("%s: %d bytes of %d", one.name, len(got), len(one.source))
		}
		if diff := cmp.Diff(one.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", one.name, diff)
		}
	}
}

// Texts of one line are masked whole, where the line is named.
func TestMaskSourceOfALine(t *testing.T) {
	got := MaskSource("a = \"ooo\";\nb = ''\n  xx\n'';\nc = \"ooo\";", 3)
	if diff := cmp.Diff("a = \"ooo\";\nb = ''\n****\n'';\nc = \"ooo\";", got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzMaskSource(f *testing.F) {
	f.Add("token = ''\n ${x \"}\"} '';", 1)
	f.Fuzz(func(t *testing.T, text string, line int) {
		got := MaskSource(text, line)
		if len(got) != len(text) || strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Errorf("%q became %q", text, got)
		}
	})
}
