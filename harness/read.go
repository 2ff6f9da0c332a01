package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"mxmcheck/harness/probe"
)

// DamagedError is a snapshot that cannot be read: edited by hand, or truncated.
type DamagedError struct {
	Line    int
	Message string
}

func (e *DamagedError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// ErrNewerFormat is a snapshot written by a later mxmcheck.
var ErrNewerFormat = errors.New("it is of a format that this mxmcheck does not know")

// ReadSnapshot reads what Render wrote, and nothing else: text that Render would have written
// otherwise is damaged. The error is a *DamagedError or ErrNewerFormat.
func ReadSnapshot(text []byte) (Snapshot, error) {
	s, err := readRendered(text)
	if err != nil {
		return Snapshot{}, err
	}
	return s, sameText(string(text), string(s.Render()))
}

// readRendered reads text that is known to be what Render wrote.
func readRendered(text []byte) (Snapshot, error) {
	return (&reader{lines: strings.Split(string(text), "\n")}).snapshot()
}

func sameText(text, canonical string) error {
	if text == canonical {
		return nil
	}
	want := strings.Split(canonical, "\n")
	for i, line := range strings.Split(text, "\n") {
		if i >= len(want) || want[i] != line {
			return &DamagedError{Line: i + 1, Message: "this is not how mxmcheck writes it; was it edited by hand?"}
		}
	}
	return &DamagedError{Line: len(want), Message: "it ends too early"}
}

type reader struct {
	lines []string
	at    int         // the line to read next
	alike *alikeLines // what was read before; nil: nothing is kept
}

func (r *reader) damaged(message string) error {
	return &DamagedError{Line: min(r.at+1, len(r.lines)), Message: message}
}

func (r *reader) next() (string, bool) {
	if r.at >= len(r.lines) {
		return "", false
	}
	r.at++
	return r.lines[r.at-1], true
}

func (r *reader) snapshot() (Snapshot, error) {
	s, err := r.header()
	if err != nil {
		return s, err
	}
	if r.lines[len(r.lines)-1] != "" {
		r.at = len(r.lines) - 1
		return s, r.damaged("the last line is cut off")
	}
	s.Records = make([]Record, 0, len(r.lines)/2) // each takes two lines, or more
	into := &s.Records
	for r.at < len(r.lines)-1 {
		if line := r.lines[r.at]; line == effectsLine(false) || line == effectsLine(true) {
			if told := line == effectsLine(true); told != s.StandIn {
				s.StandIn, s.Untold = told, true
			}
			if into == &s.Effects {
				return s, r.damaged("a second list of effects")
			}
			into = &s.Effects
			r.at++
			continue
		}
		record, err := r.record(into == &s.Effects)
		if err != nil {
			return s, err
		}
		*into = append(*into, record)
	}
	notePlaces(s.Effects)
	return s, nil
}

func (r *reader) header() (Snapshot, error) {
	fields := strings.Fields(r.lines[0])
	if len(fields) < 2 || fields[0] != "mxmcheck" {
		return Snapshot{}, r.damaged("this is no snapshot of mxmcheck")
	}
	if fields[1] != formatVersion {
		return Snapshot{}, ErrNewerFormat
	}
	var s Snapshot
	if len(fields) == 7 && " "+fields[6] == standInWord {
		s.StandIn, fields = true, fields[:6]
	}
	if len(fields) != 6 {
		return Snapshot{}, r.damaged("the first line lacks a field")
	}
	s.Host.Kind = fields[2]
	var roots string
	for i, target := range map[int]*string{3: &s.Host.Name, 4: &s.Host.System, 5: &roots} {
		key := []string{3: "host=", 4: "system=", 5: "root="}[i]
		value, ok := strings.CutPrefix(fields[i], key)
		if !ok || !unword(value, target) {
			return s, r.damaged("the first line lacks " + key)
		}
	}
	if roots != "" {
		s.Roots = strings.Split(roots, ",")
	}
	r.at = 1
	return s, nil
}

func unword(text string, into *string) bool {
	if !strings.HasPrefix(text, `"`) {
		*into = text
		return true
	}
	return json.Unmarshal([]byte(text), into) == nil
}

func (r *reader) record(effect bool) (Record, error) {
	line, _ := r.next()
	end := pathEnd(line)
	if end < 0 {
		r.at--
		return Record{}, r.damaged("neither a record nor a list of effects")
	}
	record := Record{Path: r.alike.path(line[:end])}
	var err error
	if record.Value, err = r.alike.value(line[end+3:], func(text string) (any, error) { return r.value(text, "", 0) }); err != nil {
		return record, err
	}
	line, _ = r.next()
	body, ok := strings.CutPrefix(line, "    : ")
	if !ok {
		r.at--
		return record, r.damaged("the line of types and files is missing")
	}
	err = r.alike.about(&record, body, effect, func() error { return r.about(&record, body, effect) })
	return record, err
}

// about reads the second line of a record.
func (r *reader) about(record *Record, body string, effect bool) error {
	fields := strings.Split(body, "  ")
	if !effect {
		if len(fields) < 2 {
			r.at--
			return r.damaged("type or priority is missing")
		}
		record.Type, record.Priority, fields = fields[0], fields[1], fields[2:]
	}
	for _, field := range fields {
		var name string
		if !unword(field, &name) {
			r.at--
			return r.damaged("a file name that cannot be read")
		}
		if name != "" {
			record.Files = append(record.Files, name)
		}
	}
	return nil
}

// pathEnd is where " = " ends the path, outside of quotes; -1 if nowhere.
func pathEnd(line string) int {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && quoted:
			i++
		case line[i] == '"':
			quoted = !quoted
		case !quoted && strings.HasPrefix(line[i:], " = "):
			return i
		}
	}
	return -1
}

const maxNesting = 200

// value reads a value whose first line's rest is text.
func (r *reader) value(text, indent string, depth int) (any, error) {
	if depth > maxNesting {
		return nil, r.damaged("nested too deep")
	}
	switch {
	case text == "null":
		return nil, nil
	case text == "true" || text == "false":
		return text == "true", nil
	case text == "[ ]":
		return []any{}, nil
	case text == "{ }":
		return map[string]any{}, nil
	case text == "[":
		return r.list(indent, depth)
	case text == "{":
		return r.set(indent, depth)
	case text == "''":
		return r.block(indent)
	case strings.HasPrefix(text, "<"):
		return r.special(text)
	}
	if wholeNumber(text) {
		return json.Number(text), nil
	}
	var scalar any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&scalar)
	switch scalar.(type) {
	case string, json.Number:
		if err == nil {
			return scalar, nil
		}
	}
	r.at--
	return nil, r.damaged("a value that cannot be read")
}

// wholeNumber reports whether text is a whole number as JSON spells it: most numbers are.
func wholeNumber(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || len(digits) > 1 && digits[0] == '0' {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

func (r *reader) list(indent string, depth int) (any, error) {
	list := []any{}
	for {
		line, ok := r.next()
		if ok && line == indent+"]" {
			return list, nil
		}
		rest, inside := strings.CutPrefix(line, indent+"  ")
		if !ok || !inside {
			return nil, r.damaged("a list that does not end")
		}
		value, err := r.value(rest, indent+"  ", depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
}

func (r *reader) set(indent string, depth int) (any, error) {
	set := map[string]any{}
	for {
		line, ok := r.next()
		if ok && line == indent+"}" {
			return set, nil
		}
		rest, inside := strings.CutPrefix(line, indent+"  ")
		end := pathEnd(rest)
		var name string
		if !ok || !inside || end < 0 || !unword(rest[:end], &name) {
			return nil, r.damaged("a set that does not end")
		}
		value, err := r.value(rest[end+3:], indent+"  ", depth+1)
		if err != nil {
			return nil, err
		}
		set[name] = value
	}
}

func (r *reader) block(indent string) (any, error) {
	var lines []string
	for {
		line, ok := r.next()
		if ok && line == indent+"''" {
			return strings.Join(lines, "\n"), nil
		}
		rest, inside := strings.CutPrefix(line, indent+"  |")
		if !ok || !inside {
			return nil, r.damaged("a text that does not end")
		}
		lines = append(lines, strings.TrimPrefix(rest, " "))
	}
}

func (r *reader) special(text string) (any, error) {
	kind, rest, spaced := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(text, "<"), ">"), " ")
	s := probe.Special{Kind: kind}
	if spaced && json.Unmarshal([]byte(rest), &s.Text) != nil || !strings.HasSuffix(text, ">") {
		r.at--
		return nil, r.damaged("a value that cannot be read")
	}
	return s, nil
}
