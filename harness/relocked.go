package harness

import (
	"cmp"
	"fmt"
	"time"
)

// Relocked is an input that two locks hold otherwise.
type Relocked struct {
	Name   string // "a", or "a/b" for the input b of the input a
	Before string // its revision or the begin of its hash, and its date; "" if it is new
	After  string // "" if it is gone
}

// RelockedInputs compares the flake.lock of two folders: the inputs of the flake, and those of its
// inputs that follow no other. What has the same content is the same.
func RelockedInputs(before, after string) ([]Relocked, error) {
	old, _, err := readLock(before)
	if err != nil {
		return nil, err
	}
	now, _, err := readLock(after)
	if err != nil {
		return nil, err
	}
	return relocked(old, now), nil
}

func relocked(before, after lockFile) []Relocked {
	old, now := before.named(before.Root), after.named(after.Root)
	var changed []Relocked
	for _, name := range union(old, now) {
		was, is := old[name], now[name]
		if was.Locked.content() != is.Locked.content() {
			changed = append(changed, Relocked{name, was.Locked.String(), is.Locked.String()})
		}
	}
	return changed
}

// locked is what a lock says of the content of an input.
type locked struct {
	NarHash, Rev string
	LastModified int64
}

func (l locked) content() string { return cmp.Or(l.NarHash, l.Rev) }

// String is a revision and a date, as far as they are known.
func (l locked) String() string {
	const short = 7
	text := l.Rev
	if text == "" {
		text = cut(l.NarHash, len("sha256-"))
	}
	text = text[:min(len(text), short)]
	if l.LastModified > 1 && text != "" {
		text = fmt.Sprintf("%s of %s", text, time.Unix(l.LastModified, 0).UTC().Format(time.DateOnly))
	}
	return text
}

func cut(text string, n int) string { return text[min(len(text), n):] }
