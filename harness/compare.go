package harness

import (
	"maps"
	"reflect"
	"slices"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mxmcheck/harness/probe"
)

// Change is one difference between what was accepted and what is.
type Change struct {
	Path   string
	Kind   string  // added, removed, changed; moved: the same, defined elsewhere; renamed: the same, called otherwise
	Effect bool    // a definition outside the roots
	Before *Record // nil if added
	After  *Record // nil if removed
}

// Files are the files to look into: those that define it now, else those that did.
func (c Change) Files() []string {
	if c.After != nil && len(c.After.Files) > 0 {
		return c.After.Files
	}
	if c.Before != nil {
		return c.Before.Files
	}
	return nil
}

// SecretsChanged are the places in the value where a secret is set on both sides, and is another
// one; "" is the value itself.
func (c Change) SecretsChanged() []string {
	if c.Before == nil || c.After == nil {
		return nil
	}
	var places []string
	for _, place := range slices.Sorted(maps.Keys(c.After.Exact.Secrets)) {
		if before, there := c.Before.Exact.Secrets[place]; there && before != c.After.Exact.Secrets[place] {
			places = append(places, place)
		}
	}
	return places
}

// Aspects names what differs between the two records of a change: value, type, priority, secret
// (it is set otherwise), contents (of what the value only names), property (a definition's priority or order), order (among the
// definitions of its path), files.
func (c Change) Aspects() []string {
	if c.Before == nil || c.After == nil {
		return nil
	}
	var aspects []string
	for _, a := range []struct {
		name string
		same bool
	}{
		{"value", cmp.Equal(c.Before.Value, c.After.Value)},
		{"type", c.Before.Type == c.After.Type},
		{"priority", c.Before.Priority == c.After.Priority},
		{"secret", len(c.SecretsChanged()) == 0},
		{"contents", c.Before.Exact.Contents == c.After.Exact.Contents || !cmp.Equal(c.Before.Value, c.After.Value) || len(c.SecretsChanged()) > 0},
		{"property", c.Before.Exact.Under == c.After.Exact.Under},
		{"order", c.Before.Exact.Place == c.After.Exact.Place},
		{"files", slices.Equal(c.Before.Files, c.After.Files)},
	} {
		if !a.same {
			aspects = append(aspects, a.name)
		}
	}
	return aspects
}

// EffectsNotCompared is how many effects of two snapshots are not compared, because one was taken
// with stand-ins and the other with real inputs. One without effects may have been taken either way,
// unless it says that it was with stand-ins.
func EffectsNotCompared(before, after Snapshot) int {
	if before.StandIn == after.StandIn || !before.StandIn && len(before.Effects) == 0 || !after.StandIn && len(after.Effects) == 0 {
		return 0
	}
	return max(len(before.Effects), len(after.Effects))
}

// Compare lists what changed from before to after, options first, each list by path. Effects that
// were read in different ways are left out, and so is what only one side tells: see EffectsNotCompared and TakenNotCompared.
func Compare(before, after Snapshot) []Change {
	changes := compareLists(before.Records, after.Records, false)
	if EffectsNotCompared(before, after) > 0 {
		return changes
	}
	old, now := before.Effects, after.Effects
	if TakenNotCompared(before, after) > 0 { // before it may have a definition of such a name, as of a home's imports
		old, now = withoutTaken(old), withoutTaken(now)
	}
	return append(changes, compareLists(old, now, true)...)
}

// compareLists pairs records of the same path. Effects of one path may be several: equal ones are
// set aside first, then those that only moved, then those of the same files are paired, then what
// remains, in order.
func compareLists(before, after []Record, effect bool) []Change {
	if EqualRecords(before, after) {
		return nil
	}
	old, now := byPath(before), byPath(after)
	paths := make([]string, 0, len(old)+len(now))
	for path := range old {
		paths = append(paths, path)
	}
	for path := range now {
		paths = append(paths, path)
	}
	slices.SortFunc(paths, probe.ComparePaths)
	var changes []Change
	for _, path := range slices.Compact(paths) {
		changes = append(changes, comparePath(path, old[path], now[path], effect)...)
	}
	return changes
}

func byPath(records []Record) map[string][]Record {
	out := map[string][]Record{}
	for _, r := range records {
		out[r.Path] = append(out[r.Path], r)
	}
	return out
}

func comparePath(path string, old, now []Record, effect bool) []Change {
	as := func(one Record) Record { return one }
	if len(old) != len(now) { // what stands beside what is new or gone has another place by that alone
		as = withoutPlace
	}
	old, now, _ = pair(old, now, func(a, b Record) bool { return sameRecord(as(a), as(b)) })
	old, now, moved := pair(old, now, func(a, b Record) bool { return kindOf(as(a), as(b)) == "moved" })
	old, now, edited := pair(old, now, func(a, b Record) bool { return slices.Equal(a.Files, b.Files) })
	old, now, rest := pair(old, now, func(a, b Record) bool { return true })
	var changes []Change
	for _, p := range slices.Concat(moved, edited, rest) {
		if as(p[0]).Exact.Place == as(p[1]).Exact.Place {
			p[0].Exact.Place = p[1].Exact.Place
		}
		changes = append(changes, Change{Path: path, Kind: kindOf(p[0], p[1]), Effect: effect, Before: &p[0], After: &p[1]})
	}
	for i := range old {
		changes = append(changes, Change{Path: path, Kind: "removed", Effect: effect, Before: &old[i]})
	}
	for i := range now {
		changes = append(changes, Change{Path: path, Kind: "added", Effect: effect, After: &now[i]})
	}
	return changes
}

// sameRecord reports whether two records tell the same. Nearly all are the same to the last bit,
// which takes a tenth of the time that cmp takes.
func sameRecord(a, b Record) bool {
	return reflect.DeepEqual(a, b) || cmp.Equal(a, b, cmpopts.EquateEmpty())
}

// EqualRecords is sameRecord for lists, in their order.
func EqualRecords(a, b []Record) bool { return slices.EqualFunc(a, b, sameRecord) }

func kindOf(before, after Record) string {
	before.Files, after.Files = nil, nil
	if cmp.Equal(before, after) {
		return "moved"
	}
	return "changed"
}

// pair takes out of both lists what belongs together.
func pair(old, now []Record, match func(a, b Record) bool) (restOld, restNow []Record, pairs [][2]Record) {
	restNow = slices.Clone(now)
	for _, one := range old {
		i := slices.IndexFunc(restNow, func(other Record) bool { return match(one, other) })
		if i < 0 {
			restOld = append(restOld, one)
			continue
		}
		pairs = append(pairs, [2]Record{one, restNow[i]})
		restNow = slices.Delete(restNow, i, i+1)
	}
	return restOld, restNow, pairs
}

func withoutPlace(one Record) Record {
	one.Exact.Place = 0
	return one
}
