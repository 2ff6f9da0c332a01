package rules

import (
	"fmt"
	"regexp"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func unusedOption() analyzer.Rule {
	return analyzer.Rule{
		Name:     "unused-option",
		Severity: diag.Warning,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an option that nothing reads",
			Why: `Hosts set it and nothing happens. A read in any file counts, through any alias, and so does reading the
group around it whole; a test whether it is there ("config ? mxmlabs") reads nothing below it. What scripts, programs
and workflows read by "nix eval" counts: a path in a configuration as text in a file that is no Nix, or in a command in one. Options that are read-only,
internal or hidden are left out, and so are groups that a helper computes or is given the configuration for,
and modules that only submodules, or an evalModules of the repository's own, take; and what something takes out of the
options of an imported file by name, to give it another. An option of a module that is handed to another system, as the interface of a service of clan, is read by its last two names
behind an argument: settings.journal.mode. What a let binds that nothing uses reads nothing, and neither
does who hands a group to modules as an argument (extraSpecialArgs.acme = config.acme): what they read by it counts. So is an option
of which its description, or a comment on it, says that it is reserved, not used yet, or there for its name alone. In a repository without hosts, an option without a default that its own module
sets is there for who imports them, and so are the options of an exported module that configures nothing, where no other module sets or
reads an option of their group. Of options that a function makes for several modules, those are read that one of the modules
reads. Where what reads an option is commented out, that is an info.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.ssh; in
{
  options.mxmlabs.ssh = {
    enable = lib.mkEnableOption "ssh";
    port = lib.mkOption { type = lib.types.port; default = 22; };
  };
  config = lib.mkIf cfg.enable { services.openssh.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.ssh; in
{
  options.mxmlabs.ssh = {
    enable = lib.mkEnableOption "ssh";
    port = lib.mkOption { type = lib.types.port; default = 22; };
  };
  config = lib.mkIf cfg.enable { services.openssh = { enable = true; ports = [ cfg.port ]; }; };
}
`,
			Unknown: "options beside which a host imports a module of an input that is configuration by who wrote the repository: it may read them",
		},
		Check: func(p *analyzer.Pass) {
			alike, offered := newMadeAlike(p.Repo), newInterfaces(p.Repo)
			for _, d := range p.Repo.Declarations() {
				if !isUnused(p.Repo, d) || isReserved(d) || isGiven(p.Repo, d) || alike.isRead(d) || offered.Has(d) {
					continue
				}
				if commentedOut(d) {
					p.Report(diag.Diagnostic{
						Severity: diag.Info, Span: d.Span, Option: d.Path.String(),
						Message: fmt.Sprintf("%q is declared, and what reads it is commented out; use it, or remove both", d.Path),
					})
					continue
				}
				p.Report(diag.Diagnostic{
					Span: d.Span, Option: d.Path.String(),
					Message: fmt.Sprintf("%q is declared, but nothing reads it; use it, or remove it", d.Path),
				})
			}
		},
	}
}

// isUnused reports whether nothing reads what a declaration declares.
func isUnused(repo *analyzer.Repo, d *analyzer.Declaration) bool {
	return len(d.Path) > 0 && !d.Opaque && !d.Hidden && d.Path[len(d.Path)-1] != "enable" && repo.ReaderOf(d.File) == "" && !handsConfig(d.Value) && !repo.IsRead(d.Path) && !isReadElsewhere(repo, d)
}

// isGiven reports whether an option is one by which a library hands something to those who import it: in a repository without
// hosts, the module that declares it sets it itself, and nobody else need, as it has no default.
func isGiven(repo *analyzer.Repo, d *analyzer.Declaration) bool {
	if len(repo.Hosts) > 0 || d.Option == nil || !d.Option.Whole || d.Option.Default.Given() {
		return false
	}
	return slices.ContainsFunc(d.File.Definitions, func(def *analyzer.Definition) bool {
		return def.Path.HasPrefix(d.Path) && def.Priority <= analyzer.DefaultPriority && def.Priority != analyzer.UnknownPriority
	})
}

// reserved matches what is said of an option that is there before anything reads it.
var reserved = regexp.MustCompile(`(?i)\breserved for (?:(?:a|the) )?(?:later|future)\b|\b(?:not|un) ?(?:yet|currently) (?:used|implemented|read|wired|hooked|supported|honou?red)\b|\b(?:not|isn't|aren't|un)[- ]?(?:used|implemented|read|wired up|honou?red) (?:yet|currently|for now|so far)\b|` +
	`\bfor future (?:use|extensions?|needs?)\b|\bplaceholder (?:for|until)\b|^(?:todo|placeholder)\b|\btodo:? (?:use|read|implement|wire|make use)|` +
	`\bdummy option\b|\b(?:i|we) (?:do not|don'?t) (?:use|need|read) (?:it|this|that)\b|\b(?:intentionally|deliberately) (?:unused|not (?:used|read)|ignored)\b|\bunused (?:on purpose|by design|here)\b|` +
	`\bonly (?:here |there )?(?:for|to keep) (?:\w+ ){0,3}(?:compat\w*|interface)\b|\bhas no effect\s*(?:[.;,]|$)|\bis a no-?op\b`)

// isReserved reports whether the description of an option, or a comment on it, says that nothing reads it yet.
func isReserved(d *analyzer.Declaration) bool {
	if reserved.MatchString(commentAt(d.File, d.Span.Start.Line)) {
		return true
	}
	if d.Option == nil {
		return false
	}
	text, known := d.Option.Description.Text()
	return known && reserved.MatchString(text)
}

// handsConfig reports whether a declaration is made by a call that is given the configuration: the
// function may read there what it declares, by a name that only its caller knows.
func handsConfig(value syntax.Expr) bool {
	if value == nil {
		return false
	}
	call, ok := syntax.Unparen(value).(*syntax.Apply)
	if !ok || syntax.Callee(call) == "mkOption" {
		return false
	}
	for _, arg := range syntax.Arguments(call) {
		switch arg := syntax.Unparen(arg).(type) {
		case *syntax.Ident:
			if arg.Name == "config" {
				return true
			}
		case *syntax.AttrSet:
			if slices.ContainsFunc(arg.Bindings, bindsConfig) {
				return true
			}
		}
	}
	return false
}

func bindsConfig(b syntax.Binding) bool {
	isConfig := func(n syntax.AttrName) bool {
		id, ok := n.(*syntax.Ident)
		return ok && id.Name == "config"
	}
	switch b := b.(type) {
	case *syntax.Inherit:
		return b.From == nil && slices.ContainsFunc(b.Names, isConfig)
	case *syntax.AttrBinding:
		return len(b.Path.Names) == 1 && isConfig(b.Path.Names[0])
	}
	return false
}
