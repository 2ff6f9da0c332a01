package harness

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/renameio/v2"
)

// Cache keeps what hosts were, in a plain folder that many runs may share. What it gives was
// evaluated with the same version of nix and mxmcheck, and the same options: that is its key; and from
// the same files, lock and inputs, as far as they can reach what is evaluated: that is the digest which
// each question has. A nil Cache keeps nothing. An entry that is damaged is none.
type Cache struct {
	dir   string
	key   string
	alike *alikeLines // of the outcomes that it gave

	mu     sync.Mutex
	staged map[string]string // files of entries that are entries once Commit renames them: to what
}

// kept is how long an entry stays that no run uses.
const kept = 30 * 24 * time.Hour

// NewCache opens the folder dir, which need not exist, for a run whose outcomes depend on parts,
// on files, and on nothing else.
func NewCache(dir string, parts ...string) *Cache {
	sum := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(sum, "%d\n%s\n", len(part), part)
	}
	return &Cache{dir: dir, key: hex.EncodeToString(sum.Sum(nil)), alike: newAlikeLines(), staged: map[string]string{}}
}

// Outcome gives what a host was when all the files that it can touch had that digest.
func (c *Cache) Outcome(one Host, files string) (Outcome, bool) {
	text, ok := c.read(one.String(), files)
	if !ok {
		return Outcome{}, false
	}
	head, text, _ := bytes.Cut(text, []byte("\n"))
	var beside keptBeside
	r := &reader{lines: strings.Split(string(text), "\n"), alike: c.alike}
	s, err := r.snapshot() // the digest shows that it is what was written
	if err != nil || s.Host.ID != one.ID || json.Unmarshal(head, &beside) != nil {
		return Outcome{}, false
	}
	return Outcome{Host: s.Host, Roots: s.Roots, Records: s.Records, Effects: s.Effects, StandIn: s.StandIn, Hidden: beside.Hidden, Opaque: beside.Opaque, Forced: beside.Forced, Cached: true, written: sha256.Sum256(text)}, true
}

// keptBeside is what an entry says of an outcome beside its snapshot.
type keptBeside struct {
	Hidden []string `json:",omitempty"`
	Forced bool     `json:",omitempty"`
	Opaque []Opaque `json:",omitempty"`
}

// Stage writes an outcome, which is kept once Commit says so of all. A failure is not kept: it may be of that moment.
func (c *Cache) Stage(o *Outcome, files string) error {
	if c == nil || o.Failure != nil || o.Cached {
		return nil
	}
	head, err := json.Marshal(keptBeside{o.Hidden, o.Forced, o.Opaque})
	if err != nil {
		return err
	}
	text := SnapshotOf(*o).Render()
	o.written = sha256.Sum256(text)
	return c.stage(c.file(o.Host.String(), files), entry(slices.Concat(head, []byte("\n"), text)))
}

func (c *Cache) stage(name string, text []byte) error {
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(c.dir, "staged-*")
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.staged[file.Name()] = name
	c.mu.Unlock()
	_, err = file.Write(text)
	return errors.Join(err, file.Chmod(0o644), file.Close())
}

// Commit keeps what was staged.
func (c *Cache) Commit() (err error) {
	for file, name := range c.taken() {
		err = errors.Join(err, os.Rename(file, name))
	}
	return err
}

// Discard keeps nothing of what was staged, and not yet committed.
func (c *Cache) Discard() (err error) {
	for file := range c.taken() {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}

func (c *Cache) taken() map[string]string {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	staged := c.staged
	c.staged = map[string]string{}
	return staged
}

// Hosts gives the hosts of the flake, of which the files that decide about them had that digest.
func (c *Cache) Hosts(files string) (list Listing, ok bool) {
	found := c.Fact("hosts", files, &list)
	return list, found && len(list.Hosts) > 0
}

// KeepHosts keeps the hosts of the flake.
func (c *Cache) KeepHosts(list Listing, files string) error { return c.KeepFact("hosts", files, list) }

// Fact reads what KeepFact kept under that name and digest into to, by way of JSON.
func (c *Cache) Fact(name, files string, to any) bool {
	text, ok := c.read(name, files)
	return ok && json.Unmarshal(text, to) == nil
}

// KeepFact keeps what else follows from files of that digest, and takes long to find.
func (c *Cache) KeepFact(name, files string, fact any) error {
	if c == nil {
		return nil
	}
	text, err := json.Marshal(fact)
	if err != nil {
		return err
	}
	return c.write(name, files, text)
}

func (c *Cache) file(name, files string) string {
	sum := sha256.Sum256([]byte(c.key + "\n" + files + "\n" + name))
	return filepath.Join(c.dir, hex.EncodeToString(sum[:16]))
}

// read gives an entry whose first line is the digest of the rest.
func (c *Cache) read(name, files string) ([]byte, bool) {
	if c == nil {
		return nil, false
	}
	text, err := os.ReadFile(c.file(name, files))
	if err != nil {
		return nil, false
	}
	digest, rest, _ := bytes.Cut(text, []byte("\n"))
	if string(digest) != digestOf(rest) {
		return nil, false
	}
	now := time.Now()
	_ = os.Chtimes(c.file(name, files), now, now) // if it cannot be, the entry is only forgotten earlier
	return rest, true
}

func (c *Cache) write(name, files string, text []byte) error {
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return err
	}
	return renameio.WriteFile(c.file(name, files), entry(text), 0o644)
}

// entry is what the file of an entry holds.
func entry(text []byte) []byte { return append([]byte(digestOf(text)+"\n"), text...) }

// Prune removes the entries that no run has used lately. Others may prune at the same time.
func (c *Cache) Prune() error {
	if c == nil {
		return nil
	}
	entries, err := os.ReadDir(c.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		info, statErr := entry.Info()
		if statErr == nil && time.Since(info.ModTime()) > kept {
			if removeErr := os.Remove(filepath.Join(c.dir, entry.Name())); !errors.Is(removeErr, fs.ErrNotExist) {
				err = errors.Join(err, removeErr)
			}
		}
	}
	return err
}

func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// TreeDigest is the SHA-256 of a folder's files: their slash paths, whether they can be executed,
// and what they hold or, of a symbolic link, where it leads.
func TreeDigest(root string) (string, error) { return digestWithout(root) }

// digestWithout is TreeDigest without files and folders of some names.
func digestWithout(root string, names ...string) (string, error) {
	sum := sha256.New()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != root && slices.Contains(names, entry.Name()) && entry.IsDir():
			return fs.SkipDir
		case path != root && slices.Contains(names, entry.Name()), entry.IsDir():
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		return digestFile(sum, filepath.ToSlash(name), path, entry)
	})
	return hex.EncodeToString(sum.Sum(nil)), err
}

func digestFile(sum io.Writer, name, path string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(path)
		fmt.Fprintf(sum, "link %q %q\n", name, target)
		return err
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close() // only read from
	fmt.Fprintf(sum, "file %q %t %d\n", name, info.Mode()&0o100 != 0, info.Size())
	_, err = io.Copy(sum, file)
	return err
}
