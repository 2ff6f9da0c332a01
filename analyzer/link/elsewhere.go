package link

import (
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
)

// hostsElsewhere takes the hosts of the places that the configuration names besides the outputs of hosts.
func (l *Flake) hostsElsewhere(outputs []*eval.Set) {
	if len(outputs) == 0 {
		return // that is an unknown of its own
	}
	before := len(l.Unknowns)
	for _, place := range l.opts.Places {
		s := elsewhere{l, place}
		if !s.sets(outputs, nil) {
			s.doubt(&eval.Unknown{Reason: "flake.nix does not show the output"})
		}
	}
	l.Elsewhere = slices.Clone(l.Unknowns[before:])
	l.Unknowns = l.Unknowns[:before]
	slices.SortFunc(l.Elsewhere, diag.CompareUnknown)
}

// elsewhere is the look for the hosts of one place.
type elsewhere struct {
	flake *Flake
	place host.Place
}

// sets follows the path of the place from sets that found leads to, and reports whether its next name is there.
func (s elsewhere) sets(sets []*eval.Set, found []string) (there bool) {
	for _, set := range sets {
		names := []string{s.place.Path[len(found)]}
		if names[0] == host.Any {
			names = set.Names()
			if set.Open != nil {
				there = true
				s.doubt(set.Open)
			}
		}
		for _, name := range names {
			if t, ok := set.Attrs[name]; ok {
				there = s.value(t, append(slices.Clone(found), name)) || there
			}
		}
	}
	return there
}

// value goes on with what stands at a path. What Any stands for need not have the names behind it.
func (s elsewhere) value(t *eval.Thunk, found []string) bool {
	l := s.flake
	v := l.Opened(l.Machine.Fresh().Force(t))
	groups := facts.Contents(l.Machine, v)
	if len(groups) == 0 {
		s.doubt(reasonOf(v, t.At()))
		return true
	}
	if len(found) < len(s.place.Path) {
		return s.sets(groups, found)
	}
	for _, group := range groups {
		for _, name := range group.Names() {
			l.addHost(s.place.Kind, s.place.Name(found, name), group.Attrs[name])
			l.Hosts[len(l.Hosts)-1].Elsewhere = true
		}
		if group.Open != nil {
			s.doubt(group.Open)
		}
	}
	return true
}

func (s elsewhere) doubt(u *eval.Unknown) {
	s.flake.doubt(u, "hosts of "+s.place.Text+" are not all looked at: ")
}

// takenIn reports whether the configuration names the output among those that hold hosts.
func (l *Flake) takenIn(output string) bool {
	return slices.ContainsFunc(l.opts.Places, func(p host.Place) bool { return p.Path[0] == output })
}

// takenInAt reports whether the configuration names a place, or one below it, among those that hold hosts.
func (l *Flake) takenInAt(place []string) bool {
	return slices.ContainsFunc(l.opts.Places, func(p host.Place) bool {
		return len(p.Path) >= len(place) && slices.EqualFunc(p.Path[:len(place)], place, func(named, name string) bool { return named == host.Any || named == name })
	})
}
