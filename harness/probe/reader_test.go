package probe

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// decodedWhole reads the body of a record in one go.
func decodedWhole(t *testing.T, body string) *Record {
	t.Helper()
	var raw struct {
		Section  string
		Path     segments
		Value    any
		Type     string
		Priority json.Number
		Files    []string
		Under    []string
	}
	if err := decode(body, &raw); err != nil {
		t.Fatal(err)
	}
	record := &Record{Path: raw.Path.String(), Value: plain(raw.Value), Type: typeText(raw.Type), Files: raw.Files}
	record.Exact.Under = propertyWords(raw.Under)
	if raw.Section != "effect" {
		record.Priority = priorityWord(raw.Priority.String())
	} else if n, err := strconv.Atoi(raw.Priority.String()); err == nil {
		record.Exact.Priority = &n
	}
	return record
}

// madeRecord is a record as nix writes it, of parts that occur often, so that many are the same.
func madeRecord(rng *rand.Rand) string {
	pick := func(all ...string) string { return all[rng.IntN(len(all))] }
	fields := []string{
		`"path":["a",` + pick(`"b"`, `"b.c"`, `"\"\\"`, `3`, `{"coded":"%e9"}`, `"}{"`) + `]`,
		`"value":` + pick(`null`, `true`, `12`, `-0`, `"a"`, `"a\"},\n\\"`, `[]`, `[1,"]",[{"set":{"x":1}}]]`, `{"set":{"a,b":"c","d":{"special":"unset","text":""}}}`,
			`{"special":"unset","text":""}`, `{"special":"float","text":"3 -1"}`, `{"special":"text","text":{"coded":"%ff"}}`, `{"codedSet":{"%e9":1}}`, `"`+strings.Repeat("long ", 80)+`"`),
	}
	if rng.IntN(4) > 0 {
		fields = append(fields, `"files":`+pick(`[]`, `["/nix/store/x/a.nix"]`, `["a","b, c"]`))
	}
	if rng.IntN(2) == 0 {
		fields = append(fields, `"section":"effect"`, `"under":`+pick(`[]`, `["override 50","order 500"]`), `"priority":`+pick(`50`, `null`))
	} else {
		fields = append(fields, `"section":"record"`, `"type":`+pick(`"int"`, `"listOf str"`, `"a\n  b"`, `"int between <float 1 0> and 3"`), `"priority":`+pick(`1500`, `100`, `7`))
	}
	slices.Sort(fields)
	return "{" + strings.Join(fields, ",") + "}"
}

// A record is read as its whole text decodes, the first time and whenever a part comes again; and
// nobody who writes to the lists and sets of one record changes another.
func TestRecordsAreReadAsTheyDecode(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	reader := NewReader()
	for range 2000 {
		body := madeRecord(rng)
		line, ours, err := reader.Parse("nonce", []byte("nonce v "+body))
		if err != nil || !ours {
			t.Fatalf("%s: %t %v", body, ours, err)
		}
		want := decodedWhole(t, body)
		if diff := cmp.Diff(want, line.Record); diff != "" || line.Effect != strings.Contains(body, `"effect"`) {
			t.Fatalf("%s: effect %t, (-decoded +read)\n%s", body, line.Effect, diff)
		}
		overwrite(line.Record.Value)
	}
}

func overwrite(value any) {
	switch v := value.(type) {
	case []any:
		for i := range v {
			overwrite(v[i])
			v[i] = "overwritten"
		}
	case map[string]any:
		for name := range v {
			overwrite(v[name])
			v[name] = "overwritten"
		}
	}
}

// What is no record is said to be none.
func TestDamagedRecordsAreErrors(t *testing.T) {
	for _, body := range []string{``, `{`, `[]`, `{"path"}`, `{"path":}`, `{"path":["a"]`, `{"path":["a"]}}`, `{"path":["a"]},`, `{"path":["a"],}`, `{"path":["a"];"value":1}`, `{"path":["a"],"value":tru}`, `{"value":"a}`, `{"path":["a]}`, `{"files":[1]}`, `{"path":["a"]}{}`} {
		if line, ours, err := NewReader().Parse("nonce", []byte("nonce v "+body)); err == nil || !ours {
			t.Errorf("%s is read as %+v", body, line.Record)
		}
	}
	if _, ours, err := NewReader().Parse("nonce", []byte("nonce z 1")); err == nil || !ours {
		t.Error("a line of a kind that is none is read")
	}
	if _, ours, _ := NewReader().Parse("nonce", []byte("other v {}")); ours {
		t.Error("a trace of the flake is read")
	}
}

// BenchmarkReader reads the records of a host with 1,600 options, as the second host of a fleet.
func BenchmarkReader(b *testing.B) {
	var lines [][]byte
	for i := range 1600 {
		lines = append(lines, fmt.Appendf(nil, `nonce v {"files":["/nix/store/%032d-source/modules/m%03d.nix"],"path":["mxmlabs","m%03d","o%d"],"priority":1500,"section":"record","type":"int","value":%d}`, 0, i/8, i/8, i%8, i%8))
	}
	reader := NewReader()
	b.ReportAllocs()
	for b.Loop() {
		for _, line := range lines {
			if _, _, err := reader.Parse("nonce", line); err != nil {
				b.Fatal(err)
			}
		}
	}
}
