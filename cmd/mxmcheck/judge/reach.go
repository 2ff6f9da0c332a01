package judge

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer/depends"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

// Reach is what differs between a commit and the work tree, and what hosts depend on in both.
type Reach struct {
	Changes []depends.Change
	All     string             // why every host is reached, whatever changed; "" if not
	Config  string             // the configuration, as seen from the flake's folder
	Given   []string           // other files that every run reads, as seen from there
	Unread  []string           // folders, as seen from there, of which nothing is known at the commit
	Sides   [2]*depends.Reader // at the commit, and in the work tree
}

// everywhere reports whether a change of a file counts for every host.
func (r *Reach) everywhere(name string) bool {
	return name == r.Config || slices.Contains(r.Given, name) || Everywhere(name)
}

// Everywhere reports whether a change of a file, which is not the configuration, counts for every host.
func Everywhere(name string) bool {
	return slices.Contains([]string{".gitattributes", ".gitmodules"}, path.Base(name))
}

// Because says what reaches a host, "" if nothing does. A host is what it was only if neither what
// it touches now nor what it touched then is another thing.
func (r *Reach) Because(id host.ID) string {
	if r.All != "" {
		return r.All
	}
	if len(r.Changes) == 0 {
		return ""
	}
	if id.Kind == host.Outputs { // which files they are made from is not known
		return r.Changes[0].Name
	}
	for _, c := range r.Changes {
		if r.everywhere(c.Name) {
			return c.Name
		}
	}
	for _, folder := range r.Unread {
		if r.Sides[0].Host(id).TouchesBelow(folder) || r.Sides[1].Host(id).TouchesBelow(folder) {
			return folder
		}
	}
	for i, side := range r.Sides {
		if because := r.touched(side.Host(id), r.Sides[1-i]); because != "" {
			return because
		}
	}
	return ""
}

func (r *Reach) touched(d *depends.Extent, other *depends.Reader) string {
	if len(d.Open) > 0 {
		u := d.Open[0]
		place := u.Span.File
		if u.Span.Start.Line > 0 {
			place = fmt.Sprintf("%s:%d", place, u.Span.Start.Line)
		}
		return fmt.Sprintf("%s: %s", place, strings.TrimSpace(u.Message))
	}
	for _, c := range r.Changes {
		if d.Touches(c) {
			return c.Name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Kinds)) {
		if other.Kind(name) != d.Kinds[name] {
			return name
		}
	}
	return ""
}

// OnlyAffected leaves out the hosts that nothing reaches. A host without an accepted snapshot, or
// whose snapshot changed too, is none of them.
func (r *Reach) OnlyAffected(all []harness.Host, store harness.Store) (chosen, skipped []harness.Host) {
	for _, h := range all {
		file := store.File(h.ID)
		changed := slices.ContainsFunc(r.Changes, func(c depends.Change) bool { return c.Name == file })
		_, there, err := store.Read(h.ID)
		if err != nil || !there || changed || r.Because(h.ID) != "" {
			chosen = append(chosen, h)
			continue
		}
		skipped = append(skipped, h)
	}
	return chosen, skipped
}

// Strayed is a file that nix evaluated for a host, and that the host is not known to depend on; ""
// for none. extent says what a host depends on, nil if that is not known.
func Strayed(extent func(host.ID) *depends.Extent, outcomes []harness.Outcome) (of harness.Host, file string) {
	for _, o := range outcomes {
		if len(o.Read) == 0 {
			continue
		}
		d := extent(o.Host.ID)
		for _, name := range o.Read {
			if d != nil && !d.Touches(depends.Change{Name: name, Kept: true}) {
				return o.Host, name
			}
		}
	}
	return harness.Host{}, ""
}
