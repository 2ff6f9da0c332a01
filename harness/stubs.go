package harness

import (
	"strings"

	"mxmcheck/harness/probe"
)

// unknownNames is the attribute that a stub has beside those that the repository selects: who has it
// has forced the list of them, which nobody knows. See standin/stub/stub.nix.
const unknownNames = "mxmcheck: not every name of a stubbed input is known"

// withoutStubNames puts an error in place of each text that comes from the names of a stub.
func withoutStubNames(value any) any {
	switch v := value.(type) {
	case string:
		if strings.Contains(v, unknownNames) {
			return probe.Special{Kind: "error", Text: "the list of the attributes of a stubbed input is needed here"}
		}
	case []any:
		for i := range v {
			if text, plain := v[i].(string); plain && strings.Contains(text, unknownNames) {
				return withoutStubNames(text)
			}
			v[i] = withoutStubNames(v[i])
		}
	case map[string]any:
		for name := range v {
			if strings.Contains(name, unknownNames) {
				return withoutStubNames(name)
			}
			v[name] = withoutStubNames(v[name])
		}
	}
	return value
}
