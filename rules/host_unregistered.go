package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func hostUnregistered() analyzer.Rule {
	return analyzer.Rule{
		Name:     "host-unregistered",
		Severity: diag.Error,
		Default:  true,
		Graph:    true,
		Doc: analyzer.Doc{
			Title: "a host's folder that is no output of the flake, or an output without its folder",
			Why: `The folder is not built, not checked and not deployed; the output fails. Which folders hold hosts follows from the
hosts globs of the configuration, or, where they name nothing, from the folders that are named after hosts. A folder
that any other file names, such as one of parts that hosts share, is left out, and so are names that begin with _, and what a command
builds by its file: nixos-config=hosts/iso/default.nix.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./hosts/nas/default.nix ]; };
  };
}
-- hosts/nas/default.nix --
{ lib, ... }:
{
  config.system.stateVersion = lib.mkDefault "26.05";
}
-- hosts/laptop/default.nix --
{ lib, ... }:
{
  config.system.stateVersion = lib.mkDefault "26.05";
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./hosts/nas/default.nix ]; };
    nixosConfigurations.laptop = nixpkgs.lib.nixosSystem { modules = [ ./hosts/laptop/default.nix ]; };
  };
}
-- hosts/nas/default.nix --
{ lib, ... }:
{
  config.system.stateVersion = lib.mkDefault "26.05";
}
-- hosts/laptop/default.nix --
{ lib, ... }:
{
  config.system.stateVersion = lib.mkDefault "26.05";
}
`,
			Unknown: "flakes whose hosts are not all known, and hosts whose modules cannot be seen",
		},
		Check: func(p *analyzer.Pass) {
			for _, h := range p.Repo.Hosts {
				for _, absent := range h.Closure.Absent {
					if dir := strings.TrimSuffix(absent.Name, "/default.nix"); path.Base(dir) == h.Name && !p.Repo.HasFolder(dir) {
						p.Report(diag.Diagnostic{
							Span: h.Span, Claim: claim(diag.Fails, h.Name, h),
							Message: fmt.Sprintf("%s is an output, but %s does not exist; add it, or remove the output", h.ID(), absent.Name),
						})
					}
				}
			}
			if p.Repo.HostsKnown && !slices.ContainsFunc(p.Repo.Hosts, func(h *analyzer.Host) bool { return !h.Closure.WholeFor(h.Class) }) {
				unregistered(p)
			}
		},
	}
}

// unregistered reports the folders that no host reaches.
func unregistered(p *analyzer.Pass) {
	reached := p.Repo.Reached()
	var mentions *analyzer.Mentions
	for _, dir := range p.Repo.HostDirs {
		if strings.HasPrefix(path.Base(dir), "_") || namesHost(p.Repo, dir) || touches(reached, dir) || spelled(p.Repo, dir) || ofUsers.MatchString(dir) {
			continue
		}
		entry := entryOf(p.Repo, dir)
		if mentions == nil {
			mentions = p.Repo.Mentions()
		}
		if entry == nil || named(p.Repo, mentions, dir) || p.Repo.BuiltAlone(entry.Name) {
			continue
		}
		p.Report(diag.Diagnostic{
			Span: entry.Range(0, 0), Claim: claim(diag.NoOutput, path.Base(dir)),
			Message: fmt.Sprintf("%s is a host's folder, but no output of the flake has it; add the host to the outputs, or move the folder away", dir),
		})
	}
}

// entryOf is the file of a host's folder that its output would import: one that the folders of other
// hosts have too; nil if there is none.
func entryOf(repo *analyzer.Repo, dir string) *analyzer.File {
	for _, name := range []string{"default.nix", "configuration.nix"} {
		usual := slices.ContainsFunc(repo.Hosts, func(h *analyzer.Host) bool { return h.Dir != "" && h.Closure.Has(path.Join(h.Dir, name)) })
		if f := repo.File(path.Join(dir, name)); f != nil && usual && (f.Module || len(f.Definitions) > 0) {
			return f
		}
	}
	return nil
}

func namesHost(repo *analyzer.Repo, dir string) bool {
	return slices.ContainsFunc(repo.Hosts, func(h *analyzer.Host) bool { return h.Name == path.Base(dir) || h.Dir == dir })
}

// ofUsers matches a folder that stands in one of users or homes: what it has is for a home on the host of its name.
var ofUsers = regexp.MustCompile(`(^|/)(users?|homes?|home-manager)/`)

// spelled reports whether flake.nix has the folder's name as a text, so that it may make an image of it or something else, or a
// comment where hosts are made has it, as of one that was taken out.
func spelled(repo *analyzer.Repo, dir string) bool {
	flake := repo.File("flake.nix")
	if flake != nil && strings.Contains(flake.Src, `"`+path.Base(dir)+`"`) {
		return true
	}
	word := regexp.MustCompile(`(^|[^\w.-])` + regexp.QuoteMeta(path.Base(dir)) + `([^\w-]|$)`)
	return slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		makes := f == flake || strings.Contains(f.Src, "nixosConfigurations") || strings.Contains(f.Src, "darwinConfigurations")
		return makes && strings.Contains(f.Src, path.Base(dir)) && slices.ContainsFunc(f.Comments, func(c syntax.Comment) bool { return word.MatchString(c.Text) })
	})
}

func touches(reached map[string]bool, dir string) bool {
	for name := range reached {
		if strings.HasPrefix(name, dir+"/") {
			return true
		}
	}
	return false
}

// named reports whether a file outside of the folder names it.
func named(repo *analyzer.Repo, mentions *analyzer.Mentions, dir string) bool {
	return slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		return !strings.HasPrefix(f.Name, dir+"/") && mentions.Inside(f.Name, dir)
	})
}
