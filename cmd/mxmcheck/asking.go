package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// asker asks on a terminal, question after question. What was skipped comes again after the others.
type asker struct {
	a         *app
	lines     *bufio.Reader
	questions []question
	answers   []answer
	undo      [][]withdrawn // of each reply, what it changed
}

// answer is what was said to a question so far.
type answer struct {
	given bool
	skips int
	hosts []int // for which it is accepted
}

// withdrawn is an answer as it was before a reply.
type withdrawn struct {
	question int
	before   answer
}

const (
	prompt  = "accept? [y]es, [n]o, [s]kip, [b]ack, [d]efinition, [o]ption, [h]ost, [a]ll, [q]uit, [?]: "
	replies = `  y  accept it
  n  leave it as it was accepted
  s  skip it: it comes again after the others
  b  go back to the question before, and take its answer back
  d  show the definition in the source
  o  accept it, and all that changed at this option or below it, on every host
  h  accept it, and all else that changed on the hosts named here
  a  accept it and all that follow
  q  quit: what was accepted is written, the rest is left
`
)

var errInputEnded = errors.New("input ended")

// ask asks until every question has its answer. The end of the input is no to all that follow.
func (k *asker) ask(ctx context.Context) error {
	k.answers = make([]answer, len(k.questions))
	for {
		i := k.next()
		if i < 0 {
			return nil
		}
		if err := k.questions[i].about(k.a.out, k.open(i)); err != nil {
			return err
		}
		for again := true; again; {
			fmt.Fprint(k.a.err, prompt)
			reply, err := k.read(ctx)
			if errors.Is(err, errInputEnded) {
				reply, err = "q", nil
			}
			if err != nil {
				return err
			}
			if again, err = k.take(i, strings.ToLower(reply)); err != nil {
				return err
			}
		}
	}
}

// next is the question to ask: the first of those that were skipped least; -1 if none is left.
func (k *asker) next() int {
	best := -1
	for i, one := range k.answers {
		if !one.given && (best < 0 || one.skips < k.answers[best].skips) {
			best = i
		}
	}
	return best
}

// take does what a reply to question i says; again if the question still stands as it was asked.
func (k *asker) take(i int, reply string) (again bool, err error) {
	switch reply {
	case "y", "yes":
		k.accept(func(q int) []int { return only(q == i, k.open(q)) })
	case "n", "no":
		k.change([]withdrawn{{i, k.answers[i]}}, func(a *answer) { a.given = true })
	case "s", "skip":
		k.change([]withdrawn{{i, k.answers[i]}}, func(a *answer) { a.skips++; a.given = a.skips > 1 })
	case "b", "back":
		return k.back(), nil
	case "d", "definition":
		return true, k.questions[i].source(k.a.out)
	case "o", "option":
		return k.option(i), nil
	case "h", "host":
		k.host(i)
	case "a", "all":
		k.accept(k.open)
	case "q", "quit":
		k.change(k.left(), func(a *answer) { a.given = true })
	case "?", "help":
		fmt.Fprint(k.a.err, replies)
		return true, nil
	default:
		return true, nil
	}
	return false, nil
}

func only(is bool, hosts []int) []int {
	if is {
		return hosts
	}
	return nil
}

// open are the hosts for which a question is not accepted yet; of one that is answered, none.
func (k *asker) open(q int) []int {
	if k.answers[q].given {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(k.questions[q].hosts), func(host int) bool { return slices.Contains(k.answers[q].hosts, host) })
}

// accept accepts each question for some of its hosts, in one reply.
func (k *asker) accept(hosts func(q int) []int) {
	var changes []withdrawn
	for q := range k.questions {
		more := hosts(q)
		if len(more) == 0 {
			continue
		}
		before := k.answers[q]
		changes = append(changes, withdrawn{q, before})
		all := slices.Concat(before.hosts, more)
		k.answers[q] = answer{given: len(all) == len(k.questions[q].hosts), skips: before.skips, hosts: all}
	}
	k.undo = append(k.undo, changes)
}

// change changes some answers, in one reply.
func (k *asker) change(changes []withdrawn, to func(*answer)) {
	for _, c := range changes {
		to(&k.answers[c.question])
	}
	k.undo = append(k.undo, changes)
}

func (k *asker) left() []withdrawn {
	var list []withdrawn
	for q, one := range k.answers {
		if !one.given {
			list = append(list, withdrawn{q, one})
		}
	}
	return list
}

// back takes the last reply back; true if there is none.
func (k *asker) back() bool {
	if len(k.undo) == 0 {
		fmt.Fprintln(k.a.err, "this is the first")
		return true
	}
	last := k.undo[len(k.undo)-1]
	k.undo = k.undo[:len(k.undo)-1]
	for _, c := range last {
		k.answers[c.question] = c.before
	}
	return false
}

// option accepts all that changed at the option of question i or below; true if it has none.
func (k *asker) option(i int) bool {
	path := k.questions[i].path
	if path == "" {
		fmt.Fprintln(k.a.err, "this is no option")
		return true
	}
	k.accept(func(q int) []int {
		at := k.questions[q].path
		return only(at == path || strings.HasPrefix(at, path+"."), k.open(q))
	})
	return false
}

// host accepts all that changed on the hosts of question i.
func (k *asker) host(i int) {
	of := k.open(i)
	k.accept(func(q int) []int {
		return slices.DeleteFunc(k.open(q), func(host int) bool { return !slices.Contains(of, host) })
	})
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
