package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// making matches what a comment says of a file that whoever uses the module has to make first; it is no
// part of another word, as in the option --generate-hardware-config of a command.
var making = regexp.MustCompile(`(?i)(?:^|[^\w-])(?:create|until|generate|once you|after you)(?:[^\w-]|$)`)

// madeLater matches what a comment on the line of an import says of a file that a program makes where the configuration is used.
var madeLater = regexp.MustCompile(`(?i)\b(?:auto-?)?(?:generated|produced|injected|provisioned)\b.*\b(?:at|on|by|during|when|while|after|before|upon|automatically|later)\b|\b(?:created|written|copied|placed|provided|supplied|added|fetched|downloaded)\b.*\b(?:at (?:run-?time|run time|boot|install\w*|deploy\w*|build|first)|during|when|while|upon|automatically|later|on (?:the|each|first|install\w*|deploy\w*|boot))\b|\b(?:will be|gets?|auto-?|to be) ?(?:generated|created|written|copied|placed|provided|supplied)\b|^\W*(?:auto-?)?generated\W*$`)

// isMadeLater reports whether a file that is not there is made where the configuration is used: a comment on the line of its import
// says so, or the whole repository is filled in by a program, and the importing file has such a place.
func isMadeLater(repo *analyzer.Repo, f *analyzer.File, i *analyzer.Import) bool {
	line := i.Span.End.Line
	if slices.ContainsFunc(f.Comments, func(c syntax.Comment) bool {
		return f.Range(c.Pos(), c.End()).Start.Line == line && madeLater.MatchString(c.Text)
	}) {
		return true
	}
	root := repo.File("flake.nix")
	return root != nil && stopsAt(root, forcedMarks) && slices.ContainsFunc(forcedMarks, func(m *regexp.Regexp) bool { return m.MatchString(f.Src) })
}

// besideLines is how far from a path a comment may stand that calls the file by its name alone.
const besideLines = 6

// toBeMade reports whether a comment says that a file, used at a line of user, is still to be made: one
// that names its whole path, from the root or from the file of the comment, or one beside the use. A
// comment elsewhere that has the name alone speaks of another file of that name.
func toBeMade(repo *analyzer.Repo, target string, user *analyzer.File, line int) bool {
	name := path.Base(target)
	return strings.Contains(name, ".") && slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		return strings.Contains(f.Src, name) && slices.ContainsFunc(f.Comments, func(c syntax.Comment) bool {
			if !strings.Contains(c.Text, name) || !making.MatchString(c.Text) {
				return false
			}
			at := f.Range(c.Pos(), c.End())
			beside := f == user && at.Start.Line-besideLines <= line && line <= at.End.Line+besideLines
			return slices.ContainsFunc(writtenPaths(c.Text), func(written string) bool {
				return leadsTo(written, f.Name, target) || beside && path.Base(written) == name
			})
		})
	})
}

// hasPlaceholder reports whether a file stands beside the place of another that says how to make that:
// secrets/token.placeholder, or token.age.example, for secrets/token.age.
func hasPlaceholder(repo *analyzer.Repo, target string) bool {
	for _, stem := range []string{target, strings.TrimSuffix(target, path.Ext(target))} {
		for _, ending := range []string{".placeholder", ".example", ".template", ".sample"} {
			if stem != "" && !strings.HasSuffix(stem, "/") && repo.At(stem+ending) == analyzer.Resolved {
				return true
			}
		}
	}
	return false
}

// writtenPath matches what may be the name of a file in a comment.
var writtenPath = regexp.MustCompile(`[\w~$][\w./~$+@-]*|\.{0,2}/[\w./~$+@-]+`)

func writtenPaths(comment string) []string {
	paths := writtenPath.FindAllString(comment, -1)
	for i, p := range paths {
		paths[i] = strings.TrimRight(p, ".-") // the end of a sentence
	}
	return paths
}

// leadsTo reports whether a path, as a file has it in a comment, is that of a file of the repository: from
// its root, from the folder of the comment, or from a folder into which the repository is copied.
func leadsTo(written, from, target string) bool {
	return path.Clean(written) == target || path.Join(path.Dir(from), written) == target ||
		strings.Contains(target, "/") && strings.HasSuffix(written, "/"+target)
}

// ofSecrets matches the name of a folder that somebody keeps out of a repository.
var ofSecrets = regexp.MustCompile(`(?i)^[._-]?(?:\w+[._-])?(?:secrets?|private|credentials?|passwords?)$`)

// isKeptOut reports whether a file lies in a folder of secrets where the repository, which is used without a flake, has no such
// folder at all: who uses it has the folder there.
func isKeptOut(repo *analyzer.Repo, file, target string) bool {
	if repo.File("flake.nix") != nil {
		return false
	}
	within := false
	for dir := path.Dir(target); dir != "." && dir != "/" && !strings.HasSuffix(dir, ".."); dir = path.Dir(dir) {
		within = within || ofSecrets.MatchString(path.Base(dir))
	}
	return within && !repo.HasFolderLike(ofSecrets.MatchString) && nearPath(repo, file, target) == ""
}
