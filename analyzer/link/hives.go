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
// the first file that writes them as such a tool wants, or that evaluates NixOS itself.
func (l *Flake) doubtWithoutFlake() {
	if l.File != nil || len(l.Hosts) > 0 || len(l.tree.Nested) > 0 {
		return
	}
	for _, f := range l.tree.Files {
		if node, tool := hive(f); node != nil && l.tree.File(f.Name) == f {
			l.HostsKnown = false
			l.Unknowns = append(l.Unknowns, diag.Unknown{Span: f.Span(node), Message: "no flake.nix: hosts of " + tool + " are not looked at"})
			return
		}
	}
	for _, f := range l.tree.Files {
		if wholeHost(f) && l.tree.File(f.Name) == f {
			l.HostsKnown = false
			l.Unknowns = append(l.Unknowns, diag.Unknown{Span: f.Range(0, 0), Message: "no flake.nix: hosts of " + f.Name + " are not looked at"})
			return
		}
	}
}

// wholeHost reports whether a file is a module by a name that nixos-rebuild, darwin-rebuild and home-manager look for.
func wholeHost(f *facts.File) bool {
	switch path.Base(f.Name) {
	case "configuration.nix", "darwin-configuration.nix", "home.nix":
		return f.Module && !forTests.MatchString(f.Name)
	}
	return false
}

var forTests = regexp.MustCompile(`(?i)(?:^|[/._-])(?:tests?|examples?|templates?)/`)

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

// hive is where a file makes hosts without a flake, and of which tool they are; nil if it makes none.
func hive(f *facts.File) (at syntax.Node, tool string) {
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrSet:
			if b, of := network(n); b != nil {
				at, tool = b, of
			}
			if tool == "morph or nixops" && strings.Contains(f.Src+f.Name, "morph") {
				tool = "morph"
			}
		case *syntax.Apply:
			if syntax.Dotted(n.Fn) == "pkgs.nixos" {
				at, tool = n.Fn, "pkgs.nixos"
			}
		case *syntax.SearchPath:
			if n.Name == "nixpkgs/nixos" || strings.HasSuffix(n.Name, "/nixos/lib/eval-config.nix") {
				at, tool = n, "<"+n.Name+">"
			}
		case *syntax.Text:
			if strings.HasSuffix(n.Value, "/nixos/lib/eval-config.nix") {
				at, tool = n, "eval-config.nix"
			}
		}
		return at == nil
	})
	return at, tool
}

// network is the binding of a set that says of the others that they are hosts: network of morph and nixops, meta of
// colmena.
func network(set *syntax.AttrSet) (b *syntax.AttrBinding, tool string) {
	if len(set.Bindings) < 2 {
		return nil, ""
	}
	for _, binding := range set.Bindings {
		b, ok := binding.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		name, _ := syntax.StaticName(b.Path.Names[0])
		switch {
		case name == "network" && saysOf(b, "description", "pkgs", "ordering", "storage", "enableRollback", "nixpkgs", "runCommandHook"):
			return b, "morph or nixops"
		case name == "meta" && saysOf(b, "nixpkgs", "nodeNixpkgs", "nodeSpecialArgs"):
			return b, "colmena"
		}
	}
	return nil, ""
}

// saysOf reports whether a binding gives one of the attributes, below its name or in its set.
func saysOf(b *syntax.AttrBinding, attrs ...string) bool {
	if len(b.Path.Names) > 1 {
		name, _ := syntax.StaticName(b.Path.Names[1])
		return slices.Contains(attrs, name)
	}
	set, ok := syntax.Unparen(b.Value).(*syntax.AttrSet)
	return ok && slices.ContainsFunc(set.Bindings, func(inner syntax.Binding) bool {
		attr, ok := inner.(*syntax.AttrBinding)
		if !ok {
			return false
		}
		name, _ := syntax.StaticName(attr.Path.Names[0])
		return slices.Contains(attrs, name)
	})
}
