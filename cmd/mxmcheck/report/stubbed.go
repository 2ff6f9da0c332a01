package report

import (
	"fmt"
	"strings"
)

// writeStubbed heads a report with the inputs of which nothing is known: --stand-ins has none for
// them, so that what depends on one is known by its name only.
func writeStubbed(out *strings.Builder, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(out, "%s\n", stubbedLine(names))
	}
}

func stubbedLine(names []string) string {
	return fmt.Sprintf("%s stubbed: %s", Plural(len(names), "input"), strings.Join(names, " "))
}

func writeMarkdownStubbed(out *strings.Builder, names []string) {
	if len(names) > 0 {
		fmt.Fprintf(out, "\n%s\n", markdownText(stubbedLine(names)))
	}
}

// noteStubbed says the same in a JSON document.
func noteStubbed(document map[string]any, names []string) {
	if len(names) > 0 {
		document["stubbed"] = names
	}
}
