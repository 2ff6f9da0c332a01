// Package judge decides what findings, changes and evaluations amount to: which claims of findings
// hosts confirm or refute, which findings a baseline leaves out, which hosts a change can reach. It
// starts no process and prints nothing.
package judge

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/harness"
)

// verdict is what an evaluation says of a claim.
type verdict uint8

const (
	undecided verdict = iota
	confirmed
	refuted
)

// Evaluation is what was evaluated of the hosts.
type Evaluation struct {
	Outcomes []harness.Outcome
	Effects  bool                   // what the repository's files define outside the namespace was read too
	Excluded func(name string) bool // whether the configuration leaves hosts of that name out; nil: none
}

// Confirm compares what findings claim of hosts with what the hosts are. It gives the findings that
// evaluation does not refute on all their hosts, those that a host shows marked as confirmed, and how
// many it left out.
func Confirm(found []diag.Diagnostic, e Evaluation) (kept []diag.Diagnostic, dropped int) {
	kept = found[:0:0]
	for _, d := range found {
		switch e.of(d) {
		case refuted:
			dropped++
			continue
		case confirmed:
			d.Confirmed = true
		}
		kept = append(kept, d)
	}
	return kept, dropped
}

// Claim reports whether what hosts are can show or refute any of the findings.
func Claim(found []diag.Diagnostic) bool {
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Claim != nil || d.Rule == undeclared })
}

// undeclared is the rule whose findings a host shows that lacks the option.
const undeclared = "undeclared-option"

// of joins what the hosts of a claim say: one that shows it is enough, and it takes all of
// them to refute it.
func (e Evaluation) of(d diag.Diagnostic) verdict {
	switch {
	case d.Claim == nil && d.Rule == undeclared:
		return declared(d.Option, e.Outcomes)
	case d.Claim == nil:
		return undecided
	case d.Claim.Is == diag.NoOutput:
		return e.noOutput(d.Claim.Option)
	}
	against := 0
	for _, o := range e.Outcomes {
		if !slices.Contains(d.Claim.Hosts, o.Host.String()) {
			continue
		}
		switch e.on(o, *d.Claim) {
		case confirmed:
			return confirmed
		case refuted:
			against++
		}
	}
	if against == len(d.Claim.Hosts) && against > 0 {
		return refuted
	}
	return undecided
}

// declared confirms an option that a host was found to lack. That the hosts evaluate refutes
// nothing: a read may stand where no host comes.
func declared(option string, outcomes []harness.Outcome) verdict {
	if option != "" && slices.ContainsFunc(outcomes, func(o harness.Outcome) bool { return lacksOption(o, option) }) {
		return confirmed
	}
	return undecided
}

func (e Evaluation) noOutput(name string) verdict {
	switch {
	case slices.ContainsFunc(e.Outcomes, func(o harness.Outcome) bool { return o.Host.Name == name }):
		return refuted
	case e.Excluded != nil && e.Excluded(name):
		return undecided
	}
	return confirmed
}

// on is what one host says of a claim.
func (e Evaluation) on(o harness.Outcome, claim diag.Claim) verdict {
	switch claim.Is {
	case diag.NotDeclared:
		return decided(lacksOption(o, claim.Option), o.Failure == nil && !o.StandIn)
	case diag.NotSupplied:
		return decided(speaksOf(o, "'"+claim.Option+"'"), o.Failure == nil && len(failing(o)) == 0 && e.Effects)
	case diag.Fails:
		return decided(o.Failure != nil, o.Failure == nil)
	case diag.Recurses:
		return decided(speaksOf(o, "infinite recursion"), o.Failure == nil && len(failing(o)) == 0)
	case diag.NeverSet:
		return e.neverSet(o, claim)
	}
	if f := o.Failure; f != nil {
		return decided(claim.Is == diag.IsUnset && sameOption(f.Option, claim.Option) && strings.Contains(f.Message, "no value defined"), false)
	}
	return valueOf(o, claim)
}

func decided(yes, no bool) verdict {
	switch {
	case yes:
		return confirmed
	case no:
		return refuted
	}
	return undecided
}

// neverSet reads the effects, which are what the repository's files set. Stand-ins have them too.
func (e Evaluation) neverSet(o harness.Outcome, claim diag.Claim) verdict {
	if o.Failure != nil {
		return decided(o.Failure.Option == claim.Option, false)
	}
	found := slices.ContainsFunc(o.Effects, func(r harness.Record) bool { return r.Path == claim.Option })
	return decided(!found && e.Effects, found)
}

// valueOf looks for the option's value in the records and the effects.
func valueOf(o harness.Outcome, claim diag.Claim) verdict {
	for _, r := range slices.Concat(o.Records, o.Effects) {
		if !sameOption(r.Path, claim.Option) {
			continue
		}
		special, isSpecial := r.Value.(harness.Special)
		switch claim.Is {
		case diag.IsFalse:
			return decided(r.Value == false, r.Value == true)
		case diag.IsUnset:
			return decided(isSpecial && (special.Kind == "unset" || special.Kind == "error"), !isSpecial || special == harness.Special{Kind: "secret", Text: "set"})
		case diag.ValueIs:
			return decided(r.Value == claim.Value, !isSpecial && r.Value != claim.Value)
		}
	}
	return undecided
}

// sameOption compares a record's path with an option, which in a home of a machine stands below it.
func sameOption(path, option string) bool {
	return path == option || strings.HasPrefix(path, "home-manager.users.") && strings.HasSuffix(path, "."+option)
}

// lacksOption reports whether a host failed because the option does not exist, or a group around it.
func lacksOption(o harness.Outcome, option string) bool {
	if o.Failure == nil || !strings.Contains(o.Failure.Message, "does not exist") || o.Failure.Option == "" {
		return false
	}
	named := o.Failure.Option
	if i := strings.Index(named, "home-manager.users."); i == 0 && strings.Count(named, ".") > 2 {
		named = strings.SplitN(named, ".", 4)[3]
	}
	return named == option || strings.HasPrefix(option, named+".") || strings.HasPrefix(named, option+".")
}

// failing are the records that ended in an error.
func failing(o harness.Outcome) []string {
	var texts []string
	for _, r := range slices.Concat(o.Records, o.Effects) {
		if special, ok := r.Value.(harness.Special); ok && special.Kind == "error" {
			texts = append(texts, special.Text)
		}
	}
	return texts
}

// speaksOf reports whether an error of the host has a text in it.
func speaksOf(o harness.Outcome, text string) bool {
	return o.Failure != nil && strings.Contains(o.Failure.Message, text) ||
		slices.ContainsFunc(failing(o), func(message string) bool { return strings.Contains(message, text) })
}
