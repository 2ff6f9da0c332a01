package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func conflictingDefinitions() analyzer.Rule {
	return analyzer.Rule{
		Name:     "conflicting-definitions",
		Severity: diag.Error,
		Default:  true,
		Graph:    true,
		Doc: analyzer.Doc{
			Title: "two values for an option that takes one",
			Why: `Of two plain definitions of a number, a word or a switch that differ, neither wins, nor of two that are both
lib.mkDefault: evaluation ends on every host that has both. A role or a profile that only proposes a value writes lib.mkDefault; what must win writes lib.mkForce. A
read-only option that has a default takes no definition at all. Only definitions that are surely made are looked at: plain, or
under options that are known to be true on the host; their values are literals, or options that no module of the host sets
away from a literal default, or one sets to a literal.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ./web.nix ./role.nix ]; };
  };
}
-- nas.nix --
{
  mxmlabs.web.port = 8080;
  system.stateVersion = "26.05";
}
-- role.nix --
{ mxmlabs.web.port = 80; }
-- web.nix --
{ config, lib, ... }:
{
  options.mxmlabs.web.port = lib.mkOption { type = lib.types.port; default = 22; };
  config.networking.firewall.allowedTCPPorts = [ config.mxmlabs.web.port ];
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ./web.nix ./role.nix ]; };
  };
}
-- nas.nix --
{
  mxmlabs.web.port = 8080;
  system.stateVersion = "26.05";
}
-- role.nix --
{ lib, ... }: { mxmlabs.web.port = lib.mkDefault 80; }
-- web.nix --
{ config, lib, ... }:
{
  options.mxmlabs.web.port = lib.mkOption { type = lib.types.port; default = 22; };
  config.networking.firewall.allowedTCPPorts = [ config.mxmlabs.web.port ];
}
`,
			Unknown: "values and conditions that are computed; options that this repository does not declare, declares twice or gives an apply; users' homes on a machine",
		},
		Check: func(p *analyzer.Pass) {
			found := conflicts{pass: p, at: map[[2]*analyzer.Definition]*clash{}, alone: map[string]*analyzer.Declaration{}}
			for _, h := range p.Repo.Hosts {
				if h.Class != 0 {
					found.on(h)
				}
			}
			for _, c := range found.order {
				p.Report(c.finding())
			}
		},
	}
}

// clash is a definition that cannot stand beside another one, and the hosts that have both.
type clash struct {
	one, other *analyzer.Definition // other is nil for a read-only option
	option     *analyzer.Declaration
	hosts      []*analyzer.Host
}

func (c *clash) finding() diag.Diagnostic {
	d := diag.Diagnostic{Span: c.one.Span, Option: c.one.Path.String(), Claim: claim(diag.Fails, c.one.Path.String(), c.hosts...)}
	if c.other == nil {
		d.Message = fmt.Sprintf("%q is read-only and has a default: a definition of it ends the evaluation of %s", c.one.Path, hostList(c.hosts))
		d.Related = []diag.Related{{Span: c.option.Span, Message: "declared"}}
		return d
	}
	advice := "write lib.mkDefault or lib.mkForce around one"
	if c.one.Priority == analyzer.MkDefaultPriority {
		advice = "both are lib.mkDefault; leave it out of one"
	}
	d.Message = fmt.Sprintf("%q is %s here and %s in %s, and neither wins on %s; %s",
		c.one.Path, c.one.File.Text(c.one.Value), c.other.File.Text(c.other.Value), c.other.File.Name, hostList(c.hosts), advice)
	d.Related = []diag.Related{{Span: c.other.Span, Message: "the other definition"}}
	return d
}

type conflicts struct {
	pass  *analyzer.Pass
	order []*clash
	at    map[[2]*analyzer.Definition]*clash
	alone map[string]*analyzer.Declaration // by path outside of the namespaces: nil where others may declare it
}

func (c *conflicts) on(h *analyzer.Host) {
	var enabled map[string]*analyzer.Definition
	plain := map[string][]analyzer.Setting{}
	var paths []string
	for _, s := range h.Settings {
		if !s.Sure || s.Dynamic || s.Class != h.Class || !proposes(s.Priority) || !c.ours(h, s.Path) {
			continue
		}
		if enabled == nil {
			enabled = c.pass.Repo.Enabled(h)
		}
		if name := s.Path.String(); s.Surely(enabled) {
			if plain[name] == nil {
				paths = append(paths, name)
			}
			plain[name] = append(plain[name], s)
		}
	}
	for _, path := range paths {
		c.among(h, plain[path])
	}
}

// proposes knows the weights that definitions of one option are compared at: plain ones, and those of mkDefault.
func proposes(priority int) bool {
	return priority == analyzer.DefaultPriority || priority == analyzer.MkDefaultPriority
}

// ours reports whether the option is one of the namespaces, or one elsewhere that this repository alone declares.
func (c *conflicts) ours(h *analyzer.Host, path analyzer.Path) bool {
	if c.pass.Repo.InNamespace(path) {
		return true
	}
	name := path.String()
	if _, met := c.alone[name]; !met {
		option := c.scalar(path)
		c.alone[name] = nil
		if option != nil && c.pass.Repo.Alone(option) {
			c.alone[name] = option
		}
	}
	return c.alone[name] != nil && c.alone[name].Classes().Has(h.Class)
}

// strongest are the settings of the least number, which win over the others.
func strongest(settings []analyzer.Setting) (most []analyzer.Setting) {
	for _, s := range settings {
		if len(most) > 0 && s.Priority < most[0].Priority {
			most = nil
		}
		if len(most) == 0 || s.Priority == most[0].Priority {
			most = append(most, s)
		}
	}
	return most
}

// among compares the definitions of one option on a host that are made with the same weight.
func (c *conflicts) among(h *analyzer.Host, settings []analyzer.Setting) {
	option := c.scalar(settings[0].Path)
	if option == nil {
		return
	}
	if readOnly, known := option.Option.ReadOnly.Bool(); readOnly && known && option.Option.Default.Given() && h.Declares(option, h.Class) {
		c.note(h, option, settings[0], nil)
		return
	}
	if settings = strongest(settings); len(settings) == 1 || c.overridden(h, settings[0]) {
		return
	}
	first, ok := c.value(h, settings[0])
	for _, s := range settings[1:] {
		if value, also := c.value(h, s); ok && also && value != first {
			one, other := settings[0], s
			if h.Own(other) && !h.Own(one) {
				one, other = other, one
			}
			c.note(h, option, one, other.Definition)
			return
		}
	}
}

func (c *conflicts) note(h *analyzer.Host, option *analyzer.Declaration, one analyzer.Setting, other *analyzer.Definition) {
	key := [2]*analyzer.Definition{one.Definition, other}
	if c.at[key] == nil {
		c.at[key] = &clash{one: one.Definition, other: other, option: option}
		c.order = append(c.order, c.at[key])
	}
	c.at[key].hosts = append(c.at[key].hosts, h)
}

// overridden reports whether a definition that is stronger than a setting, or may be, is made of its
// option or around it: then those of its weight are not looked at.
func (c *conflicts) overridden(h *analyzer.Host, s analyzer.Setting) bool {
	return slices.ContainsFunc(c.pass.Repo.AroundAs(h, s.Path, s.Class), func(d *analyzer.Definition) bool {
		return d.Priority < s.Priority || d.Dynamic || !d.Path.Equal(s.Path) && (s.Priority != analyzer.DefaultPriority || analyzer.MayForce(d, s.Path))
	})
}

// scalar is the declaration of an option, if it is the only one and its type takes one value.
func (c *conflicts) scalar(path analyzer.Path) *analyzer.Declaration {
	declared := c.pass.Repo.Declaring(path)
	if len(declared) != 1 || !declared[0].Path.Equal(path) || declared[0].Opaque || c.pass.Repo.Covered(path) {
		return nil
	}
	option := declared[0].Option
	if option == nil || !option.Whole && option.Ctor != "mkEnableOption" || option.Apply.Given() || !takesOne(option.Type) {
		return nil
	}
	return declared[0]
}

func takesOne(t analyzer.Type) bool {
	switch t.Name {
	case "bool", "int", "port", "float", "number", "str", "nonEmptyStr", "singleLineStr", "enum":
		return true
	case "nullOr":
		return takesOne(t.Arg(0))
	}
	return strings.HasPrefix(t.Name, "ints.")
}

// value is what a definition gives an option on a host: a literal, or the default of another option, which no
// module of the host sets.
func (c *conflicts) value(h *analyzer.Host, s analyzer.Setting) (string, bool) {
	if text, ok := literal(s.Value); ok {
		return text, true
	}
	i := slices.IndexFunc(s.File.Reads, func(r *analyzer.Read) bool { return r.IsUse() && r.Span == s.File.Span(syntax.Unparen(s.Value)) })
	if i < 0 || !h.Closure.Seen(h.Class) {
		return "", false
	}
	path := s.File.Reads[i].Path
	option := c.scalar(path)
	if option == nil || !option.Option.Default.Given() || !c.pass.Repo.InNamespace(path) || !h.Declares(option, h.Class) {
		return "", false
	}
	around := c.pass.Repo.AroundAs(h, path, h.Class)
	if len(around) == 0 {
		return literal(option.Option.Default.Expr)
	}
	i = slices.IndexFunc(h.Settings, func(s analyzer.Setting) bool { return s.Definition == around[0] })
	if len(around) > 1 || i < 0 || !surelyWins(h.Settings[i], path) {
		return "", false
	}
	return literal(around[0].Value)
}

// surelyWins reports whether a setting, the only one of an option on its host, is what the option is there.
func surelyWins(s analyzer.Setting, path analyzer.Path) bool {
	return s.Sure && !s.Dynamic && !s.Optional && len(s.Conds) == 0 && s.Path.Equal(path) && s.Priority != analyzer.UnknownPriority && s.Priority < analyzer.OptionDefaultPriority
}

// literal is a value as it is written, by its kind.
func literal(x syntax.Expr) (string, bool) {
	switch x := syntax.Unparen(x).(type) {
	case *syntax.Ident:
		return x.Name, x.Name == "true" || x.Name == "false" || x.Name == "null"
	case *syntax.Int:
		return strconv.FormatInt(x.Value, 10), true
	case *syntax.Str:
		text, ok := syntax.StaticText(x)
		return strconv.Quote(text), ok
	}
	return "", false
}
