package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Visible escapes in a text what a terminal would obey or a reader would not see: control characters
// apart from ends of lines and tabs, and marks that turn the direction of writing.
func Visible(text string) string {
	if strings.IndexFunc(text, hides) < 0 {
		return text
	}
	var out strings.Builder
	for _, c := range text {
		if !hides(c) {
			out.WriteRune(c)
			continue
		}
		for _, unit := range utf16.Encode([]rune{c}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return out.String()
}

func hides(c rune) bool {
	return c != '\n' && c != '\t' && unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
