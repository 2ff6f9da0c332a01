package harness

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer/host"
)

// Verdict says how much two evaluations of a host, or of all hosts, are the same.
type Verdict int

// The verdicts, from the best to the worst. What was not read is not proven; what is known to
// differ is changed, whatever else was not read.
const (
	SameDerivations Verdict = iota + 1 // what builds the host is the same
	SameRecords                        // every recorded option and every definition of the repository is
	NotProven
	Changed
)

func (v Verdict) String() string {
	return [...]string{"", "identical derivations", "identical records", "not proven", "changed"}[v]
}

// Holds reports whether the host is the same.
func (v Verdict) Holds() bool { return v == SameDerivations || v == SameRecords }

// Proof is the verdict on one host, and why.
type Proof struct {
	Host        host.ID
	Verdict     Verdict
	Reasons     []string // why no better verdict can be given, beyond what Changes and Derivations tell
	Changes     []Change // what moved among them
	Derivations DerivationComparison
}

// Pair is one host on both sides.
type Pair struct {
	Host          host.ID
	Before, After *Outcome // nil where there is no such host
	Changes       []Change
	Derivations   DerivationComparison
	Doubts        []string // what else was not looked at, for this host as for all
	SameBuilds    bool     // what builds it is the same, so that no option was read
	SameTrees     bool     // both trees are the same to the byte, their locks among them
}

// Prove gives the verdict on one host. It is never better than what was read.
func Prove(p Pair) Proof {
	proof := Proof{Host: p.Host, Changes: p.Changes, Derivations: p.Derivations}
	proof.Verdict, proof.Reasons = p.verdict()
	return proof
}

func (p Pair) verdict() (Verdict, []string) {
	switch {
	case p.SameTrees && p.After != nil && p.After.StandIn:
		return SameRecords, []string{sameTrees}
	case p.SameTrees:
		return SameDerivations, []string{sameTrees}
	case p.SameBuilds:
		return SameDerivations, []string{sameBuilds}
	case p.After == nil:
		return Changed, []string{"the host is gone"}
	case p.Before == nil:
		return Changed, []string{"the host is new"}
	case p.Before.Failure == nil && p.After.Failure != nil:
		return Changed, []string{"it evaluated before, and does not now: " + p.After.Failure.String()}
	case p.Before.Failure != nil && p.After.Failure == nil:
		return NotProven, []string{"it did not evaluate before, so there is nothing to compare with: " + p.Before.Failure.String()}
	case p.Before.Failure != nil && p.Before.Failure.Message == p.After.Failure.Message:
		return NotProven, []string{"it evaluates on neither side: " + p.After.Failure.String()}
	case p.Before.Failure != nil:
		return NotProven, []string{"it evaluates on neither side; before: " + p.Before.Failure.String(), "and now: " + p.After.Failure.String()}
	case p.Derivations.Same:
		return SameDerivations, nil
	}
	if was, is := p.Before.Host.System, p.After.Host.System; was != is {
		return Changed, []string{fmt.Sprintf("its system was %q and is %q", was, is)}
	}
	if p.Derivations.Broken {
		return Changed, []string{"what builds it evaluated before, and does not now: " + p.Derivations.Reason}
	}
	if p.differs() {
		return Changed, nil
	}
	doubts := slices.Concat(p.Doubts, p.doubts())
	if len(doubts) > 0 {
		return NotProven, doubts
	}
	return SameRecords, append(p.renames(), "derivations were not compared: "+p.Derivations.Reason)
}

// What a system is built from leaves out what only its evaluation says.
const sameBuilds = "options, warnings and assertions were not compared, as what builds it is the same; diff compares them"

const sameTrees = "both trees are the same to the byte, so nothing was evaluated"

// renames says which options have another name. Each has the value, type and priority that the
// old one had, and what the repository defines elsewhere is the same.
func (p Pair) renames() []string {
	var renamed []string
	for _, c := range p.Changes {
		if c.Kind == "renamed" {
			renamed = append(renamed, c.Before.Path+" is "+c.Path)
		}
	}
	if len(renamed) == 0 {
		return nil
	}
	return []string{"options are called otherwise: " + some(renamed)}
}

// differs reports whether something recorded is known to differ: no move, no other name.
func (p Pair) differs() bool {
	return len(p.Derivations.Differences) > 0 || slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Kind != "moved" && c.Kind != "renamed" })
}

// doubts say what is reported alike on both sides and was not seen whole.
func (p Pair) doubts() []string {
	d := doubts{packages: !p.After.StandIn}
	for _, r := range slices.Concat(p.After.Records, p.After.Effects) {
		if !p.seenOtherwise(r) {
			d.record(r)
		}
	}
	for _, one := range p.After.Opaque {
		if one.Kind == "module" {
			d.note("module", one.Path)
		}
	}
	out := d.reasons()
	if p.Derivations.Tree {
		out = append(out, "it is built from this whole tree, whose store path changes with every file")
	} else if p.Derivations.Reason == "" {
		out = append(out, "its derivations are not the same, and no difference was found in them")
	}
	hidden := append(slices.Clone(p.Before.Hidden), p.After.Hidden...)
	slices.Sort(hidden)
	if hidden = slices.Compact(hidden); len(hidden) > 0 {
		out = append(out, "which files define it cannot be read: "+some(hidden))
	}
	return out
}

// seenOtherwise reports whether a record is reported whole by another: with stand-ins, overlays are
// functions, and what they make of the packages is recorded.
func (p Pair) seenOtherwise(r Record) bool {
	home, overlays := strings.CutSuffix(r.Path, "nixpkgs.overlays")
	return overlays && p.After.StandIn && slices.ContainsFunc(p.After.Effects, func(e Record) bool { return e.Path == home+"pkgs.overlays" })
}

// doubts gathers the paths of records that are equal only as far as they are known.
type doubts struct {
	packages bool // packages are known by their names
	paths    map[string][]string
}

// The kinds of doubt, in the order in which they are reported.
var doubtKinds = []struct{ kind, text string }{
	{"error", "does not evaluate"},
	{"failed", "an assertion fails"},
	{"function", "functions are known by their arguments only"},
	{"module", "what a file reads besides itself was not compared"},
	{"cut", "was not read whole"},
	{"package", "packages are known by their names only"},
	{"unseen", "packages are made by functions, which cannot be compared"},
	{"tree", "names this whole tree, whose store path changes with every file"},
}

func (d *doubts) record(r Record) {
	kinds := map[string]bool{"unseen": r.Exact.Unseen, "tree": r.Exact.Tree}
	d.value(r.Value, kinds)
	for kind, found := range kinds {
		if found {
			d.note(kind, r.Path)
		}
	}
}

func (d *doubts) note(kind, path string) {
	if d.paths == nil {
		d.paths = map[string][]string{}
	}
	d.paths[kind] = append(d.paths[kind], path)
}

func (d *doubts) value(value any, kinds map[string]bool) {
	switch v := value.(type) {
	case Special:
		switch v.Kind {
		case "error", "failed", "function":
			kinds[v.Kind] = true
		case "cut":
			kinds["cut"] = kinds["cut"] || !strings.Contains(v.Text, "sha256:")
		case "derivation":
			kinds["package"] = kinds["package"] || d.packages
		}
	case []any:
		for _, one := range v {
			d.value(one, kinds)
		}
	case map[string]any:
		for _, one := range v {
			d.value(one, kinds)
		}
	}
}

func (d *doubts) reasons() []string {
	var out []string
	for _, kind := range doubtKinds {
		if paths := d.paths[kind.kind]; len(paths) > 0 {
			out = append(out, kind.text+": "+some(slices.Compact(paths)))
		}
	}
	return out
}

// some names a few of many, and counts the rest.
func some(names []string) string {
	const few = 3
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
}

// Overall is the verdict on all hosts: the worst of them. An output is data, of which nothing is
// built: that its records are the same says all of it.
func Overall(proofs []Proof) Verdict {
	worst := SameDerivations
	for _, p := range proofs {
		if p.Host.Kind != host.Outputs || !p.Verdict.Holds() {
			worst = max(worst, p.Verdict)
		}
	}
	return worst
}

// CompareProofs orders proofs by verdict, the best first, then by host.
func CompareProofs(a, b Proof) int {
	return cmp.Or(cmp.Compare(a.Verdict, b.Verdict), host.Compare(a.Host, b.Host))
}
