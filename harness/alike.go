package harness

import (
	"strings"
	"sync"
)

// alikeLines keeps what the lines of snapshots say, as far as the hosts of a fleet have them alike:
// each is read once and kept once, and no record keeps the text of its snapshot.
type alikeLines struct {
	mu     sync.Mutex
	paths  map[string]string
	values map[string]any // none that can be written to
	abouts map[string]aboutRecord
}

// longestAlike is how long a value may be that is kept: long ones are seldom alike.
const longestAlike = 256

// aboutRecord is what the second line of a record says.
type aboutRecord struct {
	typ, priority string
	files         []string
}

func newAlikeLines() *alikeLines {
	return &alikeLines{paths: map[string]string{}, values: map[string]any{}, abouts: map[string]aboutRecord{}}
}

func (a *alikeLines) path(text string) string {
	if a == nil {
		return text
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	known, ok := a.paths[text]
	if !ok {
		known = strings.Clone(text)
		a.paths[known] = known
	}
	return known
}

// value gives the value that a text begins. What goes on in the lines below is not kept.
func (a *alikeLines) value(text string, read func(string) (any, error)) (any, error) {
	if a == nil || len(text) > longestAlike {
		return read(text)
	}
	a.mu.Lock()
	known, ok := a.values[text]
	a.mu.Unlock()
	if ok {
		return known, nil
	}
	text = strings.Clone(text)
	value, err := read(text)
	if err != nil || text == "[" || text == "{" || text == "''" || text == "[ ]" || text == "{ }" {
		return value, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.values[text] = value
	return value, nil
}

// about sets what the second line of a record says.
func (a *alikeLines) about(record *Record, body string, effect bool, read func() error) error {
	if a == nil {
		return read()
	}
	key := body
	if effect {
		key = "effect " + body
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	known, ok := a.abouts[key]
	if !ok {
		if err := read(); err != nil {
			return err
		}
		known = aboutRecord{strings.Clone(record.Type), strings.Clone(record.Priority), cloneTexts(record.Files)}
		a.abouts[strings.Clone(key)] = known
	}
	record.Type, record.Priority, record.Files = known.typ, known.priority, known.files
	return nil
}

func cloneTexts(texts []string) []string {
	var out []string
	for _, text := range texts {
		out = append(out, strings.Clone(text))
	}
	return out[:len(out):len(out)]
}
