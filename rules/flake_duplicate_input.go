package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func flakeDuplicateInput() analyzer.Rule {
	return analyzer.Rule{
		Name:     "flake-duplicate-input",
		Severity: diag.Info,
		Options:  []analyzer.RuleOption{{Name: "keep", Doc: "inputs that keep a nixpkgs of their own on purpose, such as those that a binary cache has been built for"}},
		Doc: analyzer.Doc{
			Title: "an input that brings a nixpkgs of its own",
			Why: `Each nixpkgs in flake.lock is fetched, unpacked and evaluated for itself, and gives packages that differ
from those of the hosts. An input that follows shares that of the flake. Of an input that brings several, the nearest is reported.`,
			Bad: `-- flake.nix --
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
  inputs.home-manager.url = "github:nix-community/home-manager/release-26.05";
  outputs = { nixpkgs, home-manager, ... }: { lib = nixpkgs.lib // home-manager.lib; };
}
-- flake.lock --
{ "version": 7, "root": "root", "nodes": {
  "root": { "inputs": { "nixpkgs": "nixpkgs", "home-manager": "home-manager" } },
  "nixpkgs": { "original": { "type": "github", "owner": "NixOS", "repo": "nixpkgs" } },
  "nixpkgs_2": { "original": { "type": "github", "owner": "NixOS", "repo": "nixpkgs" } },
  "home-manager": { "inputs": { "nixpkgs": "nixpkgs_2" } } } }
`,
			Good: `-- flake.nix --
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";
  inputs.home-manager.url = "github:nix-community/home-manager/release-26.05";
  inputs.home-manager.inputs.nixpkgs.follows = "nixpkgs";
  outputs = { nixpkgs, home-manager, ... }: { lib = nixpkgs.lib // home-manager.lib; };
}
-- flake.lock --
{ "version": 7, "root": "root", "nodes": {
  "root": { "inputs": { "nixpkgs": "nixpkgs", "home-manager": "home-manager" } },
  "nixpkgs": { "original": { "type": "github", "owner": "NixOS", "repo": "nixpkgs" } },
  "home-manager": { "inputs": { "nixpkgs": [ "nixpkgs" ] } } } }
`,
			Unknown: "flakes without a flake.lock, and inputs whose follows is written and not locked yet",
		},
		Check: func(p *analyzer.Pass) {
			inputs, _ := p.Repo.Inputs()
			ours, reported := ownNixpkgs(p.Repo.Lock), map[string]bool{}
			for _, path := range p.Repo.Lock.OwnNixpkgs() {
				i := slices.IndexFunc(inputs, func(in *analyzer.Input) bool { return in.Name == path[0] })
				if i < 0 || reported[path[0]] || slices.Contains(p.Option("keep"), path[0]) || inputs[i].Follows[strings.Join(path[1:], ".")] != "" {
					continue
				}
				reported[path[0]] = true
				p.Report(diag.Diagnostic{
					Span:    inputs[i].Span,
					Message: fmt.Sprintf("input %q brings a nixpkgs of its own; let inputs.%s.follows = %q", path[0], strings.Join(path, ".inputs."), ours),
				})
			}
		},
	}
}

// ownNixpkgs is the input of the root that others should follow: the one called nixpkgs, if it has
// one.
func ownNixpkgs(lock analyzer.Lock) string {
	root := lock.Nodes[lock.Root].Inputs
	if root["nixpkgs"].Node != "" {
		return "nixpkgs"
	}
	for _, name := range slices.Sorted(maps.Keys(root)) {
		if lock.Nodes[root[name].Node].IsNixpkgs() {
			return name
		}
	}
	return "nixpkgs"
}
