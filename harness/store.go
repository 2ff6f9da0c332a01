package harness

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"

	"mxmcheck/analyzer/host"
)

const suffix = ".snap"

// Store is the folder of accepted snapshots.
type Store struct {
	Root string // the repository
	Dir  string // slash path of the folder, from the repository's root
}

// File is where a host's snapshot stands: slash path from the repository's root.
func (s Store) File(id host.ID) string {
	return s.Dir + "/" + id.Kind + "/" + fileName(id.Name) + suffix
}

// fileName escapes a host name where it would not be a safe file name, or not a unique one where
// file names have no case.
func fileName(name string) string {
	var out strings.Builder
	for i := 0; i < len(name); i++ {
		c := name[i]
		plain := c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-_", c) >= 0 || c == '.' && i > 0
		if plain {
			out.WriteByte(c)
			continue
		}
		fmt.Fprintf(&out, "%%%02x", c)
	}
	if name == "" {
		return "%"
	}
	return shortened(out.String(), name)
}

// longestName is how long the name of a file may be, with room for the suffix and for the name that it
// has while it is written.
const longestName = 200

// shortened is a file name that file systems take: of a long one the beginning, and a digest of the
// whole, which follows a sign that no escape has.
func shortened(file, name string) string {
	if len(file) <= longestName {
		return file
	}
	sum := sha256.Sum256([]byte(name))
	digest := "%+" + hex.EncodeToString(sum[:16])
	return file[:longestName-len(digest)] + digest
}

// Read gives the accepted snapshot of a host; ok is false if there is none.
func (s Store) Read(id host.ID) (snapshot Snapshot, ok bool, err error) {
	text, ok, err := s.text(id)
	if err != nil || !ok {
		return Snapshot{}, false, err
	}
	snapshot, err = ReadSnapshot(text)
	return snapshot, err == nil, err
}

// ReadBeside reads the snapshot of a host, beside what it is now: same says that the file is, to the byte, what
// would be written of it. Then nothing has to be read out of it, and the snapshot is that of the host.
func (s Store) ReadBeside(o Outcome) (accepted Snapshot, ok, same bool, err error) {
	now := SnapshotOf(o)
	text, ok, err := s.text(now.Host.ID)
	switch {
	case err != nil || !ok:
		return Snapshot{}, false, false, err
	case o.isWrittenAs(text):
		return now, true, true, nil
	}
	accepted, err = ReadSnapshot(text)
	return accepted, err == nil, false, err
}

// isWrittenAs reports whether a text is the snapshot of an outcome. Of one that was read from the cache, or
// written to it, the digest says so.
func (o Outcome) isWrittenAs(text []byte) bool {
	if o.written != [sha256.Size]byte{} {
		return sha256.Sum256(text) == o.written
	}
	return bytes.Equal(text, SnapshotOf(o).Render())
}

func (s Store) text(id host.ID) (text []byte, ok bool, err error) {
	text, err = os.ReadFile(filepath.Join(s.Root, filepath.FromSlash(s.File(id))))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	return text, err == nil, err
}

// Write accepts a snapshot, whole or not at all.
func (s Store) Write(snapshot Snapshot) error {
	path := filepath.Join(s.Root, filepath.FromSlash(s.File(snapshot.Host.ID)))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return renameio.WriteFile(path, snapshot.Render(), 0o644)
}

// Stale lists the snapshots that belong to none of hosts, wherever in the folder they stand: slash
// paths from the repository's root.
func (s Store) Stale(hosts []Host) ([]string, error) {
	known := map[string]bool{}
	for _, one := range hosts {
		known[s.File(one.ID)] = true
	}
	var stale []string
	err := s.each(s.Dir, nil, func(name string) {
		if !known[name] {
			stale = append(stale, name)
		}
	})
	slices.Sort(stale)
	return stale, err
}

// each finds the snapshots below a folder, by their slash paths, links to folders included: one that
// leads back is followed once.
func (s Store) each(dir string, above []string, found func(name string)) error {
	real, err := filepath.EvalSymlinks(filepath.Join(s.Root, filepath.FromSlash(dir)))
	if errors.Is(err, fs.ErrNotExist) || slices.Contains(above, real) {
		return nil
	}
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(real)
	for _, entry := range entries {
		name := dir + "/" + entry.Name()
		info, statErr := os.Stat(filepath.Join(real, entry.Name()))
		switch {
		case statErr == nil && info.IsDir():
			err = errors.Join(err, s.each(name, append(slices.Clone(above), real), found))
		case strings.HasSuffix(name, suffix):
			found(name)
		}
	}
	return err
}

// Remove deletes a file that Stale named.
func (s Store) Remove(name string) error {
	return os.Remove(filepath.Join(s.Root, filepath.FromSlash(name)))
}
