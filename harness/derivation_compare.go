package harness

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// DerivationDifference is one derivation that differs by itself, not only in what it is made from.
type DerivationDifference struct {
	Name  string   // of the derivation
	Way   []string // the names of those that lead there, from the host's own
	What  []DerivationChange
	Above int // how many derivations of the host are made from it, and so are others too
}

// DerivationChange is one part of a derivation on both sides.
type DerivationChange struct {
	Part   string // builder, system, argument, environment, output, input or source
	Name   string // of the variable, output, input or source; the place of an argument
	Before string // "" if it is not there
	After  string
}

// DerivationComparison is what the derivations of a host are beside each other.
type DerivationComparison struct {
	Same        bool   // they build the same
	Tree        bool   // something is made from the flake's own tree, whose path changes with any file
	Reason      string // why they were not compared
	Broken      bool   // there is one before, and none after
	Differences []DerivationDifference
}

// DerivationPairs compares the derivations of two trees. Each is read once, whatever hosts share it.
type DerivationPairs struct {
	runners [2]*Runner
	read    [2]map[string]*drv
	beside  map[[2]string]*beside
}

// NewDerivationPairs begins a comparison of what two runners evaluate.
func NewDerivationPairs(before, after *Runner) *DerivationPairs {
	return &DerivationPairs{runners: [2]*Runner{before, after}, read: [2]map[string]*drv{{}, {}}, beside: map[[2]string]*beside{}}
}

// Compare compares what builds one host.
func (d *DerivationPairs) Compare(before, after Derived) DerivationComparison {
	if before.Reason != "" || after.Reason != "" {
		return DerivationComparison{Reason: firstOf(after.Reason, before.Reason), Broken: before.Reason == ""}
	}
	c := derivationWalk{pairs: d, met: map[[2]string]int{}}
	same, err := c.pair([2]string{before.Path, after.Path}, nil, -1)
	if err != nil {
		return DerivationComparison{Reason: "a derivation cannot be read: " + err.Error()}
	}
	c.found.Same = same
	c.count()
	return c.found
}

// Same reports whether two derivations build the same. It says nothing of two that are not known.
func (d *DerivationPairs) Same(before, after Derived) bool {
	if before.Path == "" || after.Path == "" {
		return false
	}
	if before.Path == after.Path {
		return true
	}
	a, err := d.get(0, before.Path)
	if err != nil {
		return false // Compare says why
	}
	b, err := d.get(1, after.Path)
	return err == nil && sameOutputs(a, b)
}

// hide takes the secrets of both sides out of the part of a derivation that has a name.
func (d *DerivationPairs) hide(name, text string) string {
	if isSecretName(name) && text != "" {
		return secretWord
	}
	for _, r := range d.runners {
		text = without(text, slices.Concat(r.known.all(), r.writtenSecrets()))
	}
	return withoutAssigned(text)
}

func (d *DerivationPairs) get(side int, name string) (*drv, error) {
	if got, ok := d.read[side][name]; ok {
		return got, nil
	}
	got, err := d.runners[side].readDerivation(name)
	if err == nil {
		d.read[side][name] = got
	}
	return got, err
}

// derivationWalk goes from the derivations of one host down to those that differ by themselves.
type derivationWalk struct {
	pairs *DerivationPairs
	met   map[[2]string]int // the number of each pair that does not build the same
	above [][]int           // of each of these, the pairs that are made from it
	told  []int             // the number of each of the differences
	found DerivationComparison
}

// number gives a pair its number, and reports whether it had one.
func (c *derivationWalk) number(names [2]string, above int) (number int, met bool) {
	if number, met = c.met[names]; !met {
		number = len(c.above)
		c.met[names], c.above = number, append(c.above, nil)
	}
	if above >= 0 {
		c.above[number] = append(c.above[number], above)
	}
	return number, met
}

// count says of each difference how many derivations are others because of it.
func (c *derivationWalk) count() {
	for i, number := range c.told {
		seen := make([]bool, len(c.above))
		seen[number] = true
		for queue := []int{number}; len(queue) > 0; queue = queue[1:] {
			for _, above := range c.above[queue[0]] {
				if !seen[above] {
					seen[above] = true
					c.found.Differences[i].Above++
					queue = append(queue, above)
				}
			}
		}
	}
}

// pair compares two derivations, and what they are made from if they do not build the same.
func (c *derivationWalk) pair(names [2]string, way []string, above int) (same bool, err error) {
	if names[0] == names[1] {
		return true, nil
	}
	a, err := c.pairs.get(0, names[0])
	if err != nil {
		return false, err
	}
	b, err := c.pairs.get(1, names[1])
	if err != nil {
		return false, err
	}
	if sameOutputs(a, b) {
		return true, nil
	}
	number, met := c.number(names, above)
	if met {
		return false, nil
	}
	p, err := c.pairs.side(names, a, b)
	if err != nil {
		return false, err
	}
	name := drvName(names[1])
	c.found.Tree = c.found.Tree || p.tree
	if len(p.what) > 0 {
		c.told = append(c.told, number)
		c.found.Differences = append(c.found.Differences, DerivationDifference{Name: name, Way: way, What: p.what})
	}
	for _, input := range p.inputs.paired {
		if _, err := c.pair(input, append(slices.Clone(way), name), number); err != nil {
			return false, err
		}
	}
	return false, nil
}

// beside are two derivations, with their inputs and sources paired. Texts are compared as if the
// store paths of a pair were one: what differs below is reported there.
type beside struct {
	sides           [2]*drv
	inputs, sources namePairs
	spellings       [2]*strings.Replacer
	hide            func(name, text string) string // takes secrets out of a text
	tree            bool                           // both are made from the flake's own tree, and it is not the same
	what            []DerivationChange
}

// side puts two derivations beside each other; once, whatever hosts share them.
func (d *DerivationPairs) side(names [2]string, a, b *drv) (*beside, error) {
	if p, ok := d.beside[names]; ok {
		return p, nil
	}
	p := &beside{sides: [2]*drv{a, b}, hide: d.hide}
	d.beside[names] = p
	p.inputs = pairNames(slices.Collect(maps.Keys(a.InputDerivations)), slices.Collect(maps.Keys(b.InputDerivations)))
	self := [2]string{d.runners[0].sources.self, d.runners[1].sources.self}
	p.tree = self[0] != self[1] && slices.Contains(a.InputSources, self[0]) && slices.Contains(b.InputSources, self[1])
	ours := func(side int) []string {
		return slices.DeleteFunc(slices.Clone(p.sides[side].InputSources), func(name string) bool { return p.tree && name == self[side] })
	}
	p.sources = pairNames(ours(0), ours(1))
	for side := range p.sides {
		words := []string{self[side], "."}
		for output, at := range p.sides[side].Outputs {
			words = append(words, at.Path, "<"+output+">")
		}
		for _, pair := range p.sources.paired {
			words = append(words, pair[side], "<"+storePathName(pair[1])+">")
		}
		for _, pair := range p.inputs.paired {
			input, err := d.get(side, pair[side])
			if err != nil {
				return nil, err
			}
			for output, at := range input.Outputs {
				words = append(words, at.Path, "<"+drvName(pair[1])+" "+output+">")
			}
		}
		p.spellings[side] = strings.NewReplacer(withoutEmpty(words)...)
	}
	p.what = p.changes()
	return p, nil
}

// withoutEmpty leaves out pairs of words whose first is empty: an output whose path is not known.
func withoutEmpty(words []string) []string {
	var out []string
	for i := 0; i < len(words); i += 2 {
		if words[i] != "" {
			out = append(out, words[i], words[i+1])
		}
	}
	return out
}

// changes are what differs between the two by themselves.
func (p *beside) changes() []DerivationChange {
	a, b := p.sides[0], p.sides[1]
	var found []DerivationChange
	add := func(part, name, before, after string) {
		if before, after = p.spellings[0].Replace(before), p.spellings[1].Replace(after); before != after {
			found = append(found, p.change(part, name, before, after))
		}
	}
	add("builder", "", a.Builder, b.Builder)
	add("system", "", a.Platform, b.Platform)
	for i := range max(len(a.Arguments), len(b.Arguments)) {
		add("argument", fmt.Sprint(i+1), element(a.Arguments, i), element(b.Arguments, i))
	}
	for _, name := range union(a.Env, b.Env) {
		add("environment", name, a.Env[name], b.Env[name])
	}
	for _, name := range union(a.Outputs, b.Outputs) {
		add("output", name, fixed(a, name), fixed(b, name))
	}
	for _, pair := range p.inputs.paired {
		add("input", drvName(pair[1]), strings.Join(a.InputDerivations[pair[0]], " "), strings.Join(b.InputDerivations[pair[1]], " "))
	}
	found = append(found, p.inputs.alone("input", drvName)...)
	for _, pair := range p.sources.paired {
		found = append(found, DerivationChange{"source", storePathName(pair[1]), "what it was", "another content"})
	}
	return append(found, p.sources.alone("source", storePathName)...)
}

var storeHash = regexp.MustCompile(`/nix/store/[0-9a-z]{32}-`)

// change is one without store paths and secrets. Where they alone differ, that is said.
func (p *beside) change(part, name, before, after string) DerivationChange {
	shown := [2]string{storeHash.ReplaceAllString(before, ""), storeHash.ReplaceAllString(after, "")}
	if shown[0] == shown[1] {
		shown[1] += " (at another store path)"
	}
	if shown = [2]string{p.hide(name, shown[0]), p.hide(name, shown[1])}; shown[0] == shown[1] {
		shown[1] += " (another secret)"
	}
	return DerivationChange{part, name, shown[0], shown[1]}
}

func element(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// union are the keys of both maps, sorted.
func union[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// namePairs are the store paths of two lists that are not in both: paired by name, or alone.
type namePairs struct {
	paired [][2]string
	lone   [2][]string
}

// pairNames pairs what has the same name, then what has the same name but for the version.
func pairNames(before, after []string) namePairs {
	var p namePairs
	only := func(list, other []string) []string {
		list = slices.DeleteFunc(slices.Clone(list), func(one string) bool { return slices.Contains(other, one) })
		slices.SortFunc(list, func(x, y string) int {
			return strings.Compare(storePathName(x)+" "+x, storePathName(y)+" "+y)
		})
		return list
	}
	p.lone = [2][]string{only(before, after), only(after, before)}
	for _, name := range []func(string) string{storePathName, unversioned} {
		p.pairBy(name)
	}
	return p
}

func (p *namePairs) pairBy(name func(string) string) {
	var rest []string
	for _, one := range p.lone[0] {
		i := slices.IndexFunc(p.lone[1], func(other string) bool { return name(other) == name(one) })
		if i < 0 {
			rest = append(rest, one)
			continue
		}
		p.paired = append(p.paired, [2]string{one, p.lone[1][i]})
		p.lone[1] = slices.Delete(p.lone[1], i, i+1)
	}
	p.lone[0] = rest
}

func (p namePairs) alone(part string, name func(string) string) []DerivationChange {
	var found []DerivationChange
	for _, one := range p.lone[0] {
		found = append(found, DerivationChange{part, name(one), "there", ""})
	}
	for _, one := range p.lone[1] {
		found = append(found, DerivationChange{part, name(one), "", "there"})
	}
	return found
}

// storePathName is a store path without the store and the hash.
func storePathName(name string) string {
	base := path.Base(name)
	if len(base) > 33 && base[32] == '-' {
		return base[33:]
	}
	return base
}

func drvName(name string) string { return strings.TrimSuffix(storePathName(name), ".drv") }

var versionPart = regexp.MustCompile(`-[0-9][^-]*`)

func unversioned(name string) string { return versionPart.ReplaceAllString(storePathName(name), "") }
