package harness

import "sync"

// spelledFiles keeps how files are spelled, as long as a run lasts: all hosts read the same frozen
// tree, and most of them define their options in the same files.
type spelledFiles struct {
	mu    sync.Mutex
	known map[string]spelledFile
}

type spelledFile struct {
	name  string
	ok    bool     // a file is named
	alone []string // the name, as the list of the files of a record; nil if none is named
}

func newSpelled() *spelledFiles { return &spelledFiles{known: map[string]spelledFile{}} }

// of gives what spell gives for a name, or gave for it before.
func (s *spelledFiles) of(name string, spell func(string) (string, bool)) spelledFile {
	if s == nil {
		return spelledAs(spell(name))
	}
	s.mu.Lock()
	one, known := s.known[name]
	s.mu.Unlock()
	if !known {
		one = spelledAs(spell(name))
		s.mu.Lock()
		s.known[name] = one
		s.mu.Unlock()
	}
	return one
}

func spelledAs(name string, ok bool) spelledFile {
	if !ok {
		return spelledFile{name: name}
	}
	return spelledFile{name, ok, []string{name}}
}
