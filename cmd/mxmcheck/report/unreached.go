package report

import (
	"fmt"
	"strings"
)

// writeUnreached says which new or changed files no host has: a comparison of hosts says nothing of them.
func writeUnreached(out *strings.Builder, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(out, "%s\n", unreachedLine(names))
	}
}

func unreachedLine(names []string) string {
	return fmt.Sprintf("not in any host, though new or changed: %s; mxmcheck lint says of each what to do", strings.Join(names, " "))
}

func writeMarkdownUnreached(out *strings.Builder, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(out, "\n%s\n", markdownText(unreachedLine(names)))
	}
}

// noteUnreached says the same in a JSON document.
func noteUnreached(document map[string]any, names []string) {
	if len(names) > 0 {
		document["unreached"] = names
	}
}
