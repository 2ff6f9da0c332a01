package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

// mostCommands is how many errors of one step GitHub shows; it drops further ones without a word.
const mostCommands = 10

// mostHosts is how many hosts a workflow command names.
const mostHosts = 20

// commanded is what one workflow command says.
type commanded struct {
	at             diag.Span
	title, message string
}

// SnapshotGitHub reports changes as text, with a workflow command for each thing that is wrong, at its place: a host that
// does not evaluate where it fails, a change where the option is defined, all else at the snapshot. What several hosts share is one
// command.
func SnapshotGitHub(w io.Writer, s Snapshots) error {
	var out strings.Builder
	all := slices.Concat(failedCommands(s), hostCommands(s), changeCommands(s))
	for _, c := range all[:min(len(all), mostCommands)] {
		fmt.Fprintf(&out, "::error %s,title=%s::%s\n", githubPlace(c.at), githubProperty("mxmcheck "+c.title), githubData(c.message))
	}
	if more := len(all) - mostCommands; more > 0 {
		fmt.Fprintf(&out, "::notice title=mxmcheck snapshot::%s more of hosts that fail or differ: the log of this step lists them all\n", Plural(more, "error"))
	}
	var text strings.Builder
	s.Style = s.Style.Whole()
	if err := Snapshot(&text, s); err != nil {
		return err
	}
	_, err := io.WriteString(w, out.String()+noCommands(text.String()))
	return err
}

// failedCommands are of the hosts that do not evaluate, those together that fail alike.
func failedCommands(s Snapshots) []commanded {
	hosts, first := map[harness.Failure][]string{}, []judge.Compared{}
	for _, c := range s.Hosts {
		f := c.Outcome.Failure
		if f == nil || c.Known || s.Written && c.FailureAccepted {
			continue
		}
		alike := harness.Failure{Message: f.Message, File: f.File, Line: f.Line, Column: f.Column}
		if hosts[alike] == nil {
			first = append(first, c)
		}
		hosts[alike] = append(hosts[alike], c.Outcome.Host.String())
	}
	var list []commanded
	for _, c := range first {
		f, at := *c.Outcome.Failure, diag.Span{File: c.File}
		f.Option = ""
		if f.File != "" {
			place := diag.Pos{Line: f.Line, Col: f.Column}
			at = diag.Span{File: f.File, Start: place, End: place}
		}
		one := commanded{at, hosts[f][0] + " does not evaluate", f.Message}
		if n := len(hosts[f]); n > 1 {
			one.title, one.message = fmt.Sprintf("%d hosts do not evaluate", n), f.Message+"\non "+someHosts(hosts[f])
		}
		list = append(list, one)
	}
	return list
}

// hostCommands are of the hosts that differ from their snapshots in more than changes, and of snapshots without hosts.
func hostCommands(s Snapshots) []commanded {
	var list []commanded
	for _, c := range s.Hosts {
		apart := c.Missing || c.Damage != nil || c.Reheaded || c.Clear > 0
		if c.Outcome.Failure != nil || !(c.Refused && len(c.Changes) == 0) && (s.Written || !apart) {
			continue
		}
		if c.Damage != nil || c.Reheaded || c.Clear > 0 {
			c.Changes = nil // they have commands of their own
		}
		name := c.Outcome.Host.String()
		list = append(list, commanded{diag.Span{File: c.File}, name + " is not as accepted", differences(c) + accepting(s.Accept, "; ", "accept", []judge.Compared{c})})
	}
	if s.Written {
		return list
	}
	for _, name := range s.Stale {
		list = append(list, commanded{diag.Span{File: name}, "snapshot without a host", gone(name)})
	}
	return list
}

// changeCommands are of the changes that are not accepted, each once.
func changeCommands(s Snapshots) []commanded {
	files := map[string]string{}
	refused := map[string]bool{}
	for _, c := range s.Hosts {
		files[c.Outcome.Host.String()], refused[c.Outcome.Host.String()] = c.File, c.Refused
	}
	var list []commanded
	for _, one := range Shared(s) {
		hosts := one.Hosts
		if s.Written {
			hosts = slices.DeleteFunc(slices.Clone(hosts), func(name string) bool { return !refused[name] })
		}
		if len(hosts) == 0 {
			continue
		}
		message := fmt.Sprintf("%s\non %d of %d hosts: %s", beforeAfter(one.Change), len(hosts), s.HostCount(), someHosts(hosts))
		list = append(list, commanded{s.placeOf(one.Change, files[hosts[0]]), one.Change.Path + " " + oneOf(one.Change.Kind), message})
	}
	return list
}

// oneOf is the kind of a change as a phrase.
func oneOf(kind string) string {
	if kind == "moved" {
		return "defined elsewhere"
	}
	return kind
}

// beforeAfter says what was before, and what is after.
func beforeAfter(c harness.Change) string {
	text := values(c)
	switch c.Kind {
	case "added":
		text = "before: nothing\nafter: " + text
	case "removed":
		text = "before: " + text + "\nafter: nothing"
	}
	for _, lost := range lostTexts(c.After) {
		text += "\n" + lost
	}
	return text
}

// placeOf is where the repository says what a change shows; the snapshot where that is not known.
func (s Snapshots) placeOf(c harness.Change, snapshot string) diag.Span {
	if s.Definition != nil {
		if span, found := s.Definition(c); found {
			return span
		}
	}
	if c.After != nil {
		for _, name := range c.After.Files {
			if !strings.HasPrefix(name, "<") { // of an input
				return diag.Span{File: name}
			}
		}
	}
	return diag.Span{File: snapshot}
}

func someHosts(names []string) string {
	if len(names) <= mostHosts {
		return strings.Join(names, " ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:mostHosts], " "), len(names)-mostHosts)
}
