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

func orphanModule() analyzer.Rule {
	return analyzer.Rule{
		Name:     "orphan-module",
		Severity: diag.Warning,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a module that no host and no output of the flake reaches",
			Why: `It does nothing, and looks as if it did. A file counts as reached if a host's imports, an exported module
or an output lead to it, or if anything that is reached names it, or a folder above it of which it may read all files.
Only the first of a chain of such modules is reported. Files and folders whose names begin with _ are left out, and so are
examples, templates, tests, archives, what tools such as devenv, a script or a command, also one in a document or in Nix, take by its path, files at the root that a document names, and what a comment names, such as an
import that was commented out, and what stands in the text of a file that cannot be parsed; so are files whose own comment has the command that takes them, or says that no host imports them or that they are for tools without flakes, and those that make themselves the nixos-config of NIX_PATH.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./modules/dns.nix ]; };
  };
}
-- modules/dns.nix --
{ lib, ... }:
{
  config = { services.unbound.enable = lib.mkDefault true; system.stateVersion = "26.05"; };
}
-- modules/vpn.nix --
{ lib, ... }:
{
  config.services.openvpn.servers = lib.mkDefault { };
}
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.nas = nixpkgs.lib.nixosSystem { modules = [ ./modules/dns.nix ]; };
  };
}
-- modules/dns.nix --
{ lib, ... }:
{
  imports = [ ./vpn.nix ];
  config = { services.unbound.enable = lib.mkDefault true; system.stateVersion = "26.05"; };
}
-- modules/vpn.nix --
{ lib, ... }:
{
  config.services.openvpn.servers = lib.mkDefault { };
}
`,
			Unknown: "flakes whose hosts are not all known; folders that a function of an input may read without naming them",
		},
		Check: func(p *analyzer.Pass) {
			if !p.Repo.HostsKnown || len(p.Repo.Hosts) == 0 {
				return
			}
			mentions := p.Repo.Mentions()
			orphans := unreached(p.Repo, mentions)
			spoken, fetched := p.Repo.SpokenOf(namesOfFiles(orphans)), p.Repo.InCommand(namesOfFiles(orphans))
			for _, f := range orphans {
				if isTrial(f.Name) || isExample(f.Name) || isShelved(f.Name) || spoken[f.Name] || fetched[f.Name] || !strings.Contains(f.Name, "/") && p.Repo.InDocument(f.Name) || p.Repo.Copied().File(f.Name) || inComment(p.Repo, f.Name) || isFrame(p.Repo, f) || isTool(f) {
					continue // to be copied or kept, and not to be imported
				}
				if !slices.ContainsFunc(orphans, func(o *analyzer.File) bool { return o != f && mentions.By(o.Name, f.Name) }) {
					p.Report(diag.Diagnostic{
						Span: f.Range(0, 0), Message: fmt.Sprintf("no host and no output of the flake reaches the module %s; import it, or remove it", f.Name),
					})
				}
			}
		},
	}
}

func namesOfFiles(files []*analyzer.File) (names []string) {
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

// shelved are words by which a folder or a file says that it is kept and not used, or used by hand.
var shelved = regexp.MustCompile(`(?i)(^|[/._-])(archived?|deprecated|disabled|graveyard|obsolete|old|orig|bak|wip|unused|my-?(host|machine))([/._-]|$)|(^|/)(devenv|repl)\.nix$|^(shell|release|ci)\.nix$`)

func isShelved(file string) bool { return shelved.MatchString(file) }

// inComment reports whether a comment names a module as an import does: its author took it out.
func inComment(repo *analyzer.Repo, file string) bool {
	name := strings.TrimSuffix(strings.TrimSuffix(file, ".nix"), "/default")
	written := regexp.MustCompile(`/` + regexp.QuoteMeta(path.Base(name)) + `(\.nix|/default\.nix)?([^\w./-]|$)`)
	return slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		return f.Name != file && strings.Contains(f.Src, path.Base(name)) && slices.ContainsFunc(f.Comments, func(c syntax.Comment) bool { return written.MatchString(c.Text) })
	})
}

// unreached are the modules that nothing leads to, from the hosts, the exported modules and the
// files that are no modules.
func unreached(repo *analyzer.Repo, mentions *analyzer.Mentions) []*analyzer.File {
	reached := repo.Reached()
	var left []*analyzer.File
	var todo []string
	for _, f := range repo.Files {
		if reached[f.Name] || repo.SnowfallReads(f.Name) || !surelyModule(f) && !partOfFlake(repo, f) && !setsOptions(repo, f) {
			todo = append(todo, f.Name)
		} else {
			left = append(left, f)
		}
	}
	for _, f := range repo.Nested {
		todo = append(todo, f.Name) // another flake may take a module of this one
	}
	for ; len(todo) > 0; todo = todo[1:] {
		broken := brokenText(repo, todo[0])
		left = slices.DeleteFunc(left, func(f *analyzer.File) bool {
			found := mentions.By(todo[0], f.Name) || broken != nil && mayTake(broken, f.Name)
			if found {
				todo = append(todo, f.Name)
			}
			return found
		})
	}
	return left
}

// brokenText is a file that cannot be parsed: what it imports is not known. It is nil for one that can.
func brokenText(repo *analyzer.Repo, name string) *analyzer.File {
	if f := repo.File(name); f != nil && len(f.Errors) > 0 {
		return f
	}
	return nil
}

// mayTake reports whether a file that cannot be parsed may import another: its text has the name of that file, or it may take all files
// of the folder that it lies in.
func mayTake(broken *analyzer.File, file string) bool {
	if folder := path.Dir(broken.Name); looksIntoFolders(broken.Src) || takesFolders.MatchString(broken.Src) {
		if _, below := belowFolder(file, folder); below {
			return true
		}
	}
	name := stemOf(file)
	for rest := broken.Src; ; {
		at := strings.Index(rest, name)
		if at < 0 {
			return false
		}
		before, behind := rest[:at], rest[at+len(name):]
		if endsAtName.MatchString(before) && beginsBehindName.MatchString(behind) {
			return true
		}
		rest = behind
	}
}

// endsAtName and beginsBehindName match what stands around the name of a file in a path or a text: "name", ./name.nix, dir/name/default.nix.
var (
	endsAtName       = regexp.MustCompile(`["'/}]$`)
	beginsBehindName = regexp.MustCompile(`^(?:/default)?(?:\.nix)?/?(?:["'\s;)\]}]|$)`)
)

// surelyModule reports whether a file can be little else than a module: it has the keys of one, or
// the head of one.
func surelyModule(f *analyzer.File) bool {
	if strings.Contains("/"+f.Name, "/_") || !f.Module || len(f.Errors) > 0 {
		return false
	}
	head, ok := syntax.Unparen(f.Root).(*syntax.Lambda)
	if !ok {
		return f.HasModuleKey()
	}
	return head.Formals != nil && head.Formals.Ellipsis && (f.HasModuleKey() || slices.ContainsFunc(head.Formals.List, func(formal *syntax.Formal) bool {
		return formal.Name.Name == "config"
	}))
}

// partOfFlake reports whether a file can be little else than a module of flake-parts.
func partOfFlake(repo *analyzer.Repo, f *analyzer.File) bool {
	flake := repo.File("flake.nix")
	if flake == nil || !strings.Contains(flake.Src, "flake-parts") || strings.Contains("/"+f.Name, "/_") || len(f.Errors) > 0 {
		return false
	}
	head, ok := syntax.Unparen(f.Root).(*syntax.Lambda)
	set := f.Body()
	if !ok || head.Formals == nil || !head.Formals.Ellipsis || set == nil {
		return false
	}
	return slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		attr, ok := b.(*syntax.AttrBinding)
		return ok && (nameIs(attr.Path.Names[0], "flake") || nameIs(attr.Path.Names[0], "perSystem"))
	})
}

// setsOptions reports whether a file is a plain set that sets options which the repository declares.
func setsOptions(repo *analyzer.Repo, f *analyzer.File) bool {
	set, ok := syntax.Unparen(f.Root).(*syntax.AttrSet)
	return ok && !strings.Contains("/"+f.Name, "/_") && len(f.Errors) == 0 && setsOptionsBelow(repo, set, nil)
}

func setsOptionsBelow(repo *analyzer.Repo, set *syntax.AttrSet, above analyzer.Path) bool {
	return slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok {
			return false
		}
		names, ok := syntax.StaticPath(attr.Path)
		path := above.Join(names...)
		if !ok || len(above) == 0 && !repo.InNamespace(path.Join("")) {
			return false
		}
		if slices.ContainsFunc(repo.Declaring(path), func(d *analyzer.Declaration) bool { return d.Option != nil && len(d.Path) <= len(path) }) {
			return true
		}
		inner, ok := syntax.Unparen(attr.Value).(*syntax.AttrSet)
		return ok && setsOptionsBelow(repo, inner, path)
	})
}
