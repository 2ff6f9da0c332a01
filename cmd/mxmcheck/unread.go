package main

import (
	"context"
	"fmt"

	"mxmcheck/analyzer/depends"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// missingModules are submodules of a commit that are not on this machine: what depends on them cannot be
// compared, and is neither the same nor another.
type missingModules struct {
	base       harness.Base
	submodules []harness.Submodule
	folders    []string        // of them, as seen from the flake's folder
	hosts      *depends.Reader // of the commit
	lost       int             // hosts that depend on them
}

// unreadAt finds what hosts of the commit depend on, if submodules of it are not here.
func (a *app) unreadAt(ctx context.Context, base harness.Base, e harness.Export, c config) (*missingModules, error) {
	if len(e.Unread) == 0 {
		return nil, nil
	}
	c.namespaceGiven = false // the commit may lack what the configuration names
	older := &repository{root: e.Dir, within: ".", config: c, files: e.Listed}
	facts, err := a.analyse(ctx, older, nil)
	if err != nil {
		return nil, err
	}
	return &missingModules{base: base, submodules: e.Unread, folders: e.UnreadFromFlake(), hosts: older.depends(facts)}, nil
}

// of says that a host cannot be read at the commit; nil if it can.
func (u *missingModules) of(id host.ID) *harness.Failure {
	if u == nil {
		return nil
	}
	for _, folder := range u.folders {
		if id.Kind == host.Outputs || u.hosts.Host(id).TouchesBelow(folder) { // what outputs are made from is not followed
			return &harness.Failure{File: folder, Message: "the submodule could not be read at " + u.base.Name}
		}
	}
	return nil
}

// without leaves out the hosts of the commit that cannot be read, and gives what is said of them: of all
// that the work tree has, for the submodule may say which hosts there are.
func (u *missingModules) without(hosts, now []harness.Host) (readable []harness.Host, lost []harness.Outcome) {
	for _, h := range hosts {
		if u.of(h.ID) == nil {
			readable = append(readable, h)
		}
	}
	for _, h := range now {
		if failure := u.of(h.ID); failure != nil {
			lost = append(lost, harness.Outcome{Host: h, Failure: failure})
		}
	}
	if u != nil {
		u.lost = len(lost)
	}
	return readable, lost
}

// err says which hosts were not compared; nil if there are none.
func (u *missingModules) err() error {
	if u == nil || u.lost == 0 {
		return nil
	}
	return u.complaint(report.Plural(u.lost, "host") + " cannot be compared")
}

func (u *missingModules) complaint(so string) error {
	one := u.submodules[0]
	return diag.WithHint(fmt.Errorf("the submodule %s could not be read at %s: its commit %.12s is not here; %s", one.Name, u.base.Name, one.Commit, so),
		fmt.Sprintf("git submodule update --init --recursive, then git -C %s fetch origin %.12s", report.ShellWord(one.Name), one.Commit))
}
