package report

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// GitHub refuses a comment of more than 65,536 characters, and what cuts one off does it in the middle of
// a table. So a report in Markdown is made of sections, and fits; what stands around it in the comment
// has the rest of the room.
const (
	maxComment  = 59_000 // bytes, which are no fewer than characters
	maxListed   = 16_000 // bytes of one list, where all together are too much
	maxListLine = 1_000  // columns of a line of such a list
)

// section is a part of a report that stands by itself: a paragraph, a table, a block of code.
type section struct {
	open, text, end string
	list            bool // the text may end behind any of its lines; a table is there whole, or not at all
}

func (p section) String() string { return p.open + p.text + p.end }

// fit puts sections together. Where that is too large for a comment, and not everything is wanted, lists
// are cut, and sections for which there is no room are counted.
func fit(list []section, style Style) string {
	if all := joined(list); style.all || len(all) <= maxComment {
		return all
	}
	const notice = 200
	var out strings.Builder
	left := 0
	for _, p := range list {
		if p.list {
			p = p.shortened()
		}
		if text := p.String(); out.Len()+len(text) <= maxComment-notice {
			out.WriteString(text)
		} else {
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(&out, "\n%s of this report more, too large for a comment: --verbose prints them, --format json has all\n", Plural(left, "part"))
	}
	return out.String()
}

func joined(list []section) string {
	var out strings.Builder
	for _, p := range list {
		out.WriteString(p.String())
	}
	return out.String()
}

// shortened keeps the first lines of a list, each cut to a length, and counts the rest.
func (p section) shortened() section {
	var kept strings.Builder
	lines := strings.Split(strings.TrimSuffix(p.text, "\n"), "\n")
	for i, line := range lines {
		line = ansi.Truncate(line, maxListLine, "…")
		if kept.Len()+len(line) > maxListed {
			fmt.Fprintf(&kept, "… and %s more\n", Plural(len(lines)-i, "line"))
			break
		}
		kept.WriteString(line + "\n")
	}
	p.text = kept.String()
	return p
}
