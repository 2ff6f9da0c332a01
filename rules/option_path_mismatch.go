package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func optionPathMismatch() analyzer.Rule {
	return analyzer.Rule{
		Name:     "option-path-mismatch",
		Severity: diag.Warning,
		Fix:      analyzer.UnsafeFix,
		Options:  []analyzer.RuleOption{{Name: "map", Doc: `what a folder's options stand below, such as "shared/modules=mxmlabs": the path of a file is then compared whole`}},
		Doc: analyzer.Doc{
			Title: "an option path that does not mirror the path of its file",
			Why: `Who reads the option in a host's file looks for its module under that name. Without a map the file's name
must be one of the option path's names; with a map the folders count too. A file of several options needs one that
mirrors it; where the pattern is strict, the map is the one that most files of a folder agree on. default.nix, options.nix and the like stand for their folder. The fix renames the option wherever it stands;
moving the file is the other way.`,
			Bad: `-- modules/tools/git.nix --
{ config, lib, ... }:
{
  options.mxmlabs.tools.vcs.enable = lib.mkEnableOption "git";
  config = lib.mkIf config.mxmlabs.tools.vcs.enable { programs.git.enable = true; };
}
`,
			Good: `-- modules/tools/git.nix --
{ config, lib, ... }:
{
  options.mxmlabs.tools.git.enable = lib.mkEnableOption "git";
  config = lib.mkIf config.mxmlabs.tools.git.enable { programs.git.enable = true; };
}
`,
			Unknown: `files outside the folders of "modules" and of the map, and options of computed names`,
		},
		Check: func(p *analyzer.Pass) {
			agreed := agreedMap(p)
			for _, f := range p.Repo.Files {
				checkMirror(p, f, agreed)
			}
		},
	}
}

func checkMirror(p *analyzer.Pass, f *analyzer.File, agreed map[string]analyzer.Path) {
	below, prefix, ok := mirrorRoot(p, f.Name, agreed)
	groups := ownGroups(p.Repo, f)
	if !ok || len(groups) == 0 || len(below) == 0 {
		return
	}
	want := append(slices.Clone(prefix), below...)
	for _, d := range p.Repo.Own(f) {
		if prefix != nil && alike(d.Path, want) || prefix == nil && namesFile(d.Path[1:], below) {
			return
		}
	}
	if prefix == nil {
		want = append(slices.Clone(groups[0][:len(groups[0])-1]), below[len(below)-1])
	}
	found := diag.Diagnostic{
		Span: p.Repo.Own(f)[0].Span, Option: groups[0].String(), Fix: renameGroup(p.Repo, groups, want),
		Message: fmt.Sprintf("%q does not mirror its file; %q would, or another place for the file", groups[0], want),
	}
	if len(groups) > 1 {
		found.Message = fmt.Sprintf("%q and the other options here do not mirror their file; name one %q, or move them", groups[0], below[len(below)-1])
	}
	p.Report(found)
}

// mirrorRoot gives the names below the folder that the file's path is read from, and the option
// path that the folder stands for; nil for a folder of modules that has none in the map, nor in what its files
// agree on.
func mirrorRoot(p *analyzer.Pass, file string, agreed map[string]analyzer.Path) (below []string, prefix analyzer.Path, ok bool) {
	root := ""
	for _, dir := range p.Repo.ModuleDirs {
		if dir = path.Clean(dir); strings.HasPrefix(file, dir+"/") && len(dir) > len(root) {
			root = dir
		}
	}
	for dir, to := range agreed {
		if strings.HasPrefix(file, dir+"/") && len(dir) >= len(root) {
			root, prefix = dir, to
		}
	}
	for _, word := range p.Option("map") {
		dir, to, _ := strings.Cut(word, "=")
		if dir = path.Clean(strings.TrimSpace(dir)); strings.HasPrefix(file, dir+"/") && len(dir) >= len(root) {
			root, prefix = dir, strings.Split(strings.TrimSpace(to), ".")
		}
	}
	if root == "" {
		return nil, nil, false
	}
	return namesBelow(root, file), prefix, true
}

// ownGroups are the groups that a file's enables stand in; without an enable, those of its options.
func ownGroups(repo *analyzer.Repo, f *analyzer.File) []analyzer.Path {
	var switches, all []analyzer.Path
	for _, d := range repo.Own(f) {
		if d.Opaque || len(d.Path) < 3 {
			return nil
		}
		group := d.Path[:len(d.Path)-1]
		all = append(all, group)
		if d.Path.Name() == "enable" {
			switches = append(switches, group)
		}
	}
	if len(switches) > 0 {
		return switches
	}
	return all
}

// alike reports whether one path stands at or below the other, whatever the way of joining words.
func alike(a, b analyzer.Path) bool {
	for i := range min(len(a), len(b)) {
		if plainWord(a[i]) != plainWord(b[i]) {
			return false
		}
	}
	return true
}

// namesFile reports whether the file's name is among the names of an option path, or part of one,
// alone or with others; or its folder's is the last of the group, of which the file is then a part.
// A name that begins with a digit is no option's.
func namesFile(option analyzer.Path, below []string) bool {
	name, group := plainWord(below[len(below)-1]), option[:len(option)-1]
	if len(below) > 1 && len(group) > 0 && plainWord(below[len(below)-2]) == plainWord(group[len(group)-1]) {
		return true
	}
	all := plainWord(strings.Join(option, ""))
	return name[0] >= '0' && name[0] <= '9' || strings.Contains(all, name) || slices.ContainsFunc(group, func(part string) bool {
		return strings.Contains(name, plainWord(part)) && len(part) > 2
	})
}

func plainWord(word string) string {
	return strings.ToLower(spelling.Replace(word))
}
