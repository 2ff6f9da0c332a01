package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/judge"
)

// The elements of a JUnit report that test viewers read.
type (
	junitReport struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"` // of the tests themselves: none, but the schema wants the number
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Said    string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit prints findings as a test suite: a case that fails for each, or one that passes where there
// is none.
func JUnit(w io.Writer, f Findings) error { return writeJUnit(w, findingsSuite(f)) }

// JUnitCheck prints findings as one suite, and the hosts as another: a case for each host, which
// fails if it is not as accepted.
func JUnitCheck(w io.Writer, f Findings, _ Source, _ Style, s Snapshots) error {
	return writeJUnit(w, findingsSuite(f), hostsSuite(s))
}

// JUnitSnapshots prints the hosts alone.
func JUnitSnapshots(w io.Writer, s Snapshots) error { return writeJUnit(w, hostsSuite(s)) }

func findingsSuite(f Findings) junitSuite {
	suite := junitSuite{Name: "mxmcheck lint"}
	for _, d := range f.Findings {
		kind := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Info: "info"}[d.Severity]
		suite.Cases = append(suite.Cases, junitCase{Class: d.Span.File, Name: d.Rule, Failure: &junitFailure{kind, d.Message, place(d.Span) + ": " + d.Message}})
	}
	if len(suite.Cases) == 0 {
		suite.Cases = []junitCase{{Class: "mxmcheck", Name: "lint"}}
	}
	return suite
}

func hostsSuite(s Snapshots) junitSuite {
	suite := junitSuite{Name: "mxmcheck snapshot"}
	for _, c := range s.Hosts {
		one := junitCase{Class: c.Outcome.Host.Kind, Name: c.Outcome.Host.Name}
		switch {
		case c.Outcome.Failure != nil:
			one.Failure = &junitFailure{"failed", c.Outcome.Failure.Message, c.Outcome.Failure.Message}
		case c.Refused || !s.Written && !c.Same():
			var text strings.Builder
			alone := Snapshots{Hosts: []judge.Compared{c}}
			writeState(&text, brokenHosts(alone), c)
			writeHeads(&text, alone)
			one.Failure = &junitFailure{"changed", differences(c), text.String()}
		}
		if n := c.EffectsUnread + c.TakenUnread; n > 0 {
			one.Said += ", " + Plural(n, "effect") + " not compared"
		}
		if c.SecretsUnread > 0 {
			one.Said += ", " + Plural(c.SecretsUnread, "secret") + " not compared"
		}
		one.Said = strings.TrimPrefix(one.Said+opaqueText(c.Opaque), ", ")
		suite.Cases = append(suite.Cases, one)
	}
	return suite
}

func writeJUnit(w io.Writer, suites ...junitSuite) error {
	for i, suite := range suites {
		suites[i].Tests = len(suite.Cases)
		for _, c := range suite.Cases {
			if c.Failure != nil {
				suites[i].Failures++
			}
		}
	}
	out, err := xml.MarshalIndent(junitReport{Suites: suites}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, out)
	return err
}
