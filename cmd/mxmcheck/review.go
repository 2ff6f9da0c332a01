package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// question is one thing that a person may accept.
type question struct {
	about   func(w io.Writer, hosts []int) error // says what it is, of some of its hosts
	source  func(io.Writer) error                // shows the definition
	command string                               // that accepts it
	accept  func(*judge.Plan)                    // for one host; nil for a snapshot whose host is gone
	path    string                               // of what changed; "" where all of a host is meant
	stale   string                               // the file of a host that is gone
	hosts   []int                                // whom it concerns, as places among the compared hosts
}

// gone stands for the host of a snapshot that has none.
const gone = -1

// review asks of each change whether to accept it. Without a terminal it names the commands.
func (a *app) review(ctx context.Context, s report.Snapshots, store harness.Store) (judge.Acceptance, bool, error) {
	questions := questionsOf(s)
	if !isTerminal(a.in) {
		open, err := a.listQuestions(s, questions)
		return judge.Acceptance{}, open, err
	}
	for _, name := range s.Stale {
		questions = append(questions, question{about: staleText(name), source: noSource, stale: name, hosts: []int{gone}})
	}
	k := asker{a: a, lines: bufio.NewReader(a.in), questions: questions}
	if err := k.ask(ctx); err != nil {
		return judge.Acceptance{}, true, err
	}
	accepted, told, left := k.outcome(s)
	failed := failures(s)
	fmt.Fprintf(a.out, "\n%d accepted, %d left, %s with errors\n", told, left, report.Plural(failed, "host"))
	return accepted, left+failed > 0, nil
}

// outcome is what was accepted, of how many questions, and how many are left, at least for some hosts.
func (k *asker) outcome(s report.Snapshots) (accepted judge.Acceptance, told, left int) {
	plans := make([]judge.Plan, len(s.Hosts))
	for i, q := range k.questions {
		hosts := k.answers[i].hosts
		if len(hosts) > 0 {
			told++
		}
		if len(hosts) < len(q.hosts) {
			left++
		}
		for _, host := range hosts {
			if host == gone {
				accepted.Remove = append(accepted.Remove, q.stale)
			} else {
				q.accept(&plans[host])
			}
		}
	}
	for i, p := range plans {
		if snapshot, any := p.Snapshot(s.Hosts[i]); any {
			accepted.Write = append(accepted.Write, snapshot)
		}
	}
	return accepted, told, left
}

func staleText(name string) func(io.Writer, []int) error {
	return func(w io.Writer, _ []int) error {
		_, err := fmt.Fprintf(w, "%s: its host is gone; delete it\n", name)
		return err
	}
}

// failures counts the hosts of which nothing is asked, because they or options of theirs do not
// evaluate.
func failures(s report.Snapshots) int {
	n := 0
	for _, c := range s.Hosts {
		n += len(errorsOf(s.Accept, c))
	}
	return n
}

// questionsOf lists what can be accepted: of a host without a snapshot that can be read, all of it;
// of any other, each change, together with the hosts that have the same.
func questionsOf(s report.Snapshots) []question {
	var list []question
	for i, c := range s.Hosts {
		whole := wholeText(c)
		if c.Outcome.Failure != nil || c.Refused || whole == "" {
			continue
		}
		list = append(list, question{
			about: func(w io.Writer, _ []int) error {
				_, err := fmt.Fprintf(w, "%s: %s\n", c.Outcome.Host, whole)
				return err
			},
			source:  noSource,
			command: report.Command(s.Accept, []string{c.Outcome.Host.String()}),
			accept:  func(p *judge.Plan) { p.Whole = true },
			hosts:   []int{i},
		})
	}
	for _, shared := range report.Shared(s) {
		q := question{
			about:  func(w io.Writer, hosts []int) error { return sharedBy(shared, s, hosts).Write(w, s.HostCount()) },
			source: func(w io.Writer) error { return report.Definition(w, s, shared.Change) },
			accept: func(p *judge.Plan) { p.Changes = append(p.Changes, shared.Change) },
			path:   shared.Change.Path,
		}
		q.command = report.Command(s.Accept, shared.Hosts, "--only "+report.ShellWord(shared.Change.Path))
		for i, c := range s.Hosts {
			if slices.Contains(shared.Hosts, c.Outcome.Host.String()) && (!c.Refused || !judge.RecordsError(shared.Change)) {
				q.hosts = append(q.hosts, i)
			}
		}
		if len(q.hosts) > 0 {
			list = append(list, q)
		}
	}
	return list
}

// sharedBy is a change as some of the hosts have it.
func sharedBy(one report.SharedChange, s report.Snapshots, hosts []int) report.SharedChange {
	one.Hosts = nil
	for _, i := range hosts {
		one.Hosts = append(one.Hosts, s.Hosts[i].Outcome.Host.String())
	}
	return one
}

func noSource(w io.Writer) error {
	_, err := fmt.Fprintln(w, "  this is no one definition")
	return err
}

// wholeText says why a host can only be accepted whole; "" if its changes can be separated.
func wholeText(c judge.Compared) string {
	switch {
	case c.Missing:
		return fmt.Sprintf("new, with %s and %s elsewhere", report.Plural(len(c.Outcome.Records), "option"), report.Plural(len(c.Outcome.Effects), "definition"))
	case c.Damage != nil:
		return fmt.Sprintf("its snapshot cannot be read (line %d: %s); accept it anew, whole", c.Damage.Line, c.Damage.Message)
	case c.Clear > 0:
		return fmt.Sprintf("%s of its snapshot in clear; accept it whole", report.Plural(c.Clear, "secret"))
	case c.Reheaded:
		return report.Reheaded(c) + "; accept it whole"
	case c.EffectsUnread > 0:
		return "its effects were accepted from the other kind of inputs; accept it whole"
	case c.Same() && c.TakenUnread > 0:
		return "its snapshot does not say what it takes from its inputs; accept it whole"
	}
	return ""
}

// listQuestions names the commands that accept, and says whether there are any.
func (a *app) listQuestions(s report.Snapshots, questions []question) (open bool, err error) {
	for _, c := range s.Hosts {
		questions = append(questions, errorsOf(s.Accept, c)...)
	}
	for _, name := range s.Stale {
		questions = append(questions, question{about: staleText(name), command: s.Accept})
	}
	for _, q := range questions {
		if err := q.about(a.out, q.hosts); err != nil {
			return true, err
		}
		fmt.Fprintf(a.out, "  accept with: %s\n", q.command)
	}
	if len(questions) == 0 {
		fmt.Fprintln(a.out, "nothing to review")
		return false, nil
	}
	fmt.Fprintf(a.out, "\n%d to review: this is no terminal, so nothing was asked and nothing is written\n", len(questions))
	return true, nil
}

// errorsOf is that a host, or options of it, do not evaluate, which is accepted only by name.
func errorsOf(accept string, c judge.Compared) []question {
	q := question{command: report.Command(accept, []string{c.Outcome.Host.String()}, "--accept-errors")}
	if f := c.Outcome.Failure; f != nil && !c.Known {
		q.about = func(w io.Writer, _ []int) error {
			_, err := fmt.Fprintf(w, "%s failed: %s\n", c.Outcome.Host, strings.Join(strings.Fields(f.Message), " "))
			return err
		}
		return []question{q}
	}
	if c.Refused {
		q.about = func(w io.Writer, _ []int) error {
			_, err := fmt.Fprintf(w, "%s: %d options or definitions do not evaluate, or assertions fail; the first is %s\n", c.Outcome.Host, len(c.Broken), c.Broken[0].Path)
			return err
		}
		return []question{q}
	}
	return nil
}
