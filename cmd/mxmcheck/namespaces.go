package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/harness"
)

// settle says what is recorded and what the stand-ins must declare, where the configuration says
// neither: what the modules of the repository declare, in any of the trees given. It does so once.
func (a *app) settle(ctx context.Context, repos ...*repository) error {
	c := &repos[0].config
	if c.Eval.Roots == nil && len(c.Namespace) > 0 {
		c.Eval.Roots = c.Namespace
	}
	if len(c.Namespace) == 0 && !c.rootsFound {
		names, err := a.declared(ctx, repos)
		if err != nil {
			return err
		}
		c.Namespace = names
		if c.Eval.Roots == nil {
			c.Eval.Roots, c.rootsFound = names, true
		}
	}
	for _, other := range repos[1:] {
		other.config = *c
	}
	if len(c.Eval.Roots) == 0 && !c.Eval.Effects {
		return errNothingRecorded
	}
	return nil
}

var errNothingRecorded = diag.WithHint(
	errors.New("nothing would be recorded: no module declares options of its own, and effects are off"),
	`name option roots, or set "effects = true", in [eval] of `+configName)

// declared are the namespaces of the trees, each once.
func (a *app) declared(ctx context.Context, repos []*repository) ([]string, error) {
	var names []string
	for _, r := range repos {
		if err := a.discover(ctx, r); err != nil {
			return nil, err
		}
		for _, name := range r.discovered {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// discover finds the namespaces of one tree, unless they are known.
func (a *app) discover(ctx context.Context, r *repository) error {
	if r.discovered != nil {
		return nil
	}
	facts, err := a.analyse(ctx, r, nil)
	if err != nil {
		return err
	}
	if facts.Cut {
		return diag.WithHint(
			fmt.Errorf("which options are declared here is not known: the analysis did not end within %v", analysisDeadline),
			`name them as "namespace" in `+configName)
	}
	r.discovered = []string{}
	for _, ns := range facts.Discovered {
		r.discovered = append(r.discovered, ns.Name)
	}
	return nil
}

// keep remembers what a whole analysis found, so that no file is read twice.
func (r *repository) keep(facts *analyzer.Repo) {
	if !facts.Cut {
		r.facts = facts
	}
}

// shownNamespaces bounds how many namespaces a note names: those that most modules declare.
const shownNamespaces = 6

// namespaceNote says below which names the pattern rules looked.
func namespaceNote(facts *analyzer.Repo) string {
	if len(facts.Discovered) == 0 {
		return "no module declares options of its own, so the pattern rules have nothing to check"
	}
	var names []string
	for _, ns := range facts.Discovered[:min(shownNamespaces, len(facts.Discovered))] {
		names = append(names, ns.String())
	}
	text := "options here are below " + strings.Join(names, ", ")
	if more := len(facts.Discovered) - shownNamespaces; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// checkRoots refuses a root that no host has: a snapshot of nothing would always be the same. Of
// roots that were found, a host may have none, if there are effects to record.
func checkRoots(outcomes []harness.Outcome, c config) error {
	hosts := ofHosts(outcomes)
	if len(hosts) == 0 { // none was asked for, or none is affected
		return nil
	}
	var seen []string
	for _, o := range hosts {
		if o.Failure != nil {
			return nil // it may have what the others have not, and why it failed is what is to be read
		}
		seen = append(append(seen, o.Roots...), o.InHomes...)
	}
	if c.rootsFound {
		if len(seen) == 0 && !c.Eval.Effects {
			return errNothingRecorded
		}
		return nil
	}
	for _, root := range c.Eval.Roots {
		if !slices.Contains(seen, root) {
			return diag.WithHint(fmt.Errorf("no host has options under %q", root), `see "roots" and "namespace" in `+configName)
		}
	}
	return nil
}

// rootsOfHomes are the roots that have options in the homes of a host, and not in the host itself.
func rootsOfHomes(o harness.Outcome, roots []string) []string {
	return slices.DeleteFunc(slices.Clone(roots), func(root string) bool {
		if slices.Contains(o.Roots, root) {
			return true
		}
		below := regexp.MustCompile(`^home-manager\.users\.("[^"]*"|[^."]+)\.` + regexp.QuoteMeta(root) + `\.`)
		return !slices.ContainsFunc(o.Records, func(r harness.Record) bool { return below.MatchString(r.Path) })
	})
}
