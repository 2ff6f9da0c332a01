package judge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/depends"
	"mxmcheck/harness"
)

// FilesOf is a digest of all that a host depends on: what files hold, which names folders have, what
// stands at a path. Where it may depend on more, it is that of the whole tree.
func FilesOf(d *depends.Extent, all harness.Digests) string {
	if len(d.Open) > 0 {
		return all.Whole()
	}
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch {
		case Everywhere(name) || d.Touches(depends.Change{Name: name, Kept: true}):
			fmt.Fprintf(sum, "file %q %s\n", name, all[name])
		case d.Touches(depends.Change{Name: name}):
			fmt.Fprintf(sum, "name %q\n", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Kinds)) {
		fmt.Fprintf(sum, "kind %q %q\n", name, d.Kinds[name])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Files are digests of what decides about evaluations.
type Files struct {
	List  string            // about which hosts there are
	Hosts map[string]string // about each of them, by its name with its kind
	Whole string            // of all files, for what is not among them
}

// Host is the digest of what a host depends on.
func (f Files) Host(name string) string {
	if one, known := f.Hosts[name]; known {
		return one
	}
	return f.Whole
}

// Within is what is known of another tree, in a tree of which the same files decide, and whose digest is whole.
func (f Files) Within(whole string) Files {
	if f.List == f.Whole {
		f.List = whole
	}
	f.Whole = whole
	return f
}

// FilesOfAll finds the digests of a repository's hosts. Which hosts of a kind there are is known once
// one of them is evaluated: so what decides about the list is what all of them depend on, if these are
// all that there are. Beside is what each depends on beyond the files.
func FilesOfAll(facts *analyzer.Repo, hosts *depends.Reader, all harness.Digests, beside string) Files {
	files := Files{List: all.Whole(), Hosts: map[string]string{}, Whole: all.Whole()}
	if facts.Cut {
		return files
	}
	list := sha256.New()
	for _, h := range facts.Hosts {
		one := sha256.Sum256([]byte(beside + "\n" + FilesOf(hosts.Host(h.ID()), all)))
		files.Hosts[h.ID().String()] = hex.EncodeToString(one[:])
		_, _ = io.WriteString(list, h.ID().String()+" "+files.Hosts[h.ID().String()]+"\n") // a hash takes anything
	}
	if facts.HostsKnown && len(facts.Hosts) > 0 {
		files.List = hex.EncodeToString(list.Sum(nil))
	}
	return files
}
