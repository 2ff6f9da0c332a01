package judge

import (
	"cmp"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/catalog"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

// maxOfKind bounds how many hosts of a kind a catalog is taken of.
const maxOfKind = 3

// ForCatalog chooses the hosts that a catalog is taken of: of each kind those that import most modules of
// inputs, and no host that has none beyond those of one chosen before.
func ForCatalog(facts *analyzer.Repo, hosts []harness.Host) []harness.Host {
	bases := basesOf(facts)
	order := slices.Clone(hosts)
	slices.SortStableFunc(order, func(a, b harness.Host) int {
		return cmp.Or(host.Compare(host.ID{Kind: a.Kind}, host.ID{Kind: b.Kind}), bases.size(b.ID)-bases.size(a.ID))
	})
	var chosen []harness.Host
	for _, h := range order {
		same := slices.DeleteFunc(slices.Clone(chosen), func(c harness.Host) bool { return c.Kind != h.Kind })
		known := slices.ContainsFunc(same, func(c harness.Host) bool { return bases.holds(c.ID, h.ID) })
		if len(same) == 0 || !known && len(same) < maxOfKind {
			chosen = append(chosen, h)
		}
	}
	return chosen
}

type bases map[host.ID]analyzer.Base

func basesOf(facts *analyzer.Repo) bases {
	all := bases{}
	for _, h := range facts.Hosts {
		all[h.ID()] = facts.Base(h)
	}
	return all
}

func (b bases) size(id host.ID) int { return len(b[id].Modules) + len(b[id].Homes) }

// holds reports whether a host has all that another one's options come from. Of one that is not seen
// nothing could be checked: it needs no catalog.
func (b bases) holds(one, other host.ID) bool {
	have, seen := b[one]
	want, is := b[other]
	if !is {
		return true
	}
	return seen && have.Maker == want.Maker && !have.Disables && within(want.Modules, have.Modules) && within(want.Homes, have.Homes)
}

func within(some, all []string) bool {
	return !slices.ContainsFunc(some, func(name string) bool { return !slices.Contains(all, name) })
}

// CatalogOf puts together what hosts declare, and what that comes from.
func CatalogOf(facts *analyzer.Repo, found []harness.Declared) *catalog.Catalog {
	bases := basesOf(facts)
	c := &catalog.Catalog{Names: map[string][]string{}}
	for _, one := range found {
		for _, tree := range one.Trees {
			base := bases[one.Host.ID]
			tree.Maker, tree.Alone, tree.Modules = base.Maker, base.Disables, slices.Clone(base.Modules)
			if tree.Class != one.Host.Kind && one.Homes {
				tree.Modules = append(tree.Modules, base.Homes...)
				slices.Sort(tree.Modules)
				tree.Modules = slices.Compact(tree.Modules)
			}
			c.Trees = append(c.Trees, tree)
		}
		for set, names := range one.Names {
			c.Names[set] = append(c.Names[set], names...)
		}
	}
	for set, names := range c.Names {
		slices.Sort(names)
		c.Names[set] = slices.Compact(names)
	}
	slices.SortFunc(c.Trees, func(a, b *catalog.Tree) int {
		return cmp.Or(cmp.Compare(a.Host, b.Host), cmp.Compare(a.Class, b.Class))
	})
	return c
}
