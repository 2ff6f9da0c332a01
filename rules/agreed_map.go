package rules

import (
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
)

// agreedMap is what the options of folders of modules stand below, as most of their files with options
// have it: by folder. Where the files of a folder do not agree, its subfolders may, each by itself.
func agreedMap(p *analyzer.Pass) map[string]analyzer.Path {
	agreed := map[string]analyzer.Path{}
	for _, dir := range p.Repo.ModuleDirs {
		dir = path.Clean(dir)
		var files []*analyzer.File
		for _, f := range p.Repo.Files {
			if strings.HasPrefix(f.Name, dir+"/") && p.Strict(f.Name) && len(ownGroups(p.Repo, f)) > 0 && len(namesBelow(dir, f.Name)) > 0 {
				files = append(files, f)
			}
		}
		agreeOn(p.Repo, dir, files, agreed)
	}
	return agreed
}

func agreeOn(repo *analyzer.Repo, dir string, files []*analyzer.File, agreed map[string]analyzer.Path) {
	if len(files) < 2 {
		return
	}
	votes := map[string]int{}
	for _, f := range files {
		for _, prefix := range prefixes(repo, f, namesBelow(dir, f.Name)) {
			if votes[prefix]++; votes[prefix]*2 > len(files) && votes[prefix] > 1 {
				agreed[dir] = strings.Split(prefix, ".")
			}
		}
	}
	if agreed[dir] != nil {
		return
	}
	subfolders := map[string][]*analyzer.File{}
	for _, f := range files {
		if first, _, deeper := strings.Cut(f.Name[len(dir)+1:], "/"); deeper {
			subfolders[path.Join(dir, first)] = append(subfolders[path.Join(dir, first)], f)
		}
	}
	for dir, files := range subfolders {
		agreeOn(repo, dir, files, agreed)
	}
}

// prefixes are the option paths below which the names of a file's path stand, in the options that it declares.
func prefixes(repo *analyzer.Repo, f *analyzer.File, below []string) (found []string) {
	for _, d := range repo.Own(f) {
		for n := 1; n+len(below) <= len(d.Path); n++ {
			if prefix := d.Path[:n].String(); alike(d.Path[n:], below) && !slices.Contains(found, prefix) {
				found = append(found, prefix)
			}
		}
	}
	return found
}

// namesBelow are the names of a file's path below a folder, as options have them: files such as default.nix
// stand for their folder.
func namesBelow(dir, file string) []string {
	below := strings.Split(strings.TrimSuffix(file[len(dir)+1:], ".nix"), "/")
	switch below[len(below)-1] {
	case "default", "options", "module", "config", "nixos", "darwin", "home", "common":
		below = below[:len(below)-1]
	}
	return below
}
