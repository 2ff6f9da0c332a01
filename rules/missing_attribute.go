package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func missingAttribute() analyzer.Rule {
	return analyzer.Rule{
		Name:     "missing-attribute",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a name that a set of the repository lacks, or an argument that a function of it does not take",
			Why: `Evaluation ends where the name is used, often far from the mistake and only on some hosts. What the set has, and what the function
takes, is known of what stands in the repository: constants, functions in a file of their own, special arguments, modules
that a flake names and a "with" binds.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem {
      specialArgs.consts = import ./consts.nix;
      modules = [ ./nas.nix ];
    };
  };
}
-- consts.nix --
{ tailscale.suffix = "ts.net"; }
-- nas.nix --
{ consts, ... }:
{
  networking.domain = consts.tailscale.sufix;
  system.stateVersion = "26.05";
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem {
      specialArgs.consts = import ./consts.nix;
      modules = [ ./nas.nix ];
    };
  };
}
-- consts.nix --
{ tailscale.suffix = "ts.net"; }
-- nas.nix --
{ consts, ... }:
{
  networking.domain = consts.tailscale.suffix;
  system.stateVersion = "26.05";
}
`,
			Unknown: "sets that are computed of what cannot be seen; names that the file tests for with ?, or reads with or; outputs of a flake that a module of an input may define",
		},
		Check: func(p *analyzer.Pass) {
			for _, lack := range p.Repo.Lacks() {
				if !lack.Inputs && (lack.Call || !ofOwnFlake(lack.Holder)) && !isTrial(lack.Span.File) {
					p.Report(diag.Diagnostic{Span: lack.Span, Message: lackMessage(lack), Cause: lack.Holder + "." + lack.Name})
				}
			}
		},
	}
}

// ofOwnFlake reports whether what lacks a name is written as an output of the flake itself.
func ofOwnFlake(holder string) bool {
	return slices.ContainsFunc([]string{"self.", "inputs.self.", "config.flake."}, func(prefix string) bool { return strings.HasPrefix(holder, prefix) })
}

func lackMessage(lack analyzer.Lack) string {
	holder := lack.Holder
	switch {
	case lack.Needed:
		return fmt.Sprintf("%s needs %q, and this call does not give it", cmp.Or(holder, "the function"), lack.Name)
	case lack.Call:
		return fmt.Sprintf("%s takes no %q%s", cmp.Or(holder, "the function"), lack.Name, meantOf(lack))
	case holder == "":
		return fmt.Sprintf("nothing here is called %q%s", lack.Name, meantOf(lack))
	}
	return fmt.Sprintf("%s has no %q%s", holder, lack.Name, meantOf(lack))
}

// maxListed is how many names that are there a message lists.
const maxListed = 6

// meantOf says which name may be meant, or which there are.
func meantOf(lack analyzer.Lack) string {
	if nearest, ok := near(lack.Name, lack.Known); ok {
		return fmt.Sprintf("; did you mean %q?", nearest)
	}
	if len(lack.Known) == 0 || len(lack.Known) > maxListed {
		return ""
	}
	return "; there is " + strings.Join(lack.Known, ", ")
}
