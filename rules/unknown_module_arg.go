package rules

import (
	"fmt"
	"maps"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func unknownModuleArg() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unknown-module-arg",
		Severity: diag.Error,
		Default:  true,
		Graph:    true,
		Doc: analyzer.Doc{
			Title: "a module takes an argument that nothing hands to it",
			Why: `A module is called with config, options, lib, pkgs, the special arguments of its host and what
_module.args adds. Any other argument ends the evaluation where it is used; a default is not looked at, and neither is a use under
an enable that is off on the host. Only files that
a host is known to import as modules are checked: one that is called with arguments of its own is not.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { specialArgs.hostName = "nas"; modules = [ ./nas.nix ]; };
  };
}
-- nas.nix --
{ hostname, ... }:
{
  networking.hostName = hostname;
  system.stateVersion = "26.05";
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { specialArgs.hostName = "nas"; modules = [ ./nas.nix ]; };
  };
}
-- nas.nix --
{ hostName, ... }:
{
  networking.hostName = hostName;
  system.stateVersion = "26.05";
}
`,
			Unknown: "arguments that an input's module adds by _module.args where it is not well known: only a name that is nearly one of the supplied ones is reported there; arguments that nothing uses; so with modules of flake-parts",
		},
		Check: func(p *analyzer.Pass) {
			missing := map[*syntax.Formal]*lackingArg{}
			for _, h := range p.Repo.Hosts {
				lackingArgs(p.Repo, h, missing)
			}
			lackingOfParts(p.Repo, missing)
			lackingOfSnowfall(p.Repo, missing)
			for _, lack := range missing {
				p.Report(lack.finding())
			}
		},
	}
}

// lackingArg is an argument of a module, and the hosts on which nothing supplies it.
type lackingArg struct {
	file   *analyzer.File
	formal *syntax.Formal
	hosts  []*analyzer.Host
	known  []string
	maker  string // what calls the module, where no host is known that does
}

func (l *lackingArg) finding() diag.Diagnostic {
	name := l.formal.Name.Name
	d := diag.Diagnostic{Span: l.file.Span(l.formal.Name), Cause: name}
	if len(l.hosts) > 0 {
		d.Claim = claim(diag.NotSupplied, name, l.hosts...)
		d.Message = fmt.Sprintf("nothing hands %q to this module on %s; pass it in specialArgs, or remove it", name, hostList(l.hosts))
	} else {
		d.Message = fmt.Sprintf("nothing hands %q to this module of %s; pass it in the specialArgs of %s, or remove it", name, l.maker, passedIn[l.maker])
	}
	if nearest, ok := analyzer.Nearest(name, l.known); ok {
		d.Message += fmt.Sprintf("; did you mean %q?", nearest)
	}
	return d
}

// passedIn says where arguments are handed to the modules of a maker.
var passedIn = map[string]string{"flake-parts": "mkFlake", "snowfall-lib": "its hosts or users"}

func lackingArgs(repo *analyzer.Repo, h *analyzer.Host, missing map[*syntax.Formal]*lackingArg) {
	for _, name := range slices.Sorted(maps.Keys(h.Closure.Functions)) {
		f := repo.File(name)
		head, ok := syntax.Unparen(f.Root).(*syntax.Lambda)
		if !ok || head.Formals == nil || !h.Closure.Has(name) || repo.SnowfallCalls(f) {
			continue
		}
		for _, class := range h.Closure.Functions[name].Each() {
			supplied, known := repo.Arguments(h, class)
			for _, formal := range head.Formals.List {
				if (lacks(h, class, supplied, known, formal.Name.Name) || ofHomes(h, class, supplied, known, formal.Name.Name)) && used(f, formal) && evaluatedOn(repo, h, f, formal) {
					note(missing, f, formal, h, supplied)
				}
			}
		}
	}
}

// lackingOfParts adds the arguments that modules of flake-parts lack.
func lackingOfParts(repo *analyzer.Repo, missing map[*syntax.Formal]*lackingArg) {
	heads, names, inputs := repo.PartsSupplied()
	strange := slices.ContainsFunc(inputs, strangePart)
	for _, name := range heads {
		f := repo.File(name)
		head, ok := syntax.Unparen(f.Root).(*syntax.Lambda)
		if !ok || head.Formals == nil {
			continue
		}
		for _, formal := range head.Formals.List {
			if slices.Contains(names, formal.Name.Name) || !used(f, formal) || missing[formal] != nil {
				continue
			}
			if _, near := analyzer.Nearest(formal.Name.Name, names); near || !strange {
				missing[formal] = &lackingArg{file: f, formal: formal, known: names, maker: "flake-parts"}
			}
		}
	}
}

// lackingOfSnowfall adds the arguments that modules lack which snowfall-lib calls: a call needs them, used or not, and
// takes the defaults of those that it has not.
func lackingOfSnowfall(repo *analyzer.Repo, missing map[*syntax.Formal]*lackingArg) {
	repo.SnowfallSupplied(func(f *analyzer.File, names []string) {
		head, ok := syntax.Unparen(f.Root).(*syntax.Lambda)
		if !ok || head.Formals == nil {
			return
		}
		for _, formal := range head.Formals.List {
			if formal.Default == nil && missing[formal] == nil && !slices.Contains(names, formal.Name.Name) {
				missing[formal] = &lackingArg{file: f, formal: formal, known: names, maker: "snowfall-lib"}
			}
		}
	})
}

// strangePart reports whether it is not known of an input that its modules of flake-parts supply no arguments.
func strangePart(name string) bool {
	switch name {
	case "flake-parts", "treefmt-nix", "git-hooks", "git-hooks-nix", "pre-commit-hooks", "pre-commit-hooks-nix", "devshell", "home-manager",
		"nix-darwin", "import-tree", "flake-root", "nixvim":
		return false
	}
	return true
}

// lacks reports whether nothing supplies an argument. Where inputs that are not well known have
// modules on the host, which may supply any name, a name that is nearly one of ours is wrong still.
func lacks(h *analyzer.Host, class analyzer.Class, supplied []string, known bool, name string) bool {
	if !known || slices.Contains(supplied, name) {
		return false
	}
	_, near := analyzer.Nearest(name, supplied)
	inputs := h.Closure.Inputs()
	if class == h.Class { // what modules of homes add comes to no module of the machine
		inputs = h.Closure.InputsFor(class)
	}
	return near || !slices.ContainsFunc(inputs, strangeInput)
}

// ofHomes reports whether an argument is one that home-manager alone hands on, to its modules, and a module of the
// machine takes it. No input's module supplies it there.
func ofHomes(h *analyzer.Host, class analyzer.Class, supplied []string, known bool, name string) bool {
	return known && class == h.Class && class.Has(analyzer.NixOS|analyzer.Darwin) && !slices.Contains(supplied, name) &&
		slices.Contains([]string{"osConfig", "nixosConfig", "darwinConfig"}, name)
}

// strangeInput reports whether it is not known of an input that its modules supply no arguments.
func strangeInput(name string) bool {
	switch name {
	case "nixpkgs", "home-manager", "nix-darwin", "darwin", "sops-nix", "agenix", "disko", "nixos-hardware", "hardware", "impermanence",
		"lanzaboote", "stylix", "nixos-wsl", "nix-index-database", "deploy-rs", "colmena", "nixvim", "catppuccin", "srvos", "preservation",
		"nix-homebrew", "mac-app-util", "determinate", "nix-flatpak", "plasma-manager", "spicetify-nix", "nixos-facter-modules",
		"chaotic", "nix-gaming", "ucodenix", "niri", "niri-flake", "noctalia", "nur", "NUR", "nixos-vscode-server", "vscode-server", "autofirma-nix",
		"nix-minecraft", "microvm", "agenix-rekey", "hyprland", "jovian", "jovian-nixos", "musnix", "zen-browser", "nixos-mailserver",
		"simple-nixos-mailserver":
		return false
	}
	return true
}

func note(missing map[*syntax.Formal]*lackingArg, f *analyzer.File, formal *syntax.Formal, h *analyzer.Host, supplied []string) {
	lack := missing[formal]
	if lack == nil {
		lack = &lackingArg{file: f, formal: formal, known: supplied}
		missing[formal] = lack
	}
	if !slices.Contains(lack.hosts, h) {
		lack.hosts = append(lack.hosts, h)
	}
}

// used reports whether the module uses the argument: what is not looked at is not looked for. The
// parser reads __curPos as the position of where it stands, whatever binds it.
func used(f *analyzer.File, formal *syntax.Formal) bool {
	return formal.Name.Name != "__curPos" && !slices.ContainsFunc(f.Names.Unused, func(u syntax.Unused) bool { return u.Formal == formal })
}
