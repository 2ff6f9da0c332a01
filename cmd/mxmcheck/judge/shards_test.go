package judge

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Whatever the number of hosts and shards, each host is in exactly one share, and no share has two more
// than another.
func TestShare(t *testing.T) {
	for hosts := range 30 {
		list := make([]int, hosts)
		for i := range list {
			list[i] = i
		}
		for of := 1; of <= 12; of++ {
			var all []int
			for shard := 1; shard <= of; shard++ {
				share := Share(list, shard, of)
				if len(share) < hosts/of || len(share) > hosts/of+1 {
					t.Errorf("shard %d/%d of %d hosts has %d", shard, of, hosts, len(share))
				}
				all = append(all, share...)
			}
			if slices.Sort(all); !slices.Equal(all, list) {
				t.Errorf("%d shards of %d hosts have %v", of, hosts, all)
			}
		}
	}
}

// No shard takes longer than the best division by more than the longest host, which is what this way of
// dividing promises; equal costs are divided evenly.
func TestBalance(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		costs, shards := make([]float64, 1+random.IntN(60)), 1+random.IntN(9)
		total := 0.0
		for i := range costs {
			costs[i] = 1 + 100*random.Float64()
			total += costs[i]
		}
		sums := make([]float64, shards+1)
		for i, shard := range Balance(costs, shards) {
			sums[shard] += costs[i]
		}
		if most := slices.Max(sums); most > total/float64(shards)+slices.Max(costs) {
			t.Errorf("%v over %d shards: %v", costs, shards, sums)
		}
	}
	counts := map[int]int{}
	for _, shard := range Balance(slices.Repeat([]float64{7}, 10), 4) {
		counts[shard]++
	}
	if counts[1] != 3 || counts[2] != 3 || counts[3] != 2 || counts[4] != 2 {
		t.Errorf("10 equal hosts over 4 shards: %v", counts)
	}
}

// Verdicts are one only if every host is in exactly one shard, and all but that is the same.
func TestWhole(t *testing.T) {
	shards := func(change func([]ShardFile)) []ShardFile {
		hosts := []string{"nixos/a", "nixos/b", "nixos/c"}
		list := make([]ShardFile, 2)
		for i := range list {
			covers := Share(hosts, i+1, 2)
			list[i] = ShardFile{File: string(rune('x' + i)), Told: slices.Clone(covers), Stale: []string{"old"}, Cover: Cover{
				Shard: i + 1, Of: 2, Mxmcheck: "1", Nix: "2", Tree: "3", Mode: "locked", Options: "4", Roots: []string{"ns"}, Accept: "accept", Hosts: slices.Clone(hosts), Covers: covers,
			}}
		}
		change(list)
		return list
	}
	for want, change := range map[string]func([]ShardFile){
		"":                            func(s []ShardFile) { s[0], s[1] = s[1], s[0] },
		"none of 2 shards":            func(s []ShardFile) { s[1].Cover.Shard = 3 },
		"different numbers of shards": func(s []ShardFile) { s[1].Cover.Of = 3 },
		"versions of mxmcheck: 1; 5":  func(s []ShardFile) { s[1].Cover.Mxmcheck = "5" },
		"versions of nix: 2; 5":       func(s []ShardFile) { s[1].Cover.Nix = "5" },
		"different trees: 3; 5":       func(s []ShardFile) { s[1].Cover.Tree = "5" },
		"inputs: locked; stand-ins":   func(s []ShardFile) { s[1].Cover.Mode = "stand-ins" },
		"different options":           func(s []ShardFile) { s[1].Cover.Options = "5" },
		"different lists of hosts":    func(s []ShardFile) { s[1].Cover.Hosts = s[1].Cover.Hosts[1:] },
		"different roots":             func(s []ShardFile) { s[1].Cover.Roots = nil },
		"different snapshots without": func(s []ShardFile) { s[1].Stale = nil },
		"have no hosts":               func(s []ShardFile) { s[0].Cover.Hosts, s[1].Cover.Hosts = nil, nil },
		"does not tell of the hosts":  func(s []ShardFile) { s[0].Told = s[0].Told[1:] },
		"1 host is in no shard":       func(s []ShardFile) { s[1].Told, s[1].Cover.Covers = nil, nil },
		"nixos/a is in shard 1":       func(s []ShardFile) { s[1].Told, s[1].Cover.Covers = s[0].Told, s[0].Cover.Covers },
		"nixos/d, which is none of":   func(s []ShardFile) { s[1].Told, s[1].Cover.Covers = []string{"nixos/d"}, []string{"nixos/d"} },
		"2 hosts are in no shard":     func(s []ShardFile) { s[0].Told, s[0].Cover.Covers = nil, nil },
		"nixos/b is in shard 2 (y) an": func(s []ShardFile) {
			s[1].Told, s[1].Cover.Covers = []string{"nixos/b", "nixos/b"}, []string{"nixos/b", "nixos/b"}
		},
	} {
		err := Whole(shards(change))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if err := Whole(shards(func([]ShardFile) {})[:1]); err == nil || !strings.Contains(err.Error(), "of 2 shards these are missing: 2") {
		t.Errorf("a shard that is missing: %v", err)
	}
	if err := Whole(append(shards(func([]ShardFile) {}), shards(func([]ShardFile) {})[1])); err == nil || !strings.Contains(err.Error(), "shard 2 of 2 is there more than once: y y") {
		t.Errorf("a shard that is there twice: %v", err)
	}
}
