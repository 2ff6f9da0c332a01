package main

import (
	"bufio"
	"context"
	"errors"
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
	tell    func(io.Writer) error
	command string // that accepts it
	accept  func(*judge.Plan)
	hosts   []int // whom it concerns, as places among the compared hosts
}

// review asks of each change whether to accept it. Without a terminal it names the commands.
func (a *app) review(ctx context.Context, s report.Snapshots, store harness.Store) (judge.Acceptance, bool, error) {
	var accepted judge.Acceptance
	questions := questionsOf(s)
	plans := make([]judge.Plan, len(s.Hosts))
	if !isTerminal(a.in) {
		open, err := a.listQuestions(s, questions)
		return accepted, open, err
	}
	left, told := 0, 0
	asker := asker{a: a, lines: bufio.NewReader(a.in)}
	for _, q := range questions {
		yes, err := asker.ask(ctx, q)
		if err != nil {
			return judge.Acceptance{}, true, err
		}
		if !yes {
			left++
			continue
		}
		told++
		for _, i := range q.hosts {
			q.accept(&plans[i])
		}
	}
	for _, name := range s.Stale {
		yes, err := asker.ask(ctx, question{tell: staleText(name)})
		if err != nil {
			return judge.Acceptance{}, true, err
		}
		if yes {
			told++
			accepted.Remove = append(accepted.Remove, name)
		} else {
			left++
		}
	}
	for i, p := range plans {
		if snapshot, any := p.Snapshot(s.Hosts[i]); any {
			accepted.Write = append(accepted.Write, snapshot)
		}
	}
	failed := failures(s)
	fmt.Fprintf(a.out, "\n%d accepted, %d left, %s with errors\n", told, left, report.Plural(failed, "host"))
	return accepted, left+failed > 0, nil
}

func staleText(name string) func(io.Writer) error {
	return func(w io.Writer) error {
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
			tell:    func(w io.Writer) error { _, err := fmt.Fprintf(w, "%s: %s\n", c.Outcome.Host, whole); return err },
			command: report.Command(s.Accept, []string{c.Outcome.Host.String()}),
			accept:  func(p *judge.Plan) { p.Whole = true },
			hosts:   []int{i},
		})
	}
	for _, shared := range report.Shared(s) {
		q := question{tell: func(w io.Writer) error { return shared.Write(w, s.HostCount()) }, accept: func(p *judge.Plan) { p.Changes = append(p.Changes, shared.Change) }}
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
		return "its system or its recorded roots changed; accept it whole"
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
		questions = append(questions, question{tell: staleText(name), command: s.Accept})
	}
	for _, q := range questions {
		if err := q.tell(a.out); err != nil {
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
		q.tell = func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "%s failed: %s\n", c.Outcome.Host, strings.Join(strings.Fields(f.Message), " "))
			return err
		}
		return []question{q}
	}
	if c.Refused {
		q.tell = func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "%s: %d options or definitions do not evaluate, or assertions fail; the first is %s\n", c.Outcome.Host, len(c.Broken), c.Broken[0].Path)
			return err
		}
		return []question{q}
	}
	return nil
}

// asker asks on a terminal.
type asker struct {
	a         *app
	lines     *bufio.Reader
	all, none bool // what was said for all that follow
}

var errInputEnded = errors.New("input ended")

// ask tells a question and reads the answer. The end of the input is no to all that follow.
func (k *asker) ask(ctx context.Context, q question) (bool, error) {
	if k.none {
		return false, nil
	}
	if err := q.tell(k.a.out); err != nil {
		return false, err
	}
	for !k.all {
		fmt.Fprint(k.a.err, "accept? [y]es, [n]o, [a]ll that follow, [q]uit: ")
		answer, err := k.read(ctx)
		if errors.Is(err, errInputEnded) {
			k.none = true
			return false, nil
		}
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		case "a", "all":
			k.all = true
		case "q", "quit":
			k.none = true
			return false, nil
		}
	}
	return true, nil
}

// read gives the next line, or ends with the context: a signal must not wait for an answer.
func (k *asker) read(ctx context.Context) (string, error) {
	type line struct {
		text string
		err  error
	}
	lines := make(chan line, 1)
	go func() {
		text, err := k.lines.ReadString('\n')
		lines <- line{strings.TrimSpace(text), err}
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case got := <-lines:
		if got.err != nil && got.text == "" {
			return "", errInputEnded
		}
		return got.text, nil
	}
}
