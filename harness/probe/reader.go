package probe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
)

// Reader reads the lines of walks. The hosts of a fleet tell much alike: a path, a type, a list of
// files or a short value is decoded once for all lines that spell it alike, and kept once.
type Reader struct {
	mu                                 sync.Mutex
	paths, types, sections, priorities map[string]string
	files                              map[string][]string
	values                             map[string]any // none that can be written to
}

// What a Reader keeps: texts up to this length, and that many of each sort.
const (
	longestKept = 256
	mostKept    = 100_000
)

// NewReader is a Reader that has read nothing yet.
func NewReader() *Reader {
	return &Reader{
		paths: map[string]string{}, types: map[string]string{}, sections: map[string]string{}, priorities: map[string]string{},
		files: map[string][]string{}, values: map[string]any{},
	}
}

// Line is one line of a walk.
type Line struct {
	Announced []byte  // what is evaluated next: see ReadAnnouncement; it holds until the next line is read
	Record    *Record // or what was evaluated
	Effect    bool    // the record is a definition outside the roots
	Untold    string  // or an option outside the roots of which not even the files are known
	Roots     []string
	HasRoots  bool     // or Roots, which have options
	Lacked    []string // or what this lib does not tell of options: then nothing is walked
	Whole     bool     // or that every option is forced
	System    string   // or the host's system, as in x86_64-linux
}

// Parse reads a traced text; ours is false for the traces of the flake itself.
func (r *Reader) Parse(nonce string, text []byte) (line Line, ours bool, err error) {
	rest, ours := bytes.CutPrefix(text, []byte(nonce+" "))
	if !ours {
		return Line{}, false, nil
	}
	kind, body, _ := bytes.Cut(rest, []byte(" "))
	switch string(kind) {
	case "b":
		return Line{Announced: body}, true, nil
	case "v":
		line, err = r.record(body)
		return line, true, err
	}
	line, err = parseRare(string(kind), string(body))
	return line, true, err
}

// parseRare reads a line of a kind that comes a few times in a walk.
func parseRare(kind, body string) (line Line, err error) {
	switch kind {
	case "h":
		var path segments
		err = decode(body, &path)
		line.Untold = path.String()
	case "r":
		line.HasRoots = true
		var paths []segments
		err = decode(body, &paths)
		for _, path := range paths {
			line.Roots = append(line.Roots, path.String())
		}
	case "l":
		err = decode(body, &line.Lacked)
	case "w":
		line.Whole = true
	case "s":
		err = decode(body, &line.System)
	default:
		err = fmt.Errorf("a line of kind %q", kind)
	}
	return line, err
}

// ReadAnnouncement reads what a line announced.
func ReadAnnouncement(text []byte) (*Announcement, error) {
	var a Announcement
	err := decode(string(text), &a)
	return &a, err
}

// spelled is a record as nix writes it: each part is JSON.
type spelled struct{ section, path, value, typ, priority, files, under []byte }

func (s *spelled) take(name, value []byte) {
	switch string(name) {
	case "section":
		s.section = value
	case "path":
		s.path = value
	case "value":
		s.value = value
	case "type":
		s.typ = value
	case "priority":
		s.priority = value
	case "files":
		s.files = value
	case "under":
		s.under = value
	}
}

// record reads an option or a definition.
func (r *Reader) record(body []byte) (Line, error) {
	var raw spelled
	if !eachField(body, raw.take) {
		return Line{}, errors.New("a record that is no object")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	path, pathErr := once(r.paths, raw.path, readPath)
	typ, typeErr := once(r.types, raw.typ, readType)
	files, filesErr := once(r.files, raw.files, readJSON[[]string])
	value, valueErr := r.value(raw.value)
	under, underErr := readJSON[[]string](string(raw.under))
	section, sectionErr := once(r.sections, raw.section, readJSON[string])
	if err := errors.Join(pathErr, typeErr, filesErr, valueErr, underErr, sectionErr); err != nil {
		return Line{}, err
	}
	record := &Record{Path: path, Value: value, Type: typ, Files: files}
	record.Exact.Under = propertyWords(under)
	if section == "effect" {
		if n, err := strconv.Atoi(string(raw.priority)); err == nil {
			record.Exact.Priority = &n
		}
		return Line{Record: record, Effect: true}, nil
	}
	priority, err := once(r.priorities, raw.priority, readPriority)
	record.Priority = priority
	return Line{Record: record}, err
}

// once decodes a text, or gives what an equal one gave before.
func once[T any](known map[string]T, text []byte, read func(string) (T, error)) (T, error) {
	if value, ok := known[string(text)]; ok {
		return value, nil
	}
	value, err := read(string(text))
	if err == nil && len(text) <= longestKept && len(known) < mostKept {
		known[string(text)] = value
	}
	return value, err
}

// value decodes a value. One that holds lists or sets is a record's own: others write to it.
func (r *Reader) value(text []byte) (any, error) {
	if len(text) > longestKept {
		return readValue(string(text))
	}
	if value, ok := r.values[string(text)]; ok {
		return value, nil
	}
	value, err := readValue(string(text))
	switch value.(type) {
	case []any, map[string]any:
	default:
		if err == nil && len(r.values) < mostKept {
			r.values[string(text)] = value
		}
	}
	return value, err
}

func readValue(text string) (any, error) {
	raw, err := readJSON[any](text)
	return plain(raw), err
}

func readJSON[T any](text string) (value T, err error) {
	if text == "" {
		return value, nil
	}
	return value, decode(text, &value)
}

func readPath(text string) (string, error) {
	path, err := readJSON[segments](text)
	return path.String(), err
}

func readType(text string) (string, error) {
	name, err := readJSON[string](text)
	return typeText(name), err
}

func readPriority(text string) (string, error) {
	number, err := readJSON[json.Number](text)
	return priorityWord(number.String()), err
}
