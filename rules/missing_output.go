package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func missingOutput() analyzer.Rule {
	return analyzer.Rule{
		Name:     "missing-output",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an output of the flake itself that nothing defines",
			Why: `self.nixosModules.NAME, inputs.self.modules.CLASS.NAME and config.flake.modules.CLASS.NAME end the evaluation of
every host that takes them where nothing defines the output, and so does pkgs.NAMESPACE.NAME of snowfall-lib without a folder below
packages. Functions of inputs can make outputs that cannot be seen: where
they may, only a name that is nearly a defined one, and that stands nowhere else, is reported.`,
			Bad: `-- flake.nix --
{
  outputs = { self, nixpkgs, ... }: {
    nixosModules.desktop = { services.xserver.enable = true; };
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ self.nixosModules.destkop ]; };
  };
}
`,
			Good: `-- flake.nix --
{
  outputs = { self, nixpkgs, ... }: {
    nixosModules.desktop = { services.xserver.enable = true; };
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ self.nixosModules.desktop ]; };
  };
}
`,
			Unknown: "names that are like no defined one, or that stand anywhere else, where a module of an input may define outputs; what flake-parts makes of perSystem",
		},
		Check: func(p *analyzer.Pass) {
			namespacePackages(p)
			c := &outputCheck{pass: p, told: map[diag.Span]bool{}}
			for _, lack := range p.Repo.Lacks() {
				if ofOwnFlake(lack.Holder) && !lack.Call && !lack.Inputs && !isTrial(lack.Span.File) {
					c.told[lack.Span] = true
					p.Report(diag.Diagnostic{Span: lack.Span, Message: fmt.Sprintf("nothing defines %s.%s%s", outputOf(lack.Holder), lack.Name, meantOf(lack))})
				}
			}
			for _, f := range p.Repo.Files {
				if len(f.Errors) == 0 && !isTrial(f.Name) && !isFrame(p.Repo, f) && (strings.Contains(f.Src, "self") || strings.Contains(f.Src, "config.flake")) {
					c.file = f
					syntax.WalkScopes(f.Root, c.visit)
				}
			}
		},
	}
}

type outputCheck struct {
	pass    *analyzer.Pass
	file    *analyzer.File
	told    map[diag.Span]bool // where a name is surely missing
	written map[string]bool    // names that stand somewhere; nil until they are needed
}

func (c *outputCheck) visit(n syntax.Node, s *syntax.Scopes) bool {
	if with, is := n.(*syntax.With); is {
		if sel, is := syntax.Unparen(with.Scope).(*syntax.Select); is && sel.Or == nil {
			c.absent(sel, s, 1)
		}
	}
	sel, ok := n.(*syntax.Select)
	if !ok || sel.Or != nil || c.absent(sel, s, 2) {
		return true
	}
	names, behind := c.ofSelf(sel, s)
	output, known, rest := c.pass.Repo.OutputNames(names)
	if len(rest) == 0 || slices.Contains(known, rest[0]) {
		return true
	}
	at := sel.Path.Names[behind+len(names)-len(rest)]
	if c.told[c.file.Span(at)] {
		return true
	}
	if meant, like := nearOutput(rest[0], known); like && !c.stands(rest[0]) && lettersOf(meant) != lettersOf(rest[0]) {
		c.pass.Report(diag.Diagnostic{Span: c.file.Span(at), Message: fmt.Sprintf("nothing defines %s.%s; did you mean %q?", output, rest[0], meant)})
	}
	return true
}

// absent reports a name of an output of modules that the flake surely does not have at all, such as one that only
// other conventions know.
func (c *outputCheck) absent(sel *syntax.Select, s *syntax.Scopes, least int) bool {
	names, behind := c.ofSelf(sel, s)
	if len(names) < least || !c.pass.Repo.LacksOutput(names[0]) {
		return false
	}
	span := c.file.Span(sel.Path.Names[behind])
	if c.told[span] || looksFor(c.file.Src, names[0]) {
		return false
	}
	c.told[span] = true
	message, meant := "nothing defines "+names[0], ""
	if len(names) > 1 {
		message += "." + names[1]
		if others := c.pass.Repo.OutputsWith(names[1]); len(others) == 1 {
			meant = fmt.Sprintf("; did you mean %s.%s?", others[0], names[1])
		}
	}
	c.pass.Report(diag.Diagnostic{Span: span, Message: message + meant})
	return true
}

// looksFor reports whether a file looks whether there is an output.
func looksFor(src, output string) bool {
	return strings.Contains(src, "? "+output) || strings.Contains(src, "?"+output) || strings.Contains(src, `"`+output+`"`)
}

// outputOf is the output that an expression of the flake itself selects.
func outputOf(holder string) string {
	for _, prefix := range []string{"inputs.", "self.", "config.flake.", "outputs."} {
		holder = strings.TrimPrefix(holder, prefix)
	}
	return holder
}

// nearOutput is near, for names of two letters too, where one more makes a defined one.
func nearOutput(name string, known []string) (meant string, like bool) {
	for _, candidate := range known {
		if len(name) == 2 && len(candidate) == 3 && strings.HasPrefix(candidate, name) {
			return candidate, true
		}
	}
	return near(name, known)
}

// ofSelf is the path of an output that an expression selects, as far as it is written out, and how
// many names stand before it.
func (c *outputCheck) ofSelf(sel *syntax.Select, s *syntax.Scopes) (names analyzer.Path, behind int) {
	id, ok := syntax.Unparen(sel.X).(*syntax.Ident)
	if !ok {
		return nil, 0
	}
	b, bound := s.Lookup(id.Name)
	if bound && (b.Lambda == nil || b.Lambda.Formals == nil && id.Name == "self") {
		return nil, 0
	}
	for _, n := range sel.Path.Names {
		name, ok := syntax.StaticName(n)
		if !ok {
			break
		}
		names = append(names, name)
	}
	switch {
	case id.Name == "self":
	case len(names) > 0 && (id.Name == "inputs" && names[0] == "self" || id.Name == "config" && names[0] == "flake"):
		behind = 1
	default:
		return nil, 0
	}
	if behind < len(names) && names[behind] == "outputs" {
		behind++
	}
	return names[behind:], behind
}

// stands reports whether a name is bound or written anywhere, or is a file's: what makes outputs of
// a folder names them after its files.
func (c *outputCheck) stands(name string) bool {
	if c.written == nil {
		c.written = writtenNames(c.pass.Repo)
		for _, f := range c.pass.Repo.Files {
			c.written[strings.TrimSuffix(path.Base(f.Name), ".nix")] = true
			c.written[path.Base(path.Dir(f.Name))] = true
		}
	}
	return c.written[name]
}
