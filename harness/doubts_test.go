package harness

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// docs/verdicts.md has the text of every doubt.
func TestEveryDoubtIsDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "verdicts.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range doubtKinds {
		text, _, _ := strings.Cut(one.text, ",")
		if !strings.Contains(string(page), text) {
			t.Errorf("docs/verdicts.md does not say %q", text)
		}
	}
}

// Every kind of value that is not known whole is a doubt about a host that is reported alike on both sides.
func TestWhatIsNotKnownIsADoubt(t *testing.T) {
	for kind, doubted := range map[string]bool{"error": true, "failed": true, "function": true, "cut": true, "derivation": true, "path": false, "unset": false, "secret": false, "bytes": false, "float": false} {
		for _, value := range []any{Special{Kind: kind}, []any{Special{Kind: kind}}, map[string]any{"a": Special{Kind: kind}}} {
			d := doubts{packages: true}
			d.record(Record{Path: "a", Value: value})
			if got := len(d.reasons()) > 0; got != doubted {
				t.Errorf("%s: doubted is %t", renderValue(value), got)
			}
		}
	}
}
