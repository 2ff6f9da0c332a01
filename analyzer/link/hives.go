package link

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
)

// doubtWithoutFlake says, where there is no flake, that the hosts of another tool are not looked at: they are made in
// the first file that writes them as such a tool wants, or that evaluates NixOS itself. Of a flake.nix that cannot be parsed it says so.
func (l *Flake) doubtWithoutFlake() {
	looks := []func(f *facts.File) (at syntax.Node, of string){hive, wholeHost, statesVersion}
	switch {
	case l.File != nil:
		return
	case l.Hived: // modules are the hive's, and other tools are told of
		looks = looks[:1]
	case len(l.Hosts) > 0:
		return
	}
	if f := l.tree.File("flake.nix"); f != nil && len(f.Errors) > 0 {
		l.HostsKnown = false
		l.Unknowns = append(l.Unknowns, diag.Unknown{Span: f.Errors[0].Span, Message: "flake.nix cannot be parsed as it stands: its hosts are not known"})
		return
	}
	for _, look := range looks {
		for _, f := range l.tree.Files {
			if node, of := look(f); (of != colmena || !l.Hived) && node != nil && l.tree.File(f.Name) == f && !forTests.MatchString(f.Name) {
				l.HostsKnown = false
				l.Unknowns = append(l.Unknowns, diag.Unknown{Span: f.Span(node), Message: "no flake.nix: hosts of " + of + " are not looked at"})
				return
			}
		}
	}
}

// wholeHost is a file that is a module by a name that nixos-rebuild, darwin-rebuild and home-manager look for.
func wholeHost(f *facts.File) (at syntax.Node, of string) {
	switch path.Base(f.Name) {
	case "configuration.nix", "darwin-configuration.nix", "home.nix":
		if f.Module {
			return start{}, f.Name
		}
	}
	return nil, ""
}

var forTests = regexp.MustCompile(`(?i)(?:^|[/._-])(?:tests?|examples?|templates?)/`)

// start is where a file begins.
type start struct{}

func (start) Pos() int { return 0 }
func (start) End() int { return 0 }

// hostsOfPackages says of the first system with hosts among its packages that they are not looked at: nixos-rebuild and
// home-manager find them there too.
func (l *Flake) hostsOfPackages(outputs *eval.Set) {
	for _, output := range []string{"packages", "legacyPackages"} {
		if t, ok := outputs.Attrs[output]; ok {
			l.hostsBelow([]string{output}, t)
		}
	}
}

// hostsBelow looks for outputs of hosts in a set of packages, or in those of its systems.
func (l *Flake) hostsBelow(at []string, t *eval.Thunk) (found bool) {
	for _, set := range facts.Contents(l.Machine, l.Opened(l.Machine.Fresh().Force(t))) {
		for _, kind := range host.Kinds() {
			if inner, ok := set.Attrs[kind.Output]; ok {
				if place := append(slices.Clone(at), kind.Output); !l.takenInAt(place) {
					l.doubt(&eval.Unknown{At: inner.At(), Reason: "those of " + kind.Output + " at the top of the flake are"}, "hosts of "+strings.Join(place, ".")+" are not looked at: ")
				}
				return true
			}
		}
		for _, name := range set.Names() {
			if len(at) == 1 && strings.Contains(name, "-") && l.hostsBelow(append(slices.Clone(at), name), set.Attrs[name]) {
				return true
			}
		}
	}
	return false
}
