package judge

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
)

// Cover says what the verdict of one shard is about, and what it was found with: verdicts may be put
// together only if all but the shard and its own hosts is the same.
type Cover struct {
	Shard      int      `json:"shard"` // from 1
	Of         int      `json:"of"`
	Mxmcheck   string   `json:"mxmcheck"`        // version
	Nix        string   `json:"nix"`             // version
	Tree       string   `json:"tree"`            // digest of all files that nix sees
	Mode       string   `json:"mode"`            // which inputs: locked or stand-ins
	Given      string   `json:"given,omitempty"` // digest of what the inputs hold, where some are overridden
	Options    string   `json:"options"`         // digest of the configuration and the flags that decide what hosts are
	Roots      []string `json:"roots"`
	RootsFound bool     `json:"rootsFound"` // the roots are the namespaces that were found: a host need not have them
	Effects    bool     `json:"effects"`
	Accept     string   `json:"accept"` // the command that accepts, with the flags of the run
	Hosts      []string `json:"hosts"`  // of all shards, outputs among them
	Covers     []string `json:"covers"` // of this one
}

// Share is the part of a list that shard number shard of so many has: every so-manyth, so that hosts
// of similar names, which are often of similar size, are spread.
func Share[T any](list []T, shard, of int) []T {
	var share []T
	for i := shard - 1; i < len(list); i += of {
		share = append(share, list[i])
	}
	return share
}

// Balance gives each of the costs a shard, from 1: the most expensive first, each to the shard that has
// least. Where all cost the same, no shard has two more than another.
func Balance(costs []float64, shards int) []int {
	order := make([]int, len(costs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(costs[b], costs[a]) })
	sums, shard := make([]float64, shards), make([]int, len(costs))
	for _, i := range order {
		least := slices.Index(sums, slices.Min(sums))
		sums[least] += costs[i]
		shard[i] = least + 1
	}
	return shard
}

// ShardFile is the verdict of a shard as it was read from a file.
type ShardFile struct {
	File  string
	Cover Cover
	Told  []string // the hosts and outputs of which it tells
	Stale []string
}

func (s ShardFile) String() string { return fmt.Sprintf("shard %d (%s)", s.Cover.Shard, s.File) }

// Whole refuses verdicts of shards that are not, together, the verdict of one run: each host has to be
// in exactly one, and all have to be of one tree, and found with the same tools and options.
func Whole(shards []ShardFile) error {
	for _, check := range []func([]ShardFile) error{alike, eachOnce, sameHosts} {
		if err := check(shards); err != nil {
			return err
		}
	}
	return nil
}

// alike compares what each shard was found with.
func alike(shards []ShardFile) error {
	first := shards[0]
	for _, other := range shards[1:] {
		for _, one := range []struct{ what, first, other string }{
			{"different numbers of shards", fmt.Sprint(first.Cover.Of), fmt.Sprint(other.Cover.Of)},
			{"different versions of mxmcheck", first.Cover.Mxmcheck, other.Cover.Mxmcheck},
			{"different versions of nix", first.Cover.Nix, other.Cover.Nix},
			{"different trees", short(first.Cover.Tree), short(other.Cover.Tree)},
			{"different inputs", first.Cover.Mode, other.Cover.Mode},
			{"inputs that hold something else, by --override-input", short(first.Cover.Given), short(other.Cover.Given)},
			{"different options, by configuration or flags", short(first.Cover.Options), short(other.Cover.Options)},
			{"different lists of hosts", strings.Join(first.Cover.Hosts, " "), strings.Join(other.Cover.Hosts, " ")},
			{"different roots", strings.Join(first.Cover.Roots, " "), strings.Join(other.Cover.Roots, " ")},
			{"different snapshots without hosts", strings.Join(first.Stale, " "), strings.Join(other.Stale, " ")},
		} {
			if one.first != one.other {
				return diag.WithHint(fmt.Errorf("%s and %s are of %s: %s; %s", first, other, one.what, one.first, one.other), "run every shard with the same commit, mxmcheck, nix and flags")
			}
		}
	}
	return nil
}

// short is as much of a digest as a person compares.
func short(digest string) string { return digest[:min(12, len(digest))] }

// eachOnce looks for shards that are missing, and for those that are there twice.
func eachOnce(shards []ShardFile) error {
	of := shards[0].Cover.Of
	files := map[int][]string{}
	for _, s := range shards {
		if s.Cover.Shard < 1 || s.Cover.Shard > of {
			return fmt.Errorf("%s is none of %d shards", s, of)
		}
		files[s.Cover.Shard] = append(files[s.Cover.Shard], s.File)
	}
	var missing []string
	for shard := 1; shard <= of && len(missing) <= 10; shard++ {
		if len(files[shard]) > 1 {
			return fmt.Errorf("shard %d of %d is there more than once: %s", shard, of, strings.Join(files[shard], " "))
		}
		if len(files[shard]) == 0 {
			missing = append(missing, fmt.Sprint(shard))
		}
	}
	if len(missing) > 10 {
		missing[10] = "…"
	}
	if len(missing) > 0 {
		return diag.WithHint(fmt.Errorf("of %d shards these are missing: %s", of, strings.Join(missing, " ")), "the job of a shard that ended without a verdict says why; its hosts are known by no other")
	}
	return nil
}

// sameHosts looks for hosts that no shard has, and for those that several have.
func sameHosts(shards []ShardFile) error {
	all := shards[0].Cover.Hosts
	if len(all) == 0 {
		return errors.New("the shards have no hosts")
	}
	known, in := map[string]bool{}, map[string]ShardFile{}
	for _, name := range all {
		known[name] = true
	}
	for _, s := range shards {
		if !sameNames(s.Told, s.Cover.Covers) {
			return fmt.Errorf("%s does not tell of the hosts that it says it does", s)
		}
		for _, name := range s.Cover.Covers {
			if other, twice := in[name]; twice {
				return fmt.Errorf("%s is in %s and in %s", name, other, s)
			}
			if !known[name] {
				return fmt.Errorf("%s has %s, which is none of the hosts", s, name)
			}
			in[name] = s
		}
	}
	var missing []string
	for _, name := range all {
		if _, there := in[name]; !there {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return diag.WithHint(fmt.Errorf("%s in no shard: %s", isOrAre(len(missing)), strings.Join(missing, " ")), "run every shard with the hosts of one hosts --format matrix, or none with hosts")
	}
	return nil
}

func sameNames(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func isOrAre(n int) string {
	if n == 1 {
		return "1 host is"
	}
	return fmt.Sprintf("%d hosts are", n)
}
