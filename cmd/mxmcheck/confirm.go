package main

import (
	"fmt"
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

// confirm holds what findings claim of hosts against what the hosts are: those that are shown are
// marked, those that are refuted on all their hosts are left out. It gives how many were.
func (l *lintResult) confirm(outcomes []harness.Outcome, c evalConfig) (dropped int) {
	kept := l.findings.Findings[:0:0]
	for _, d := range l.findings.Findings {
		switch evaluated(d, outcomes, c) {
		case refuted:
			dropped++
			continue
		case confirmed:
			d.Confirmed = true
		}
		kept = append(kept, d)
	}
	l.findings.Findings = kept
	if dropped > 0 {
		l.findings.Notes = append(l.findings.Notes, fmt.Sprintf("findings left out because the hosts, evaluated, show otherwise: %d", dropped))
	}
	l.fails = slices.ContainsFunc(kept, func(d diag.Diagnostic) bool { return d.Severity >= l.fail })
	return dropped
}

// evaluated joins what the hosts of a claim say: one that shows it is enough, and it takes all of
// them to refute it.
func evaluated(d diag.Diagnostic, outcomes []harness.Outcome, c evalConfig) verdict {
	switch {
	case d.Claim == nil && d.Rule == "undeclared-option":
		return declared(d.Option, outcomes)
	case d.Claim == nil:
		return undecided
	case d.Claim.Is == diag.NoOutput:
		return noOutput(d.Claim.Option, outcomes, c)
	}
	against := 0
	for _, o := range outcomes {
		if !slices.Contains(d.Claim.Hosts, o.Host.String()) {
			continue
		}
		switch on(o, *d.Claim, c) {
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

func noOutput(name string, outcomes []harness.Outcome, c evalConfig) verdict {
	switch {
	case slices.ContainsFunc(outcomes, func(o harness.Outcome) bool { return o.Host.Name == name }):
		return refuted
	case slices.ContainsFunc(c.Exclude, func(e string) bool { return e == name || strings.HasSuffix(e, "/"+name) }):
		return undecided
	}
	return confirmed
}

// on is what one host says of a claim.
func on(o harness.Outcome, claim diag.Claim, c evalConfig) verdict {
	switch claim.Is {
	case diag.NotDeclared:
		return decided(lacksOption(o, claim.Option), o.Failure == nil && !o.StandIn)
	case diag.NotSupplied:
		return decided(speaksOf(o, "'"+claim.Option+"'"), o.Failure == nil && len(failing(o)) == 0 && c.Effects)
	case diag.Fails:
		return decided(o.Failure != nil, o.Failure == nil)
	case diag.Recurses:
		return decided(speaksOf(o, "infinite recursion"), o.Failure == nil && len(failing(o)) == 0)
	case diag.NeverSet:
		return neverSet(o, claim, c)
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

// neverSet asks the effects, which are what the repository's files set. Stand-ins have them too.
func neverSet(o harness.Outcome, claim diag.Claim, c evalConfig) verdict {
	if o.Failure != nil {
		return decided(o.Failure.Option == claim.Option, false)
	}
	found := slices.ContainsFunc(o.Effects, func(r harness.Record) bool { return r.Path == claim.Option })
	return decided(!found && c.Effects, found)
}

// valueOf asks the records, and the effects, for the option's value.
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
			return decided(isSpecial && (special.Kind == "unset" || special.Kind == "error"), !isSpecial)
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
