package report

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/harness"
)

// builtCause is a derivation that differs by itself, with what is only fetched for it, as one line.
type builtCause struct {
	first  harness.DerivationDifference
	name   string // of the derivation; HOST where each host has its own
	hosts  []string
	weight int // how many derivations are others because of it, on all hosts together
}

// builtCauses gathers what differs in what builds the hosts, the heaviest first.
func (p Proof) builtCauses() []builtCause {
	byKey := map[string]*builtCause{}
	var order []*builtCause
	for _, one := range p.Hosts {
		for _, d := range one.Derivations.Differences {
			if isFetched(d) && differsAbove(one.Derivations.Differences, d) {
				continue
			}
			key := withoutHost(builtKey(d), one.Host.Name)
			found := byKey[key]
			if found == nil {
				found = &builtCause{first: d, name: d.Name}
				byKey[key], order = found, append(order, found)
			}
			if d.Name != found.first.Name {
				found.name = withoutHost(d.Name, one.Host.Name)
			}
			found.hosts = append(found.hosts, one.Host.String())
			found.weight += d.Above + 1
		}
	}
	list := make([]builtCause, len(order))
	for i, one := range order {
		one.hosts = slices.Compact(one.hosts)
		list[i] = *one
	}
	slices.SortStableFunc(list, func(a, b builtCause) int { return cmp.Compare(b.weight, a.weight) })
	return list
}

// isFetched reports whether a derivation is something whose hash is known, and is another one.
func isFetched(d harness.DerivationDifference) bool {
	return slices.ContainsFunc(d.What, func(c harness.DerivationChange) bool {
		return c.Part == "output" && strings.HasPrefix(c.Before, "fixed to ") && strings.HasPrefix(c.After, "fixed to ")
	})
}

// differsAbove reports whether what a derivation is made for differs by itself, too.
func differsAbove(all []harness.DerivationDifference, d harness.DerivationDifference) bool {
	return len(d.Way) > 0 && slices.ContainsFunc(all, func(other harness.DerivationDifference) bool { return other.Name == d.Way[len(d.Way)-1] })
}

func builtKey(d harness.DerivationDifference) string {
	parts := []string{d.Name}
	for _, c := range d.What {
		parts = append(parts, c.Part, c.Name, c.Before, c.After)
	}
	return strings.Join(parts, "\x00")
}

// withoutHost puts HOST for the name of a host, where it is a word of its own.
func withoutHost(text, name string) string {
	if !strings.Contains(text, name) {
		return text
	}
	word := regexp.MustCompile(`(^|[^\pL\pN])` + regexp.QuoteMeta(name) + `($|[^\pL\pN])`)
	return word.ReplaceAllString(text, "${1}HOST${2}")
}

// writeBuilt writes what differs in what builds the hosts: whole, or a line for each cause.
func (p Proof) writeBuilt(out *strings.Builder) {
	all := p.derivationsText()
	if !isLarge(all, p.Style) {
		out.WriteString(all)
		return
	}
	list, total := p.builtCauses(), countHosts(p.ids())
	fmt.Fprintf(out, "%s:\n", builtHead(list))
	shown := list[:min(len(list), maxCauses)]
	for _, one := range shown {
		out.WriteString(causeLine(p.Style, "~", one.text(), hostsText(one.hosts, total)))
	}
	if rest := builtRest(list[len(shown):]); rest != "" {
		fmt.Fprintf(out, "  %s\n", rest)
	}
	out.WriteString("--verbose prints each derivation with all that differs, --format json has it\n")
}

func (p Proof) derivationsText() string {
	var all strings.Builder
	for _, g := range p.derivations() {
		writeDerivation(&all, g, p.Style)
	}
	return all.String()
}

func builtHead(list []builtCause) string {
	return Plural(len(list), "derivation") + " that differ by themselves, with what is fetched for them; first what most others are made from"
}

// builtRest counts the causes that are not printed; "" if there are none.
func builtRest(rest []builtCause) string {
	hosts := map[string]bool{}
	for _, one := range rest {
		for _, name := range one.hosts {
			hosts[name] = true
		}
	}
	if len(rest) == 0 {
		return ""
	}
	return fmt.Sprintf("and %s more, on %s", Plural(len(rest), "derivation"), Plural(len(hosts), "host"))
}

// text is what became of a package, a unit or a text, in one line.
func (c builtCause) text() string {
	text, rest := c.name, c.first.What
	if unit, is := strings.CutPrefix(c.name, "unit-"); is {
		text = "unit " + unit
	}
	was, is, bumped := versions(c.first)
	if bumped {
		text = fmt.Sprintf("%s   %s → %s", strings.TrimSuffix(strings.TrimSuffix(text, is), "-"), was, is)
		rest = slices.DeleteFunc(slices.Clone(rest), func(d harness.DerivationChange) bool {
			return d.Part == "environment" && (d.Name == "name" || d.Name == "version")
		})
	}
	if c.first.Above > 1 {
		text += fmt.Sprintf("   in %d others", c.first.Above)
	}
	switch {
	case len(rest) == 0:
	case len(rest) == 1 && !bumped:
		text += "   " + partText(rest[0]) + " " + changeText(rest[0])
	default:
		text += "   " + partsText(rest)
	}
	return text
}

// versions are what stands behind the name of a package, if that is all that its name changed in.
func versions(d harness.DerivationDifference) (was, is string, bumped bool) {
	for _, c := range d.What {
		if c.Part == "environment" && c.Name == "name" {
			nameWas, was := parted(c.Before)
			nameIs, is := parted(c.After)
			return was, is, nameWas == nameIs && was != "" && is != ""
		}
	}
	return "", "", false
}

// parted separates the name of a package from its version, which begins with a digit, as Nix does.
func parted(name string) (string, string) {
	for i := range len(name) - 1 {
		if name[i] == '-' && name[i+1] >= '0' && name[i+1] <= '9' {
			return name[:i], name[i+1:]
		}
	}
	return name, ""
}

// partsText names what differs in a derivation, a few of it.
func partsText(what []harness.DerivationChange) string {
	const few = 3
	var names []string
	for _, c := range what[:min(few, len(what))] {
		names = append(names, cmp.Or(c.Name, c.Part))
	}
	text := strings.Join(names, ", ")
	if len(what) > few {
		text += fmt.Sprintf(" and %d more parts", len(what)-few)
	}
	return text
}
