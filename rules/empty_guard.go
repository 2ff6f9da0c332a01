package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func emptyGuard() analyzer.Rule {
	return analyzer.Rule{
		Name:     "empty-guard",
		Severity: diag.Info,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a condition around nothing",
			Why: `mkIf c { }, optionals c [ ] and their kin give the same whether or not the condition holds: something was
forgotten, or was taken out and left its guard. A set can be empty and say something, such as sops.secrets.token = mkIf c { },
which declares a secret: only settings of groups, and of options that gather names, are looked at. A comment inside says
that it is meant so, unless the pattern is strict, or the option is read by such conditions only: setting it
does nothing, whatever is planned. A template, which is there to be copied and filled in and which nothing imports, is left alone.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.app; in
{
  options.mxmlabs.app.enable = lib.mkEnableOption "the app";
  options.mxmlabs.app.fast = lib.mkEnableOption "the fast mode";
  config = lib.mkIf cfg.enable {
    networking.firewall.allowedTCPPorts = [ 80 ] ++ lib.optionals cfg.fast [ ];
  };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.app; in
{
  options.mxmlabs.app.enable = lib.mkEnableOption "the app";
  options.mxmlabs.app.fast = lib.mkEnableOption "the fast mode";
  config = lib.mkIf cfg.enable {
    networking.firewall.allowedTCPPorts = [ 80 ] ++ lib.optionals cfg.fast [ 81 ];
  };
}
`,
			Unknown: "values that are computed; empty sets for options of which it is not known that they gather names",
		},
		Check: func(p *analyzer.Pass) {
			idle := idleSwitches(p.Repo)
			for _, f := range p.Repo.Files {
				if f.Module && len(f.Errors) == 0 && !isTrial(f.Name) && !(toBeCopied.MatchString(f.Name) && isUnread(p.Repo, f)) && !isFrame(p.Repo, f) {
					g := &emptyGuards{pass: p, file: f, idle: idle, defined: map[syntax.Node]analyzer.Path{}}
					for _, d := range f.Definitions {
						g.defined[syntax.Unparen(d.Value)] = d.Path
					}
					g.visit(f.Root)
				}
			}
		},
	}
}

// emptyGuards looks through one file for conditions around nothing.
type emptyGuards struct {
	pass    *analyzer.Pass
	file    *analyzer.File
	defined map[syntax.Node]analyzer.Path // the options that values are given to
	idle    map[diag.Span]analyzer.Path   // conditions that are an option which nothing but such conditions reads
}

func (g *emptyGuards) visit(n syntax.Node) {
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			if name, ok := syntax.StaticName(n.Path.Names[0]); ok && name == "config" && len(n.Path.Names) == 1 {
				g.config(n.Value)
			}
		case *syntax.Apply:
			g.call(n)
		}
		return true
	})
}

// config reports mkIf c { } where it is all of a module's config, or a part that mkMerge joins.
func (g *emptyGuards) config(x syntax.Expr) {
	call, ok := syntax.Unparen(x).(*syntax.Apply)
	if !ok {
		return
	}
	args := syntax.Arguments(call)
	switch fn := syntax.LibCallee(call); {
	case fn == "mkMerge" && len(args) == 1:
		if list, ok := syntax.Unparen(args[0]).(*syntax.List); ok {
			for _, e := range list.Elems {
				g.config(e)
			}
		}
	case fn == "mkIf" && len(args) == 2 && isEmpty(args[1]):
		g.report(call, args, nil)
	}
}

func (g *emptyGuards) call(call *syntax.Apply) {
	args := syntax.Arguments(call)
	if len(args) != 2 {
		return
	}
	switch fn := syntax.LibCallee(call); {
	case fn == "mkIf" && isEmpty(args[1]) && g.gathers(g.defined[syntax.Unparen(args[1])]), fn != "mkIf" && aroundNothing(call, args):
		g.report(call, args, g.idle[g.file.Span(args[0])])
	}
}

// aroundNothing reports whether a call of a conditional function gives the same whether or not its condition holds.
func aroundNothing(call *syntax.Apply, args []syntax.Expr) bool {
	switch syntax.LibCallee(call) {
	case "optionals":
		_, is := syntax.Unparen(args[1]).(*syntax.List)
		return is && isEmpty(args[1])
	case "optionalAttrs":
		_, is := syntax.Unparen(args[1]).(*syntax.AttrSet)
		return is && isEmpty(args[1])
	case "optionalString":
		_, is := syntax.Unparen(args[1]).(*syntax.Str)
		return is && isEmpty(args[1])
	}
	return false
}

// isEmpty reports whether an expression is a set, a list or a text that holds nothing.
func isEmpty(x syntax.Expr) bool {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.AttrSet:
		return len(x.Bindings) == 0 && !x.Rec
	case *syntax.List:
		return len(x.Elems) == 0
	case *syntax.Str:
		return len(x.Parts) == 0
	}
	return false
}

// idleSwitches are the conditions, by place, of optionals and its kin around nothing, where they are an option that
// nothing else reads. mkIf around all of a module is none: the module is begun, and its head says so.
func idleSwitches(repo *analyzer.Repo) map[diag.Span]analyzer.Path {
	around := map[diag.Span]bool{}
	for _, f := range repo.Files {
		f.Walk(func(n syntax.Node) bool {
			if call, ok := n.(*syntax.Apply); ok {
				if args := syntax.Arguments(call); len(args) == 2 && aroundNothing(call, args) {
					around[f.Span(args[0])] = true
				}
			}
			return true
		})
	}
	idle := map[diag.Span]analyzer.Path{}
	for _, r := range repo.Reads() {
		if around[r.Span] && len(repo.Declaring(r.Path)) == 1 && !slices.ContainsFunc(repo.Reads(), func(o *analyzer.Read) bool {
			return o.IsUse() && !around[o.Span] && (o.Path.HasPrefix(r.Path) || o.Whole && r.Path.HasPrefix(o.Path))
		}) {
			idle[r.Span] = r.Path
		}
	}
	return idle
}

// report reports a condition around nothing; idle is the option that it alone reads, if there is one.
func (g *emptyGuards) report(call *syntax.Apply, args []syntax.Expr, idle analyzer.Path) {
	switch meant := hasComment(g.file, call.Pos(), call.End()); {
	case meant && idle != nil:
		g.pass.Report(diag.Diagnostic{
			Span: g.file.Span(call), Option: idle.String(),
			Message: fmt.Sprintf("%q is read here only, where %s stands around nothing: setting it does nothing", idle, syntax.LibCallee(call)),
		})
	case !meant || g.pass.Strict(g.file.Name):
		g.pass.Report(diag.Diagnostic{
			Span:    g.file.Span(call),
			Message: fmt.Sprintf("%s %s stands around nothing: it gives the same whether or not the condition holds", syntax.LibCallee(call), oneLine(g.file.Text(args[0]))),
		})
	}
}

// oneLine shortens a text that goes over lines.
func oneLine(text string) string {
	first, _, more := strings.Cut(text, "\n")
	if more {
		return first + " …"
	}
	return first
}

// gathers reports whether an empty set for an option adds nothing: the option is a group, or gathers
// names from all modules and is empty by default.
func (g *emptyGuards) gathers(path analyzer.Path) bool {
	switch {
	case len(path) == 0:
		return false
	case slices.Contains(gathering, path.String()):
		return true
	case !g.pass.Repo.InNamespace(path):
		return false
	}
	declared := g.pass.Repo.Declaring(path)
	return len(declared) > 0 && !slices.ContainsFunc(declared, func(d *analyzer.Declaration) bool {
		return d.Opaque || len(d.Path) <= len(path)
	})
}

// gathering are options of NixOS, nix-darwin and home-manager that gather names, and groups of theirs.
var gathering = []string{
	"accounts", "boot", "console", "environment", "fonts", "gtk", "hardware", "home", "i18n", "networking", "nix", "nixpkgs", "programs",
	"security", "services", "systemd", "users", "virtualisation", "xdg",
	"environment.etc", "environment.variables", "environment.sessionVariables", "environment.shellAliases",
	"home.file", "home.sessionVariables", "home.shellAliases", "xdg.configFile", "xdg.dataFile", "programs.bash.shellAliases",
	"programs.zsh.shellAliases", "programs.fish.shellAliases", "systemd.services", "systemd.timers", "systemd.user.services",
	"systemd.user.timers", "users.users", "users.groups", "sops.secrets", "age.secrets", "networking.hosts", "boot.kernel.sysctl",
	"services.nginx.virtualHosts", "virtualisation.oci-containers.containers", "fileSystems", "homebrew.masApps",
}
