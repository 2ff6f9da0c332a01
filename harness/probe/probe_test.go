package probe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// walked gives the values of options as the nix of this machine tells them: each value is an
// expression of the Nix language.
func walked(t *testing.T, values []string) []Record {
	t.Helper()
	var options strings.Builder
	for i, value := range values {
		fmt.Fprintf(&options, "o%05d = { _type = \"option\"; highestPrio = 100; type.name = \"raw\"; value = %s; };\n", i, value)
	}
	args := Args{Nonce: "nonce", Host: "h", Roots: []string{"x"}, Sources: []string{"/nowhere"}}
	expression := fmt.Sprintf("(%s) { h = { config = { }; options.x = {\n%s}; }; }", args.Expression(), options.String())
	cmd := exec.Command("nix", "eval", "--extra-experimental-features", "nix-command", "--log-format", "internal-json", "--expr", expression)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, said.Bytes()[max(0, said.Len()-2000):])
	}
	var records []Record
	reader := NewReader()
	for line := range strings.Lines(said.String()) {
		var log struct{ Msg string }
		body, _ := strings.CutPrefix(line, "@nix ")
		if json.Unmarshal([]byte(body), &log) != nil {
			continue
		}
		for text := range strings.Lines(strings.TrimPrefix(log.Msg, "trace: ")) {
			one, ours, err := reader.Parse("nonce", []byte(strings.TrimSuffix(text, "\n")))
			if err != nil {
				t.Fatal(err)
			}
			if ours && one.Record != nil {
				records = append(records, *one.Record)
			}
		}
	}
	if len(records) != len(values) {
		t.Fatalf("%d records of %d options", len(records), len(values))
	}
	return records
}

// Whatever nix tells them, floats are reported to the last bit, as the shortest text, and never as an
// integer.
func TestFloatsAreExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	floats := []float64{0, 1, -1, 0.1, 0.1234567, 0.1234568, 123456789.125, 1e6, 1e20, 1e21, 1e22, 1e-6, 1e-7, math.MaxFloat64, 1 << 53, 1<<53 + 2, math.Pi, -math.Pi, 2.2250738585072014e-308}
	for range 300 {
		f := math.Float64frombits(rng.Uint64())
		if math.IsNaN(f) || math.IsInf(f, 0) || math.Abs(f) < 2.3e-308 {
			continue
		}
		floats = append(floats, f)
	}
	var values []string
	for _, f := range floats {
		values = append(values, fmt.Sprintf("(%s)", nixFloat(f)))
	}
	for i, r := range walked(t, values) {
		number, _ := r.Value.(json.Number)
		if back, err := number.Float64(); err != nil || back != floats[i] || !strings.ContainsAny(number.String(), ".e") {
			t.Errorf("%s is reported as %v", nixFloat(floats[i]), r.Value)
		}
	}
}

// nixFloat is a float in the Nix language, to the last bit.
func nixFloat(f float64) string {
	text := fmt.Sprintf("%.17e", math.Abs(f))
	if f < 0 {
		return "0 - " + text
	}
	return text
}

// What is reported of a value is the same with every nix: this table is what each gives.
func TestValuesAreToldAlike(t *testing.T) {
	bytesOf := func(text string) string { return NixString(text) }
	table := []struct {
		value string
		want  any
	}{
		{"1", json.Number("1")},
		{"1.0", json.Number("1.0")},
		{"1.0e3", json.Number("1000.0")},
		{"0.1234567", json.Number("0.1234567")},
		{"(1.0e308 * 10)", Special{Kind: "float", Text: "inf"}},
		{"(0 - 1.0e308 * 10)", Special{Kind: "float", Text: "-inf"}},
		{"(1.0e308 * 10 - 1.0e308 * 10)", Special{Kind: "float", Text: "nan"}},
		{"9223372036854775807", json.Number("9223372036854775807")},
		{bytesOf("plain 100%"), "plain 100%"},
		{bytesOf("100% café €  日本"), "100% café €  日本"},
		{bytesOf("a\tb\nc\rd\x7f"), "a\tb\nc\rd\x7f"},
		{`(builtins.fromJSON "\"\\u0001\\u001b[31m\\u202e\\ufeff\\u0085\"")`, "\x01\x1b[31m\u202e\ufeff\u0085"},
		{bytesOf("caf\xe9"), Special{Kind: "bytes", Text: `caf\xe9`}},
		{bytesOf("caf\xe8"), Special{Kind: "bytes", Text: `caf\xe8`}},
		{bytesOf(`caf\xe9`), `caf\xe9`},
		{bytesOf("back\\slash é \xff"), Special{Kind: "bytes", Text: `back\\slash é \xff`}},
		{bytesOf("\ufffd"), "\ufffd"},
		{"{ " + bytesOf("é%") + " = 1; plain = 0.5; }", map[string]any{"é%": json.Number("1"), "plain": json.Number("0.5")}},
		{"{ " + bytesOf("\xe9") + " = 1; }", map[string]any{`\xe9`: json.Number("1")}},
		{"[ 1.5 { a = 2.5; } ]", []any{json.Number("1.5"), map[string]any{"a": json.Number("2.5")}}},
	}
	var values []string
	for _, one := range table {
		values = append(values, one.value)
	}
	for i, r := range walked(t, values) {
		if diff := cmp.Diff(table[i].want, r.Value); diff != "" {
			t.Errorf("%s (-want +got)\n%s", table[i].value, diff)
		}
	}
}
