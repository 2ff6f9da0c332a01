package harness

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"mxmcheck/harness/probe"
)

const formatVersion = "1"

// Snapshot is what one host was, when it was accepted.
type Snapshot struct {
	Host    Host
	Roots   []string
	Records []Record
	Effects []Record
	StandIn bool // the effects were read from the stand-ins, which list every definition
}

// SnapshotOf is what an outcome without failure would be accepted as.
func SnapshotOf(o Outcome) Snapshot {
	return Snapshot{Host: o.Host, Roots: o.Roots, Records: o.Records, Effects: o.Effects, StandIn: o.StandIn && len(o.Effects) > 0}
}

// Render is the one way to write a snapshot: line by line, sorted, without anything that changes
// when the host does not.
func (s Snapshot) Render() []byte {
	var out strings.Builder
	fmt.Fprintf(&out, "mxmcheck %s %s host=%s system=%s root=%s\n", formatVersion, s.Host.Kind, word(s.Host.Name), word(s.Host.System), word(strings.Join(s.Roots, ",")))
	for _, r := range s.Records {
		out.WriteString(r.Path + " = " + renderValue(r.Value) + "\n")
		out.WriteString("    : " + strings.Join(append([]string{r.Type, r.Priority}, words(r.Files)...), "  ") + "\n")
	}
	if len(s.Effects) > 0 {
		out.WriteString(effectsLine(s.StandIn) + "\n")
	}
	for _, r := range s.Effects {
		out.WriteString(r.Path + " = " + renderValue(r.Value) + "\n")
		out.WriteString("    : " + strings.Join(words(r.Files), "  ") + "\n")
	}
	return []byte(out.String())
}

// effectsLine begins the second section, and says how it was read: what the options of real
// inputs tell of definitions is not to the letter what the stand-ins tell.
func effectsLine(standIn bool) string {
	if standIn {
		return "effects of the stand-ins"
	}
	return "effects"
}

func words(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = word(text)
	}
	return out
}

// word is text as one word: quoted where it would not be one.
func word(text string) string {
	plain := text != "" && strings.IndexFunc(text, func(c rune) bool {
		return unicode.IsSpace(c) || c == '"' || !unicode.IsPrint(c)
	}) < 0
	if plain {
		return text
	}
	return strings.ReplaceAll(probe.Quote(text), " ", `\u0020`)
}

// RenderValue spells a value as a snapshot does.
func RenderValue(value any) string { return renderValue(value) }

func renderValue(value any) string {
	var out strings.Builder
	writeValue(&out, value, "")
	return out.String()
}

func writeValue(out *strings.Builder, value any, indent string) {
	switch v := value.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		fmt.Fprint(out, v)
	case json.Number:
		out.WriteString(v.String())
	case string:
		writeString(out, v, indent)
	case Special:
		out.WriteString("<" + v.Kind)
		if v.Text != "" {
			out.WriteString(" " + probe.Quote(v.Text))
		}
		out.WriteString(">")
	case []any:
		writeList(out, v, indent)
	case map[string]any:
		writeSet(out, v, indent)
	default:
		panic(fmt.Sprintf("a value of type %T in a record", value))
	}
}

func writeList(out *strings.Builder, list []any, indent string) {
	if len(list) == 0 {
		out.WriteString("[ ]")
		return
	}
	out.WriteString("[\n")
	for _, one := range list {
		out.WriteString(indent + "  ")
		writeValue(out, one, indent+"  ")
		out.WriteString("\n")
	}
	out.WriteString(indent + "]")
}

func writeSet(out *strings.Builder, set map[string]any, indent string) {
	if len(set) == 0 {
		out.WriteString("{ }")
		return
	}
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	sort.Strings(names)
	out.WriteString("{\n")
	for _, name := range names {
		out.WriteString(indent + "  " + probe.Quote(name) + " = ")
		writeValue(out, set[name], indent+"  ")
		out.WriteString("\n")
	}
	out.WriteString(indent + "}")
}

// writeString writes a text of several lines as a block, so that a change shows as the line it is.
func writeString(out *strings.Builder, text, indent string) {
	odd := strings.IndexFunc(text, func(c rune) bool { return c != '\n' && c != '\t' && !unicode.IsPrint(c) }) >= 0
	if odd || !strings.Contains(strings.TrimSuffix(text, "\n"), "\n") {
		out.WriteString(probe.Quote(text))
		return
	}
	out.WriteString("''\n")
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			line = " " + line
		}
		out.WriteString(indent + "  |" + line + "\n")
	}
	out.WriteString(indent + "''")
}

// sortRecords is the order of a snapshot.
func sortRecords(records []Record) { slices.SortStableFunc(records, compareRecords) }
