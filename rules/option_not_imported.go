package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func optionNotImported() analyzer.Rule {
	return analyzer.Rule{
		Name:     "option-not-imported",
		Severity: diag.Error,
		Default:  true,
		Graph:    true,
		Doc: analyzer.Doc{
			Title: "a host sets an option that its modules do not declare",
			Why: `The module that declares the option is not among the host's imports, so that the host does not
evaluate: under mkIf false too. All imports are followed, from flake.nix to the module that sets the option; what stands
behind optionalAttrs or if is left out. Of the settings of a file that need the same import the first is reported.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./hosts/nas ]; };
    nixosModules.gaming = ./modules/gaming.nix;
  };
}
-- hosts/nas/default.nix --
{
  system.stateVersion = "26.05";
  mxmlabs.gaming.enable = true;
}
-- modules/gaming.nix --
{ config, lib, ... }:
{
  options.mxmlabs.gaming.enable = lib.mkEnableOption "gaming";
  config = lib.mkIf config.mxmlabs.gaming.enable { programs.steam.enable = true; };
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./hosts/nas ]; };
    nixosModules.gaming = ./modules/gaming.nix;
  };
}
-- hosts/nas/default.nix --
{
  imports = [ ../../modules/gaming.nix ];
  system.stateVersion = "26.05";
  mxmlabs.gaming.enable = true;
}
-- modules/gaming.nix --
{ config, lib, ... }:
{
  options.mxmlabs.gaming.enable = lib.mkEnableOption "gaming";
  config = lib.mkIf config.mxmlabs.gaming.enable { programs.steam.enable = true; };
}
`,
			Unknown: "hosts with an import that is missing, or computed in the class of modules that sets the option",
		},
		Check: func(p *analyzer.Pass) {
			missing := onHosts{}
			computes := map[*analyzer.Host]bool{}
			for _, h := range p.Repo.Hosts {
				computes[h] = hasComputedImports(p.Repo, h)
				for _, s := range h.Settings {
					if lacksImport(p.Repo, h, s, computes[h]) {
						missing.add(s.Definition, h)
					}
				}
			}
			reported := map[string]bool{} // one import mends all settings of a file that need it
			missing.each(func(d *analyzer.Definition, hosts []*analyzer.Host) {
				decl := declarer(p.Repo, d.Path)
				key := d.File.Name + " " + decl.File.Name + " " + hostList(hosts)
				if reported[key] {
					return
				}
				reported[key] = true
				text := fmt.Sprintf("%q is set here, but %s; import %s", d.Path, doNotImport(hosts), decl.File.Name)
				if other := ofOthers(p.Repo, d.Path, oneClass(d), false); other != nil {
					text = fmt.Sprintf("%q is set here, but it is declared for %s, and not for %s; set it in a module of %s", d.Path, other.Classes(), hostList(hosts), prose(other.Classes()))
				}
				p.Report(diag.Diagnostic{
					Span: d.Span, Option: d.Path.String(), Claim: claim(diag.NotDeclared, d.Path.String(), hosts...), Related: []diag.Related{{Span: decl.Span, Message: "declared"}}, Message: text,
				})
			})
		},
	}
}

// hasComputedImports reports whether a module of a host has imports that could not be followed: they may
// bring in any module of the repository.
func hasComputedImports(repo *analyzer.Repo, h *analyzer.Host) bool {
	return slices.ContainsFunc(repo.Unknowns, func(u diag.Unknown) bool {
		_, reached := h.Closure.Files[u.Span.File]
		return u.Imports && reached
	})
}

// notImported reports whether some module declares the option, and none of those that do is a
// module of the host.
func notImported(repo *analyzer.Repo, h *analyzer.Host, s analyzer.Setting) bool {
	decls := repo.Declaring(s.Path)
	return declarer(repo, s.Path) != nil && !repo.Covered(s.Path) && !slices.ContainsFunc(decls, func(d *analyzer.Declaration) bool {
		return h.Declares(d, s.Class)
	})
}

// declarer is the first declaration that makes a path exist, leaving out those of which no name is
// known; nil if there is none.
func declarer(repo *analyzer.Repo, path analyzer.Path) *analyzer.Declaration {
	for _, d := range repo.Declaring(path) {
		if len(d.Path) > 0 && !d.Apart {
			return d
		}
	}
	return nil
}

func doNotImport(hosts []*analyzer.Host) string {
	if len(hosts) == 1 {
		return hosts[0].ID().String() + " does not import the module that declares it"
	}
	return hostList(hosts) + " do not import the module that declares it"
}
