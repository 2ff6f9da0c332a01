package judge

import (
	"fmt"
	"testing"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
)

func evaluated(name string, records ...harness.Record) harness.Outcome {
	return harness.Outcome{Host: harness.Host{ID: host.ID{Kind: "nixos", Name: name}}, Records: records}
}

func failed(name, option, message string) harness.Outcome {
	o := evaluated(name)
	o.Failure = &harness.Failure{Message: message, Option: option}
	return o
}

func claimOf(is diag.ClaimKind, option string, hosts ...string) diag.Diagnostic {
	for i, name := range hosts {
		hosts[i] = (host.ID{Kind: "nixos", Name: name}).String()
	}
	return diag.Diagnostic{Rule: "some-rule", Claim: &diag.Claim{Is: is, Hosts: hosts, Option: option, Value: "80"}}
}

// One host that shows a claim confirms it; only all of them refute it, and hosts of which nothing is
// known do neither.
func TestConfirm(t *testing.T) {
	on, off := harness.Record{Path: "acme.on", Value: true}, harness.Record{Path: "acme.on", Value: false}
	tests := []struct {
		name      string
		finding   diag.Diagnostic
		outcomes  []harness.Outcome
		kept, yes bool
	}{
		{"false on the host", claimOf(diag.IsFalse, "acme.on", "atlas"), []harness.Outcome{evaluated("atlas", off)}, true, true},
		{"true on the host", claimOf(diag.IsFalse, "acme.on", "atlas"), []harness.Outcome{evaluated("atlas", on)}, false, false},
		{"true on one of two", claimOf(diag.IsFalse, "acme.on", "atlas", "web"), []harness.Outcome{evaluated("atlas", on), evaluated("web", off)}, true, true},
		{"true on the one that was evaluated", claimOf(diag.IsFalse, "acme.on", "atlas", "web"), []harness.Outcome{evaluated("atlas", on)}, true, false},
		{"another host is false", claimOf(diag.IsFalse, "acme.on", "atlas"), []harness.Outcome{evaluated("web", off)}, true, false},
		{"no record of the option", claimOf(diag.IsFalse, "acme.on", "atlas"), []harness.Outcome{evaluated("atlas")}, true, false},
		{"the host fails for another reason", claimOf(diag.IsFalse, "acme.on", "atlas"), []harness.Outcome{failed("atlas", "", "out of memory")}, true, false},
		{"the option does not exist", claimOf(diag.NotDeclared, "acme.x", "atlas"), []harness.Outcome{failed("atlas", "acme.x", "The option `acme.x' does not exist")}, true, true},
		{"another option does not exist", claimOf(diag.NotDeclared, "acme.x", "atlas"), []harness.Outcome{failed("atlas", "acme.y", "The option `acme.y' does not exist")}, true, false},
		{"the host evaluates", claimOf(diag.NotDeclared, "acme.x", "atlas"), []harness.Outcome{evaluated("atlas")}, false, false},
		{"it recurses", claimOf(diag.Recurses, "", "atlas"), []harness.Outcome{failed("atlas", "", "infinite recursion encountered")}, true, true},
		{"the value is unset", claimOf(diag.IsUnset, "acme.x", "atlas"), []harness.Outcome{evaluated("atlas", harness.Record{Path: "acme.x", Value: harness.Special{Kind: "unset"}})}, true, true},
		{"the value is a package", claimOf(diag.ValueIs, "acme.x", "atlas"), []harness.Outcome{evaluated("atlas", harness.Record{Path: "acme.x", Value: harness.Special{Kind: "package", Text: "80"}})}, true, false},
		{"the value is another", claimOf(diag.ValueIs, "acme.x", "atlas"), []harness.Outcome{evaluated("atlas", harness.Record{Path: "acme.x", Value: "81"})}, false, false},
		{"in a home of the machine", claimOf(diag.IsFalse, "acme.on", "atlas"), []harness.Outcome{evaluated("atlas", harness.Record{Path: "home-manager.users.operator.acme.on", Value: false})}, true, true},
	}
	for _, test := range tests {
		kept, dropped := Confirm([]diag.Diagnostic{test.finding}, Evaluation{Outcomes: test.outcomes})
		if got := len(kept) == 1; got != test.kept || (dropped == 0) != test.kept || got && kept[0].Confirmed != test.yes {
			t.Errorf("%s: kept %v, %d left out; want kept %v, confirmed %v", test.name, kept, dropped, test.kept, test.yes)
		}
	}
}

// Stand-ins declare less than the real inputs: that a host evaluates with them does not refute that an
// option is missing.
func TestStandInsDoNotRefute(t *testing.T) {
	o := evaluated("atlas")
	o.StandIn = true
	if kept, _ := Confirm([]diag.Diagnostic{claimOf(diag.NotDeclared, "acme.x", "atlas")}, Evaluation{Outcomes: []harness.Outcome{o}}); len(kept) != 1 {
		t.Error("a host that evaluates with stand-ins refutes that an option is missing")
	}
}

// What may be written is never what is left for a person to look at.
func TestAcceptedIsNotOpen(t *testing.T) {
	for bits := range 1 << 7 {
		bit := func(i int) bool { return bits>>i&1 == 1 }
		c := Compared{Outcome: evaluated("atlas"), Missing: bit(0), Reheaded: bit(1), Refused: bit(2), Known: bit(3), FailureAccepted: bit(4)}
		if bit(5) {
			c.Outcome.Failure = &harness.Failure{Message: "fails"}
		}
		if bit(6) {
			c.Changes = []harness.Change{{Path: "acme.x"}}
		}
		if c.Outcome.Failure != nil && c.Refused {
			continue // options of a host that fails are not read
		}
		name := fmt.Sprintf("%07b", bits)
		if c.Accepted() && Open([]Compared{c}, nil, true) {
			t.Errorf("%s: accepted and open", name)
		}
		if !c.Same() && !c.Known && !Open([]Compared{c}, nil, false) {
			t.Errorf("%s: it differs, and a check passes", name)
		}
		if c.Same() && !c.Refused && Open([]Compared{c}, nil, false) {
			t.Errorf("%s: the same, and a check fails", name)
		}
	}
}
