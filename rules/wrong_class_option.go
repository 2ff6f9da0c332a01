package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/upstream"
)

func wrongClassOption() analyzer.Rule {
	return analyzer.Rule{
		Name:     "wrong-class-option",
		Severity: diag.Error,
		Default:  true,
		Graph:    true,
		Doc: analyzer.Doc{
			Title: "an option that hosts of this kind do not have",
			Why: `A module that is shared by machines of different kinds, or by a machine and a home, sets an option that
one of them lacks. The option must exist even where mkIf never lets the value through, so that the host does not evaluate.
A value below optionalAttrs or if is left out: it can be absent. A group of options that a file sets is reported once.
So is what a home's module reads from config that is declared for the machine: there it is osConfig. A machine's module
that reads or sets what the repository declares for homes alone is found too, and a home's that sets what it declares for the machine.`,
			Bad: `-- flake.nix --
{
  outputs = { nix-darwin, ... }: {
    darwinConfigurations.mini = nix-darwin.lib.darwinSystem { modules = [ ./net.nix ]; };
  };
}
-- net.nix --
{ lib, pkgs, ... }:
{
  system.stateVersion = 6;
  networking.firewall.enable = lib.mkIf pkgs.stdenv.isLinux true;
}
`,
			Good: `-- flake.nix --
{
  outputs = { nix-darwin, ... }: {
    darwinConfigurations.mini = nix-darwin.lib.darwinSystem { modules = [ ./net.nix ]; };
  };
}
-- net.nix --
{ lib, options, ... }:
{
  config = lib.mkMerge [
    { system.stateVersion = 6; }
    (lib.optionalAttrs (options ? networking.firewall) { networking.firewall.enable = true; })
  ];
}
`,
			Unknown: "options that are in no table of mxmcheck: it knows those of nix-darwin and home-manager, and the common ones of NixOS alone; hosts that import modules of inputs which are not well known: these may declare any",
		},
		Check: func(p *analyzer.Pass) {
			readElsewhere(p)
			setElsewhere(p)
			tables, wrong, messages, groups := upstream.Read(), onHosts{}, map[*analyzer.Definition]string{}, map[group]*analyzer.Definition{}
			for _, h := range p.Repo.Hosts {
				for _, s := range h.Settings {
					kind := s.Class.String()
					owner, root, ok := tables.OwnerElsewhere(kind, s.Path)
					if !ok || !s.Sure || s.Optional || kind == "" || s.Class.Has(analyzer.FlakeParts) || len(p.Repo.Declaring(s.Path)) > 0 || mayDeclareBelow(h, s.Class, root) || p.Repo.HomeHeldOff(h, s) {
						continue
					}
					wrong.add(firstOf(groups, s.Definition, root), h)
					messages[s.Definition] = fmt.Sprintf("%q is an option of %s, but this is a module of %s", root, label(owner), label(kind))
				}
			}
			wrong.each(func(d *analyzer.Definition, hosts []*analyzer.Host) {
				p.Report(diag.Diagnostic{
					Span: d.Span, Option: d.Path.String(), Claim: claim(diag.NotDeclared, d.Path.String(), hosts...),
					Message: messages[d] + " on " + hostList(hosts) + "; set it in a module that only the right hosts import",
				})
			})
		},
	}
}

// group is what a module sets below one root.
type group struct {
	body *syntax.AttrSet
	root string
}

// firstOf is the first definition of a group that was met.
func firstOf(met map[group]*analyzer.Definition, d *analyzer.Definition, root string) *analyzer.Definition {
	key := group{d.Body, root}
	if met[key] == nil {
		met[key] = d
	}
	return met[key]
}

// mayDeclare reports whether a module of an input that is not well known may declare options for the
// modules of a class on a host.
func mayDeclare(h *analyzer.Host, class analyzer.Class) bool {
	return !h.Closure.WholeFor(class) || slices.ContainsFunc(h.Closure.InputsFor(class), strangeInput)
}

// mayDeclareBelow is mayDeclare for options below a root, which a well known input may declare too.
func mayDeclareBelow(h *analyzer.Host, class analyzer.Class, root string) bool {
	return mayDeclare(h, class) || slices.ContainsFunc(h.Closure.InputsFor(class), func(input string) bool { return declaresAlike(input, root) })
}

// declaresAlike reports whether the modules of a well known input declare, for one kind of configurations, what nixpkgs or
// home-manager declares for another by the same name.
func declaresAlike(input, root string) bool {
	switch input {
	case "nix-flatpak":
		return root == "services.flatpak"
	case "niri", "niri-flake":
		return root == "programs.niri"
	case "hyprland":
		return root == "programs.hyprland"
	case "nur", "NUR", "chaotic":
		return true // collections of modules of many authors
	}
	return false
}

// label is a kind of hosts in prose.
func label(kind string) string {
	if k, ok := host.KindNamed(kind); ok {
		return k.Label
	}
	return kind
}
