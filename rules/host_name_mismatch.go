package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func hostNameMismatch() analyzer.Rule {
	return analyzer.Rule{
		Name:     "host-name-mismatch",
		Severity: diag.Warning,
		Doc: analyzer.Doc{
			Title: "networking.hostName is not the name of the host's output",
			Why: `Tools that rebuild a machine look for the output that has its host name: they build another one, or none.
A name that is the output of another host is left out, as two outputs may stand for one machine, and so are the first part
of a full domain name and a name that is set in a file of several hosts.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ]; };
  };
}
-- nas.nix --
{ lib, ... }:
{
  config = { networking.hostName = "nas2"; system.stateVersion = lib.mkDefault "26.05"; };
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ]; };
  };
}
-- nas.nix --
{ lib, ... }:
{
  config = { networking.hostName = "nas"; system.stateVersion = lib.mkDefault "26.05"; };
}
`,
			Unknown: "names that are computed, or set under a condition",
		},
		Check: func(p *analyzer.Pass) {
			for _, h := range p.Repo.Hosts {
				d, name := hostName(h)
				if d == nil || sameName(name, h.Name) || slices.ContainsFunc(p.Repo.Hosts, func(o *analyzer.Host) bool { return sameName(name, o.Name) }) {
					continue
				}
				p.Report(diag.Diagnostic{
					Span: d.Span, Option: d.Path.String(), Claim: nameClaim(h, d, name),
					Message: fmt.Sprintf("the host name is %q, but the output is %s; give both one name", name, h.ID()),
				})
			}
		},
	}
}

// hostName is the name that a host is known to have, and where it is set; nil if it is not known.
func hostName(h *analyzer.Host) (*analyzer.Definition, string) {
	var found *analyzer.Definition
	for _, s := range h.Settings {
		if s.Path.String() != "networking.hostName" || s.Class != h.Class {
			continue
		}
		if len(s.Conds) > 0 || !s.Sure || s.Priority == analyzer.UnknownPriority {
			return nil, ""
		}
		if found == nil || s.Priority < found.Priority {
			found = s.Definition
		}
	}
	if found == nil || h.Class == analyzer.Home || !h.Alone(found.File.Name) {
		return nil, ""
	}
	name, ok := analyzer.Attr{Expr: found.Value, File: found.File}.Text()
	if !ok || name == "" {
		return nil, ""
	}
	return found, name
}

func nameClaim(h *analyzer.Host, d *analyzer.Definition, name string) *diag.Claim {
	c := claim(diag.ValueIs, d.Path.String(), h)
	c.Value = name
	return c
}

// sameName compares a host name with an output's, which may be a full domain name.
func sameName(name, output string) bool {
	short, _, _ := strings.Cut(output, ".")
	return strings.EqualFold(name, output) || strings.EqualFold(name, short)
}
