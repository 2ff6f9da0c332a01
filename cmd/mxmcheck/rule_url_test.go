package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mxmcheck/rules"
)

// A program that was built with the address of docs/rules.md names it with each rule and finding; any other names none.
func TestRuleURLIsThatOfTheBuild(t *testing.T) {
	repo := t.TempDir()
	if err := os.WriteFile(filepath.Join(repo, "bad.nix"), []byte("{ a = 1 }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ passed, want string }{
		{"https://example.org/v1/rules.md", `"helpUri": "https://example.org/v1/rules.md#parse-error"`},
		{"", ""},
		{"docs/rules.md", ""}, // no address
	} {
		program := filepath.Join(t.TempDir(), "mxmcheck")
		if out, err := exec.Command("go", "build", "-buildvcs=false", "-ldflags", "-X main.rulesURL="+test.passed, "-o", program, ".").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, format := range []string{"sarif", "json"} {
			out, _ := exec.Command(program, "lint", "-C", repo, "--format", format).Output() // exit 1: a finding
			if !strings.Contains(string(out), "parse-error") || test.want == "" && strings.Contains(string(out), "helpUri") || !strings.Contains(string(out), test.want) {
				t.Errorf("built with %q, want %q in %s:\n%.600s", test.passed, test.want, format, out)
			}
			if err := fits(t, format, out); err != nil {
				t.Errorf("built with %q, %s is not as its schema has it: %v", test.passed, format, err)
			}
		}
	}
}

// fits holds what lint printed against the schema of its format.
func fits(t *testing.T, format string, printed []byte) error {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(map[string]string{"sarif": "../../fixtures/schemas/sarif-2.1.0-rtm.4.json", "json": "../../docs/findings.schema.json"}[format])
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(printed))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// Each rule has a heading in docs/rules.md, where its address leads.
func TestRuleURLLeadsToAHeading(t *testing.T) {
	text, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range ruleTexts() {
		if heading := "\n## " + rules.Anchor(rule.Name) + "\n"; !strings.Contains(strings.ToLower(string(text)), heading) {
			t.Errorf("docs/rules.md has no heading of %s", rule.Name)
		}
	}
}

// The Nix package passes the address that it is given.
func TestRuleURLOfThePackage(t *testing.T) {
	for given, want := range map[string]string{
		``: `[ ]`,
		`rulesUrl = "https://example.org/rules.md";`: `[ "-X main.rulesURL=https://example.org/rules.md" ]`,
	} {
		expression := `(import ../../nix/package.nix { lib.optional = c: x: if c then [ x ] else [ ]; buildGoModule = p: p; installShellFiles = null; ` + given + ` }).ldflags`
		out, err := exec.Command("nix-instantiate", "--eval", "--strict", "--expr", expression).Output()
		if err != nil || strings.TrimSpace(string(out)) != want {
			t.Errorf("with %q: %v %s, want %s", given, err, out, want)
		}
	}
}
