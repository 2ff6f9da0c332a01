package harness

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/google/go-cmp/cmp"

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
	Untold  bool // the first line does not say so: it was written by an earlier mxmcheck
}

// SnapshotOf is what an outcome would be accepted as. Of a host that does not evaluate, that is why.
func SnapshotOf(o Outcome) Snapshot {
	if o.Failure != nil {
		why := Record{Path: failurePath, Value: Special{Kind: "error", Text: o.Failure.Message}, Type: "?", Priority: "unset"}
		if o.Failure.File != "" {
			why.Files = []string{o.Failure.File}
		}
		return Snapshot{Host: o.Host, Records: []Record{why}, StandIn: o.StandIn}
	}
	return Snapshot{Host: o.Host, Roots: o.Roots, Records: o.Records, Effects: o.Effects, StandIn: o.StandIn}
}

// failurePath stands where the options of a host would, if it does not evaluate.
const failurePath = "host"

// With is the snapshot after some of the changes that Compare found.
func (s Snapshot) With(changes []Change) Snapshot {
	s.Records, s.Effects = slices.Clone(s.Records), slices.Clone(s.Effects)
	for _, c := range changes {
		list := &s.Records
		if c.Effect {
			list = &s.Effects
		}
		if c.Before != nil {
			if i := slices.IndexFunc(*list, func(r Record) bool { return cmp.Equal(withoutPlace(r), withoutPlace(*c.Before)) }); i >= 0 {
				*list = slices.Delete(*list, i, i+1)
			}
		}
		if c.After != nil {
			*list = slices.Insert(*list, 0, *c.After) // before what has that place so far
		}
	}
	sortRecords(s.Records)
	sortRecords(s.Effects)
	notePlaces(s.Effects)
	return s
}

// Render is the one way to write a snapshot: line by line, sorted, without anything that changes
// when the host does not.
func (s Snapshot) Render() []byte {
	var out strings.Builder
	fmt.Fprintf(&out, "mxmcheck %s %s host=%s system=%s root=%s%s\n", formatVersion, s.Host.Kind, word(s.Host.Name), word(s.Host.System), word(strings.Join(s.Roots, ",")), modeWord(s))
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

// modeWord ends the first line of a snapshot that was taken with stand-ins; one of the locked inputs
// has none.
func modeWord(s Snapshot) string {
	if s.StandIn && !s.Untold {
		return standInWord
	}
	return ""
}

const standInWord = " inputs=stand-ins"

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
