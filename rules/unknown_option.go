package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/catalog"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/upstream"
)

func noSuchOption() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unknown-option",
		Severity: diag.Error,
		Default:  true,
		Graph:    true,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "an option outside the namespace that no host has which imports the module",
			Why: `A mistyped option of NixOS, nix-darwin or home-manager ends the evaluation of every host that imports the
module, behind a false mkIf too. Which options there are is in the catalog that "mxmcheck catalog" takes, once for a flake.lock;
without one the rule is silent.`,
			Bad: `-- flake.nix --
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; };
  };
}
-- web.nix --
{ system.stateVersion = "26.05"; services.opensh.enable = true; }
-- mxmcheck-catalog --
mxmcheck catalog 1
lock 0
nix 2.34
tree nixos nixos/web
maker inputs.nixpkgs.lib.nixosSystem
 services
  openssh
   enable d "bool"
 system
  stateVersion d "str"
end
`,
			Good: `-- flake.nix --
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; };
  };
}
-- web.nix --
{ system.stateVersion = "26.05"; services.openssh.enable = true; }
-- mxmcheck-catalog --
mxmcheck catalog 1
lock 0
nix 2.34
tree nixos nixos/web
maker inputs.nixpkgs.lib.nixosSystem
 services
  openssh
   enable d "bool"
 system
  stateVersion d "str"
end
`,
			Unknown: "hosts that have modules of inputs which no host of the catalog has, or that are made otherwise; hosts of which not every import is known; values below optionalAttrs or if; names below an option whose type takes any; places that the catalog could not evaluate",
		},
		Check: func(p *analyzer.Pass) {
			if known := p.Repo.Catalogued(); known != nil {
				c := &optionCheck{pass: p, known: known, tables: upstream.Read(), absent: onHosts{}, answers: map[*analyzer.Definition]located{}, spared: map[*analyzer.Definition]bool{}}
				c.look()
				c.tell()
			}
		},
	}
}

// optionCheck gathers the definitions that no host has an option for.
type optionCheck struct {
	pass    *analyzer.Pass
	known   *analyzer.Catalogued
	tables  upstream.Tables
	absent  onHosts
	answers map[*analyzer.Definition]located
	spared  map[*analyzer.Definition]bool // some host has the option, or may have it
}

// located is what a catalog says of a definition.
type located struct {
	catalog.Answer
	tree  *catalog.Tree
	path  analyzer.Path // as the tree has it
	class analyzer.Class
}

func (c *optionCheck) look() {
	for _, h := range c.pass.Repo.Hosts {
		for _, s := range h.Settings {
			if c.spared[s.Definition] || len(s.Path) == 0 || c.pass.Repo.InNamespace(s.Path) {
				continue
			}
			found := findSetting(c.known, h, s)
			if s.Optional || found.State != catalog.Absent || c.declaredHere(h, s) {
				c.spared[s.Definition] = true
				continue
			}
			if s.Sure {
				c.answers[s.Definition] = found
				c.absent.add(s.Definition, h)
			}
		}
	}
}

// declaredHere reports whether a file of the repository may declare the option, or whether the fault
// is wrong-class-option's.
func (c *optionCheck) declaredHere(h *analyzer.Host, s analyzer.Setting) bool {
	if len(c.pass.Repo.Declaring(s.Path)) > 0 || c.pass.Repo.Unread() {
		return true
	}
	_, _, ok := c.tables.OwnerElsewhere(s.Class.String(), s.Path)
	return ok && s.Sure && !mayDeclare(h, s.Class)
}

// findSetting looks a setting up among the options that its host has.
func findSetting(known *analyzer.Catalogued, h *analyzer.Host, s analyzer.Setting) located {
	path, class := s.Path, s.Class
	if class == h.Class && class != analyzer.Home && len(path) > 3 && path[0] == "home-manager" && path[1] == "users" {
		path, class = path[3:], analyzer.Home
	}
	tree := known.On(h, class)
	if tree == nil {
		return located{}
	}
	return located{Answer: tree.Find(path), tree: tree, path: path, class: class}
}

func (c *optionCheck) tell() {
	groups := map[group]*analyzer.Definition{}
	c.absent.each(func(d *analyzer.Definition, hosts []*analyzer.Host) {
		found := c.answers[d]
		root := found.path[:found.At+1]
		if c.spared[d] || firstOf(groups, d, root.String()) != d {
			return
		}
		finding := diag.Diagnostic{
			Span: d.Span, Option: d.Path.String(), Claim: claim(diag.NotDeclared, d.Path.String(), hosts...),
			Message: fmt.Sprintf("%q is no option of %s on %s", root, label(found.class.String()), hostList(hosts)),
		}
		if nearest, ok := found.nearest(); ok {
			full := append(d.Path[:len(d.Path)-len(found.path):len(d.Path)-len(found.path)], nearest...)
			finding.Message += fmt.Sprintf("; did you mean %q?", nearest)
			finding.Fix = renameOption(c.pass.Repo.File(d.Span.File), d.Span, d.Path, append(full, found.path[len(nearest):]...))
		}
		c.pass.Report(finding)
	})
}

// nearest is what was meant by the path, up to the first name that is not there: a name that has the
// rest of the path below it, if there is one.
func (l located) nearest() (analyzer.Path, bool) {
	name := l.path[l.At]
	var fitting []string
	for _, other := range l.Names {
		path := append(append(l.path[:l.At:l.At], other), l.path[l.At+1:]...)
		if l.tree.Find(path).State == catalog.Known {
			fitting = append(fitting, other)
		}
	}
	meant, ok := analyzer.Nearest(name, fitting)
	if !ok {
		meant, ok = analyzer.Nearest(name, l.Names)
	}
	return append(l.path[:l.At:l.At], meant), ok
}
