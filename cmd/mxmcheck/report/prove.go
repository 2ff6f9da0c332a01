package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mxmcheck/harness"
)

// Proof is the outcome of `mxmcheck prove`.
type Proof struct {
	Commit    string   // in full
	Base      string   // how the commit was chosen
	Stubbed   []string // inputs of which nothing is known
	Unreached []string // files that are new or changed, and that no host has
	Relocked  Relocked // inputs that are other ones
	Hosts     []harness.Proof
	Style     Style // of text
}

// Verdict is that of all hosts: the worst of them.
func (p Proof) Verdict() harness.Verdict { return harness.Overall(p.Hosts) }

// verdicts in the order in which they are reported.
func verdicts() []harness.Verdict {
	return []harness.Verdict{harness.SameDerivations, harness.SameRecords, harness.Changed, harness.NotProven}
}

// alike are hosts of one verdict, for the same reasons.
type alike struct {
	verdict harness.Verdict
	reasons []string
	hosts   []string
}

// alike groups the hosts, none left out.
func (p Proof) alike() []alike {
	var groups []alike
	for _, verdict := range verdicts() {
		for _, one := range p.Hosts {
			if one.Verdict != verdict {
				continue
			}
			i := slices.IndexFunc(groups, func(g alike) bool { return g.verdict == verdict && slices.Equal(g.reasons, one.Reasons) })
			if i < 0 {
				groups = append(groups, alike{verdict: verdict, reasons: one.Reasons})
				i = len(groups) - 1
			}
			groups[i].hosts = append(groups[i].hosts, one.Host.String())
		}
	}
	return groups
}

// changes are those of the hosts, without what only moved.
func (p Proof) changes() (changed []harness.HostChanges, moved int) {
	for _, one := range p.Hosts {
		list := slices.DeleteFunc(slices.Clone(one.Changes), func(c harness.Change) bool { return c.Kind == "moved" })
		changed = append(changed, harness.HostChanges{Host: one.Host, Changes: list})
		moved = max(moved, len(one.Changes)-len(list))
	}
	return changed, moved
}

// derivationGroup is a derivation that differs, and the hosts that are built from it.
type derivationGroup struct {
	harness.DerivationDifference
	hosts []string
}

// derivations are those that differ by themselves, each reported once.
func (p Proof) derivations() []derivationGroup {
	var groups []derivationGroup
	at := map[string]int{}
	for _, one := range p.Hosts {
		for _, d := range one.Derivations.Differences {
			key := builtKey(d)
			i, known := at[key]
			if !known {
				i, at[key] = len(groups), len(groups)
				groups = append(groups, derivationGroup{DerivationDifference: d})
			}
			groups[i].hosts = append(groups[i].hosts, one.Host.String())
		}
	}
	return groups
}

// ProofText reports the verdicts as text.
func ProofText(w io.Writer, p Proof) error {
	var out strings.Builder
	writeStubbed(&out, p.Stubbed)
	p.Relocked.write(&out)
	for _, g := range p.alike() {
		fmt.Fprintf(&out, "%s: %s\n", g.verdict, namesText(g.hosts, " ", p.Style))
		for _, reason := range g.reasons {
			fmt.Fprintf(&out, "  %s\n", indented(reason))
		}
	}
	changed, _ := p.changes()
	writeChanges(&out, changed, countHosts(p.ids()), p.Style)
	p.writeBuilt(&out)
	writeUnreached(&out, p.Unreached)
	fmt.Fprintf(&out, "\n%s\n", p.summary())
	_, err := io.WriteString(w, p.Style.Fold(out.String()))
	return err
}

func writeDerivation(out *strings.Builder, g derivationGroup, style Style) {
	fmt.Fprintf(out, "derivation %s%s, of %s\n", g.Name, wayText(g.Way), namesText(g.hosts, " ", style))
	for _, c := range g.What {
		fmt.Fprintf(out, "  ~ %s   %s\n", partText(c), changeText(c))
	}
}

func (p Proof) summary() string {
	var parts []string
	for _, verdict := range verdicts() {
		n := 0
		for _, one := range p.Hosts {
			if one.Verdict == verdict {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, verdict))
		}
	}
	return fmt.Sprintf("%s · %s: %s · since %s (%.12s)", p.Verdict(), hostsAndOutputs(p.ids()), strings.Join(parts, ", "), p.Base, p.Commit)
}
