package probe

import (
	"encoding/json"
	"testing"
	"unicode"
)

// What is quoted holds no mark that a terminal obeys or that turns the direction of writing, and reads
// back as it was.
func TestQuoteHidesNothing(t *testing.T) {
	for _, text := range []string{"plain", "ä 漢", "\x1b[31mred", "\u0085", "a\u202eb", "\ufeffbom", "l\u2028l", "\u2066x\u2069", "\U000e0001tag", "\x7f", "a\rb\x00"} {
		quoted := Quote(text)
		for _, c := range quoted {
			if unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Errorf("%+q is quoted as %+q", text, quoted)
			}
		}
		var back string
		if err := json.Unmarshal([]byte(quoted), &back); err != nil || back != text {
			t.Errorf("%+q reads back as %+q: %v", text, back, err)
		}
	}
}
