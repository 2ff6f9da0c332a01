package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
)

// ofHost reports whether a file stands in a host's folder.
func ofHost(repo *analyzer.Repo, file string) bool {
	for _, dir := range repo.HostDirs {
		if strings.HasPrefix(file, dir+"/") {
			return true
		}
	}
	return false
}

// ownGroup is the path around all options of the namespaces that a file declares; nil if there is
// none but the namespace itself.
func ownGroup(repo *analyzer.Repo, f *analyzer.File) analyzer.Path {
	var own analyzer.Path
	for _, d := range repo.Own(f) {
		if own == nil {
			own = d.Path[:len(d.Path)-1]
		}
		for !d.Path.HasPrefix(own) {
			own = own[:len(own)-1]
		}
	}
	if !repo.InNamespace(own) {
		return nil
	}
	return own
}

// isTrial reports whether a file stands in a folder of tests, their data, examples or templates: what it says is
// for no machine that runs.
func isTrial(file string) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(file), "/"), func(dir string) bool {
		return slices.Contains([]string{"test", "tests", "example", "examples", "template", "templates", "fixture", "fixtures", "testdata"}, dir)
	})
}

// hasTrialPart reports whether a folder around a file is one of tests by a part of its name: lib-tests, test-dir.
func hasTrialPart(file string) bool {
	return isTrial(file) || slices.ContainsFunc(strings.FieldsFunc(path.Dir(file), func(r rune) bool { return strings.ContainsRune("/-_.", r) }), func(part string) bool {
		return slices.Contains([]string{"test", "tests", "fixture", "fixtures", "testdata"}, strings.ToLower(part))
	})
}

// toBeCopied matches the names of files that are there to be copied and filled in.
var toBeCopied = regexp.MustCompile(`(?i)(?:^|[/._-])(?:templates?|skeletons?|skel|boilerplate|examples?|samples?)(?:[/._-]|$)`)

// copyThis matches what the comment at the head of a file says that is there to be copied under another name.
var copyThis = regexp.MustCompile(`(?i)\bcopy (?:and rename|this (?:file|module|template)|me\b)|\btemplate for (?:a )?new\b|\brename (?:this|the) file\b|\bcopy\b[^.]*\brename\b`)

// isFrame reports whether a file is there to be copied and filled in: its name or the comment at its head says so, and nothing takes it.
func isFrame(repo *analyzer.Repo, f *analyzer.File) bool {
	return (isExample(f.Name) || toBeCopied.MatchString(path.Base(f.Name)) || copyThis.MatchString(commentsAtHead(f))) && isUnread(repo, f)
}

// commentsAtHead is the text of the comments that stand before anything else in a file.
func commentsAtHead(f *analyzer.File) string {
	var b strings.Builder
	at := 0
	for _, c := range f.Comments {
		if strings.TrimSpace(f.Src[at:max(at, c.Pos())]) != "" {
			break
		}
		b.WriteString(c.Text)
		b.WriteByte('\n')
		at = c.End()
	}
	return b.String()
}

// saysNoHost matches what the comment at the head of a file says of one that is no part of a host.
var saysNoHost = regexp.MustCompile(`(?i)\b(?:not|never|isn't) (?:\w+ )?imported (?:by|in|into|from|anywhere)\b|\bimported by (?:nothing|no host|no one|nobody)\b|\bstandalone (?:file|module|config\w*|vm|system|image|tool|script)\b`)

// commandLines is how many lines a command in a comment may have, for the file that it takes to be named by it.
const commandLines = 3

// saysNoFlake matches what the comment at the head of a file says of one that is there for what knows no flakes.
var saysNoFlake = regexp.MustCompile(`(?i)\b(?:without|lacks?|no|not(?: yet)? (?:have|support)\w*) (?:\w+ ){0,2}flakes?\b|\b(?:non|pre)-flakes?\b|\bflake-?less\b|\bimpure (?:\w+ )?(?:recreation|wrapper|entry|shim|copy|version)\b`)

// isTool reports whether a file's own comment has the command that takes it, or says that no host imports it, or that it is for what
// knows no flakes; so does a file that makes itself the nixos-config of NIX_PATH.
func isTool(f *analyzer.File) bool {
	head := strings.Join(strings.Fields(strings.ReplaceAll(commentsAtHead(f), "#", " ")), " ")
	if saysNoHost.MatchString(head) || saysNoFlake.MatchString(head) || isOwnNixosConfig(f) {
		return true
	}
	var lines []string
	for _, c := range f.Comments {
		lines = append(lines, strings.Split(c.Text, "\n")...)
	}
	name := path.Base(f.Name)
	if name == "default.nix" {
		name = path.Base(path.Dir(f.Name))
	}
	named := regexp.MustCompile(`(?:^|[^\w.-])` + regexp.QuoteMeta(name) + `(?:[^\w-]|$)`)
	for i, line := range lines {
		if named.MatchString(line) && slices.ContainsFunc(lines[max(0, i-commandLines):i+1], analyzer.TakesFile) {
			return true
		}
	}
	return false
}

// isOwnNixosConfig reports whether a file names itself as what tools without flakes take for the configuration.
func isOwnNixosConfig(f *analyzer.File) bool {
	return regexp.MustCompile(`nixos-config=[^":\n]*/` + regexp.QuoteMeta(path.Base(f.Name)) + `(?:[":\s]|$)`).MatchString(f.Src)
}

// isUnread reports whether a file is kept and not read: no path leads to it, and no host and no module that is
// exported imports it.
func isUnread(repo *analyzer.Repo, f *analyzer.File) bool {
	if repo.Named()[f.Name] > 0 || repo.File("flake.nix") != nil && repo.Evaluated()[f.Name] && !repo.Managed(f.Name) {
		return false
	}
	reaches := slices.Clone(repo.Exported)
	for _, h := range repo.Hosts {
		reaches = append(reaches, h.Closure)
	}
	return !slices.ContainsFunc(reaches, func(c *analyzer.Closure) bool {
		_, reached := c.Files[f.Name]
		return reached
	})
}
