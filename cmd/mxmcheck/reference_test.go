package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/cobra"
)

const schemaFile = "../../docs/mxmcheck.schema.json"

// docs/cli.md says of every command what its --help says.
func TestReferenceIsCurrent(t *testing.T) {
	current(t, "../../docs/cli.md", commandReference())
}

// docs/configuration.md says of every key what the schema says.
func TestConfigurationIsCurrent(t *testing.T) {
	current(t, "../../docs/configuration.md", configurationReference(readSchema(t)))
}

func current(t *testing.T, name, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(have)); diff != "" {
		t.Errorf("%s is not current; go test ./cmd/mxmcheck -run IsCurrent -update writes it (-want +got):\n%s", name, diff)
	}
}

func commandReference() string {
	var out strings.Builder
	out.WriteString("# The commands and their flags\n\nGenerated from the commands themselves by `go test ./cmd/mxmcheck -run IsCurrent -update`.\n")
	root := newRoot(&app{streams: streams{out: io.Discard, err: io.Discard}})
	for _, c := range append([]*cobra.Command{root}, root.Commands()...) {
		if c.Hidden || c.Name() == "help" || c.Name() == "completion" {
			continue
		}
		fmt.Fprintf(&out, "\n## %s\n\n%s\n", strings.TrimSpace(c.UseLine()), c.Short)
		if c.Long != "" {
			fmt.Fprintf(&out, "\n%s\n", strings.TrimSpace(c.Long))
		}
		if flags := c.LocalFlags().FlagUsages(); flags != "" {
			fmt.Fprintf(&out, "\n```\n%s```\n", flags)
		}
	}
	return out.String()
}

// schema is as much of the JSON schema as is read here.
type schema struct {
	Description string
	Type        string
	Properties  map[string]schema
	Examples    []any
}

func readSchema(t *testing.T) schema {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func configurationReference(s schema) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# mxmcheck.toml\n\n%s\n\nGenerated from [mxmcheck.schema.json](mxmcheck.schema.json) by `go test ./cmd/mxmcheck -run IsCurrent -update`.\nAn editor with taplo or even-better-toml completes and checks the keys if the first line of the file is\n`#:schema PATH-OR-URL/mxmcheck.schema.json`.\n\n| key | says | example |\n|---|---|---|\n", s.Description)
	writeKeys(&out, "", s)
	return out.String()
}

func writeKeys(out *strings.Builder, prefix string, s schema) {
	table := strings.TrimSuffix(prefix, ".")
	for _, key := range knownKeys(table) {
		one := s.Properties[key]
		if len(one.Properties) > 0 {
			fmt.Fprintf(out, "| `[%s]` | %s | |\n", key, one.Description)
			writeKeys(out, key+".", one)
			continue
		}
		fmt.Fprintf(out, "| `%s%s` | %s | `%s` |\n", prefix, key, one.Description, exampleText(one.Examples))
	}
}

func exampleText(examples []any) string {
	if len(examples) == 0 {
		return ""
	}
	if table, ok := examples[0].(map[string]any); ok {
		for key, value := range table {
			return key + " = " + exampleText([]any{value})
		}
	}
	text, err := json.Marshal(examples[0])
	if err != nil {
		panic(err)
	}
	return string(text)
}

// The schema, the decoder and the list behind "did you mean" have the same keys.
func TestSchemaHasTheKeysOfTheDecoder(t *testing.T) {
	s := readSchema(t)
	for table, kind := range map[string]reflect.Type{
		"": reflect.TypeFor[config](), "lint": reflect.TypeFor[lintConfig](), "eval": reflect.TypeFor[evalConfig](),
	} {
		at := s
		if table != "" {
			at = s.Properties[table]
		}
		var decoded []string
		for i := range kind.NumField() {
			if tag := kind.Field(i).Tag.Get("toml"); tag != "" {
				decoded = append(decoded, tag)
			}
		}
		var described []string
		for key, one := range at.Properties {
			described = append(described, key)
			if one.Description == "" || len(one.Examples) == 0 && len(one.Properties) == 0 {
				t.Errorf("%s.%s lacks a description or an example", table, key)
			}
		}
		known := slices.Clone(knownKeys(table))
		for _, list := range [][]string{decoded, described, known} {
			slices.Sort(list)
		}
		if diff := cmp.Diff(decoded, described); diff != "" {
			t.Errorf("[%s]: decoder and schema (-want +got):\n%s", table, diff)
		}
		if diff := cmp.Diff(decoded, known); diff != "" {
			t.Errorf("[%s]: decoder and knownKeys (-want +got):\n%s", table, diff)
		}
	}
}

// What the schema takes, the decoder takes, and what it refuses is refused.
func TestSchemaAndDecoderAgree(t *testing.T) {
	compiled, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		text string
		ok   bool
	}{
		{"", true},
		{"namespace = [\"acme\"]\nmodules = [\"a\"]\nhosts = [\"h/*\"]\nsnapshots = \"s\"\nbaseline = \"b\"\n", true},
		{"[lint]\nunknown = \"off\"\n", true},
		{"[lint]\nunknown = \"maybe\"\n", false},
		{"[lint]\nunknwon = \"off\"\n", false},
		{"[eval]\nexclude = [\"a\"]\nroots = [\"r\"]\neffects = false\ntimeout = \"5m\"\nheap = \"4GiB\"\nmemory = \"1GiB\"\nsecrets = [\"**.password\"]\n", true},
		{"[eval]\neffects = \"yes\"\n", false},
		{"[eval]\nroots = \"acme\"\n", false},
		{"[eval]\nroots = [1]\n", false},
		{"[eval]\ntimeout = 5\n", false},
		{"[eval]\nheap = 4\n", false},
		{"[eval]\nmemory = 1.5\n", false},
		{"[lint]\nunknown = true\n", false},
		{"namespace = \"acme\"\n", false},
		{"namspace = [\"acme\"]\n", false},
		{"snapshots = [\"a\"]\n", false},
		{"[rules]\nunused-option = \"error\"\nmissing-enable = { level = \"warning\", exclude = [\"a/**\"] }\n", true},
		{"rules = \"all\"\n", false},
	} {
		var value map[string]any
		if err := toml.Unmarshal([]byte(test.text), &value); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), configName)
		if err := os.WriteFile(name, []byte(test.text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, decoded := loadConfig(name, true)
		if value == nil {
			value = map[string]any{}
		}
		validated := compiled.Validate(map[string]any(plainJSON(t, value)))
		if (decoded == nil) != test.ok || (validated == nil) != test.ok {
			t.Errorf("%q: want %v; decoder: %v; schema: %v", test.text, test.ok, decoded, validated)
		}
	}
}

// plainJSON is a value with the types that a JSON document has.
func plainJSON(t *testing.T, value map[string]any) map[string]any {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
