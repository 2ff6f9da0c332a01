package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// onHosts gathers the hosts of each definition, in the order in which they are met.
type onHosts struct {
	order []*analyzer.Definition
	hosts map[*analyzer.Definition][]*analyzer.Host
}

func (o *onHosts) add(d *analyzer.Definition, h *analyzer.Host) {
	if o.hosts == nil {
		o.hosts = map[*analyzer.Definition][]*analyzer.Host{}
	}
	if o.hosts[d] == nil {
		o.order = append(o.order, d)
	}
	if !slices.Contains(o.hosts[d], h) {
		o.hosts[d] = append(o.hosts[d], h)
	}
}

func (o *onHosts) each(f func(*analyzer.Definition, []*analyzer.Host)) {
	for _, d := range o.order {
		f(d, o.hosts[d])
	}
}

// hostList names the first hosts, and counts the others.
func hostList(hosts []*analyzer.Host) string {
	var names []string
	for _, h := range hosts[:min(3, len(hosts))] {
		names = append(names, h.ID().String())
	}
	text := strings.Join(names, ", ")
	if more := len(hosts) - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// claim is what a finding says of hosts.
func claim(is diag.ClaimKind, option string, hosts ...*analyzer.Host) *diag.Claim {
	c := &diag.Claim{Is: is, Option: option}
	for _, h := range hosts {
		c.Hosts = append(c.Hosts, h.ID().String())
	}
	return c
}

// mentionsName reports whether a name stands anywhere in a file's code.
func mentionsName(f *analyzer.File, word string) bool {
	found := false
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Ident:
			found = found || n.Name == word
		case *syntax.Text:
			found = found || strings.Contains(n.Value, word)
		}
		return !found
	})
	return found
}
