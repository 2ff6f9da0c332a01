package rules

import (
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func optionUnset() analyzer.Rule {
	return analyzer.Rule{
		Name:     "option-unset",
		Severity: diag.Warning,
		Graph:    true,
		Doc: analyzer.Doc{
			Title: "an option without a default that an enabled module uses and nothing sets",
			Why: `The host does not evaluate where the value is needed. Told only if the module is known to be enabled there,
what uses the option stands under no further condition, and no module that the host imports defines it.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ./web.nix ]; };
  };
}
-- nas.nix --
{
  mxmlabs.web.enable = true;
  system.stateVersion = "26.05";
}
-- web.nix --
{ config, lib, ... }:
let cfg = config.mxmlabs.web; in
{
  options.mxmlabs.web = {
    enable = lib.mkEnableOption "web";
    domain = lib.mkOption { type = lib.types.str; };
  };
  config = lib.mkIf cfg.enable { networking.domain = cfg.domain; };
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ./web.nix ]; };
  };
}
-- nas.nix --
{
  mxmlabs.web.enable = true;
  mxmlabs.web.domain = "example.org";
  system.stateVersion = "26.05";
}
-- web.nix --
{ config, lib, ... }:
let cfg = config.mxmlabs.web; in
{
  options.mxmlabs.web = {
    enable = lib.mkEnableOption "web";
    domain = lib.mkOption { type = lib.types.str; };
  };
  config = lib.mkIf cfg.enable { networking.domain = cfg.domain; };
}
`,
			Unknown: "hosts with an import that is computed, or a module of an input that is not well known, which may set it; types other than plain ones, of which some have a value of their own; uses inside of a choice",
		},
		Check: func(p *analyzer.Pass) {
			for _, h := range p.Repo.Hosts {
				if h.Class == 0 {
					continue
				}
				on := p.Repo.Enabled(h)
				for _, d := range p.Repo.Declarations() {
					if place, ok := unsetOn(p.Repo, h, on, d); ok {
						p.Report(diag.Diagnostic{
							Span: place, Option: d.Path.String(), Claim: claim(diag.IsUnset, d.Path.String(), h), Related: []diag.Related{{Span: d.Span, Message: "declared"}},
							Message: fmt.Sprintf("%s enables this, but no module there sets %q, which has no default; set it", h.ID(), d.Path),
						})
					}
				}
			}
		},
	}
}

// unsetOn reports whether an option is used on a host and has no value there, and where its module
// is enabled.
func unsetOn(repo *analyzer.Repo, h *analyzer.Host, on map[string]*analyzer.Definition, d *analyzer.Declaration) (diag.Span, bool) {
	if d.Opaque || d.Hidden || d.Option == nil || !d.Option.Whole || d.Option.Default.Given() || !plain(d.Option.Type) {
		return diag.Span{}, false
	}
	enable := repo.EnableOf(d.Path)
	if enable == nil || on[enable.Path.String()] == nil || definedFor(repo, h, d) {
		return diag.Span{}, false
	}
	used := slices.ContainsFunc(h.Settings, func(s analyzer.Setting) bool {
		return s.Sure && h.Declares(d, s.Class) && h.Closure.Seen(s.Class) && !mayDeclare(h, s.Class) && s.Surely(on) && needs(s.Definition, d.Path)
	})
	return on[enable.Path.String()].Span, used
}

// definedFor reports whether a module that the host may import gives an option a value, in configurations of the kinds
// that have it.
func definedFor(repo *analyzer.Repo, h *analyzer.Host, d *analyzer.Declaration) bool {
	if d.Classes() == 0 {
		return repo.Defines(h, d.Path)
	}
	return len(repo.AroundAs(h, d.Path, d.Classes())) > 0
}

// plain reports whether values of a type, or of all that it may be, are none where nothing is defined.
func plain(t analyzer.Type) bool {
	if types := t.Alternatives(); len(types) > 0 {
		return !slices.ContainsFunc(types, func(t analyzer.Type) bool { return !plainType(t.Name) })
	}
	return plainType(t.Name)
}

// plainType knows the types that have no value where nothing is defined.
func plainType(name string) bool {
	switch name {
	case "bool", "str", "string", "nonEmptyStr", "singleLineStr", "int", "float", "number", "port", "path", "package", "enum":
		return true
	}
	return strings.HasPrefix(name, "ints.")
}

// needs reports whether the value of a definition cannot be had without an option: it reads it, and
// nothing in it chooses.
func needs(d *analyzer.Definition, path analyzer.Path) bool {
	if !slices.ContainsFunc(d.Uses(), path.Equal) {
		return false
	}
	chooses := false
	syntax.Walk(d.Value, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.If, *syntax.Lambda, *syntax.HasAttr, *syntax.Let:
			chooses = true
		case *syntax.Select:
			chooses = chooses || n.Or != nil
		case *syntax.Binary:
			chooses = chooses || n.Op != syntax.Add && n.Op != syntax.Concat
		case *syntax.Ident:
			chooses = chooses || strings.HasPrefix(n.Name, "optional") || strings.HasPrefix(n.Name, "mk")
		}
		return !chooses
	})
	return !chooses
}
