package rules

import (
	"fmt"
	"maps"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func importsUnknownArg() analyzer.Rule {
	return analyzer.Rule{
		Name:     "imports-unknown-arg",
		Severity: diag.Error,
		Default:  true,
		Graph:    true,
		Doc: analyzer.Doc{
			Title: "imports that need an argument which is no special argument",
			Why: `Which modules there are must be known before what they define: an argument that imports need must stand in the
specialArgs of the host (extraSpecialArgs of a home). One that nothing hands over, or that only _module.args adds, ends the
evaluation with infinite recursion.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ]; };
  };
}
-- nas.nix --
{ inputs, ... }:
{
  imports = [ inputs.disko.nixosModules.default ];
  system.stateVersion = "26.05";
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }@inputs: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { specialArgs = { inherit inputs; }; modules = [ ./nas.nix ]; };
  };
}
-- nas.nix --
{ inputs, ... }:
{
  imports = [ inputs.disko.nixosModules.default ];
  system.stateVersion = "26.05";
}
`,
			Unknown: "hosts whose special arguments are not all known; users' homes on machines with modules of inputs that are not well known; modules that a function is called for before they are imported",
		},
		Check: func(p *analyzer.Pass) {
			var order []*neededArg
			byPlace := map[diag.Span]*neededArg{}
			note := func(f *analyzer.File, arg analyzer.ImportsExpr) *neededArg {
				if byPlace[arg.Span] == nil {
					byPlace[arg.Span] = &neededArg{name: arg.Name, span: arg.Span}
					order = append(order, byPlace[arg.Span])
				}
				return byPlace[arg.Span]
			}
			for _, h := range p.Repo.Hosts {
				for _, name := range slices.Sorted(maps.Keys(h.Closure.Functions)) {
					f := p.Repo.File(name)
					for _, arg := range f.ImportArgs {
						if h.Closure.Has(name) && lacksSpecial(p.Repo, h, h.Closure.Functions[name], arg.Name) {
							lack := note(f, arg)
							lack.hosts = append(lack.hosts, h)
						}
					}
				}
			}
			heads, names := p.Repo.PartsArguments()
			for _, name := range heads {
				f := p.Repo.File(name)
				for _, arg := range f.ImportArgs {
					if !slices.Contains(names, arg.Name) {
						note(f, arg)
					}
				}
			}
			for _, lack := range order {
				p.Report(lack.finding(p.Repo))
			}
		},
	}
}

// neededArg is an argument that a module's imports need, and the hosts on which it is no special argument.
type neededArg struct {
	name  string
	span  diag.Span
	hosts []*analyzer.Host
}

func (n *neededArg) finding(repo *analyzer.Repo) diag.Diagnostic {
	how := "nothing hands it to this module"
	if repo.Supplied(n.name) {
		how = "only _module.args adds it, which is known after the imports"
	}
	d := diag.Diagnostic{Span: n.span}
	where := "the specialArgs of flake-parts' mkFlake"
	if len(n.hosts) > 0 {
		where = "the specialArgs of " + hostList(n.hosts)
		d.Claim = claim(diag.Recurses, n.name, n.hosts...)
	}
	d.Message = fmt.Sprintf("imports need %q, and %s: infinite recursion; pass it in %s", n.name, how, where)
	return d
}

// lacksSpecial reports whether an argument is surely no special argument of a host's modules of some class.
func lacksSpecial(repo *analyzer.Repo, h *analyzer.Host, classes analyzer.Class, name string) bool {
	return slices.ContainsFunc(classes.Each(), func(class analyzer.Class) bool {
		special, known := repo.SpecialArguments(h, class)
		if !known || slices.Contains(special, name) {
			return false
		}
		return class == h.Class || !slices.ContainsFunc(h.Closure.Inputs(), strangeInput)
	})
}
