package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func hostMissingStateVersion() analyzer.Rule {
	return analyzer.Rule{
		Name:     "host-missing-state-version",
		Severity: diag.Error,
		Graph:    true,
		Doc: analyzer.Doc{
			Title: "a host whose modules set no stateVersion",
			Why: `Without system.stateVersion, or home.stateVersion for a home, a host does not evaluate, or takes the newest
defaults for data that older ones wrote. It counts wherever the host's imports lead.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ]; };
  };
}
-- nas.nix --
{ lib, ... }:
{
  config.networking.hostName = lib.mkDefault "nas";
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./nas.nix ]; };
  };
}
-- nas.nix --
{ lib, ... }:
{
  config = { networking.hostName = lib.mkDefault "nas"; system.stateVersion = "26.05"; };
}
`,
			Unknown: "hosts with an import that is computed, or of which an input that is not well known has modules; installation images",
		},
		Check: func(p *analyzer.Pass) {
			writers := filesWriting(p.Repo, "stateVersion")
			for _, h := range p.Repo.Hosts {
				for _, option := range lackingVersions(p.Repo, h, writers) {
					p.Report(diag.Diagnostic{
						Span: placeOf(p.Repo, h), Option: option, Claim: claim(diag.NeverSet, option, h),
						Message: fmt.Sprintf("no module of %s sets %q; set it to the release that it was installed with", h.ID(), option),
					})
				}
			}
		},
	}
}

// lackingVersions are the options of that kind that a host is known to lack. writers are the files
// that have the word for what the facts do not account for.
func lackingVersions(repo *analyzer.Repo, h *analyzer.Host, writers []string) []string {
	var lacking []string
	if slices.ContainsFunc(h.Closure.Inputs(), strangeInput) || image(repo, h) {
		return nil
	}
	for _, class := range []analyzer.Class{h.Class, analyzer.Home} {
		kind, ok := class.Kind()
		if !ok {
			continue
		}
		name := analyzer.Path(strings.Split(kind.StateVersion, "."))
		has := slices.ContainsFunc(h.Settings, func(s analyzer.Setting) bool { return s.Class == class })
		if has && h.Closure.Seen(class) && !repo.Defines(h, name) && !slices.Contains(lacking, name.String()) && !slices.ContainsFunc(writers, func(name string) bool { _, reached := h.Closure.Files[name]; return reached }) {
			lacking = append(lacking, name.String())
		}
	}
	return lacking
}

// image reports whether the host imports a module of nixpkgs that makes an image, and sets the version.
func image(repo *analyzer.Repo, h *analyzer.Host) bool {
	return slices.ContainsFunc(h.Closure.Foreign, func(span diag.Span) bool {
		f := repo.File(span.File)
		text := ""
		if f != nil {
			text = f.Src[span.Start.Offset:span.End.Offset]
		}
		return f == nil || strings.Contains(text, "installer") || strings.Contains(text, "virtualisation") || strings.Contains(text, "netboot")
	})
}

// filesWriting are the files whose code has a word.
func filesWriting(repo *analyzer.Repo, word string) []string {
	var names []string
	for _, f := range repo.Files {
		if strings.Contains(f.Src, word) && mentionsName(f, word) {
			names = append(names, f.Name)
		}
	}
	return names
}

// placeOf is where a finding about a host stands: the entry of its folder, or the output.
func placeOf(repo *analyzer.Repo, h *analyzer.Host) diag.Span {
	if f := repo.File(path.Join(h.Dir, "default.nix")); h.Dir != "" && f != nil {
		return f.Range(0, 0)
	}
	return h.Span
}
