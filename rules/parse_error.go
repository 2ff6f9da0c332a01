package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func parseError() analyzer.Rule {
	return analyzer.Rule{
		Name:     "parse-error",
		Severity: diag.Error,
		Default:  true,
		Trees:    true,
		Doc: analyzer.Doc{
			Title: "a file that is not Nix",
			Why:   "Nix refuses the file, and with it every host that reaches it. The other files are still checked. This finding cannot be suppressed. Of each file the first error is reported. A file that begins with _, or lies in such a folder, or is called old, notes or alike, and that no other file names or takes with its folder, is an info; so are bindings without their set, and a text of which little parses, that nothing takes. Nothing is said of a file that is empty or holds comments only where no import, and no function that takes all files of a folder, surely takes it, and more than five of them are one finding; nor of one that nothing takes and that stops Nix at a place that another program or a person fills in, is encrypted, is plainly another language, or lies where snippets, skeletons and the data of tests do; nor of one of which only the text is taken, nor of an empty one in a folder of tests that nothing imports. Where flake.nix has places that are filled in, or the file of a program that makes repositories lies around, an import is no reason either.",
			Bad:   "{ a = 1 }\n",
			Good:  "{ a = 1; }\n",
		},
		Check: func(p *analyzer.Pass) {
			mentions := sync.OnceValue(p.Repo.Mentions)
			takers := sync.OnceValue(func() *takers { return newTakers(p.Repo) })
			var empty []diag.Diagnostic
			for _, f := range p.Repo.All() {
				if len(f.Errors) == 0 {
					continue
				}
				switch e := firstError(f); {
				case f.Unread:
					p.Report(e)
				case keepsPlace(p.Repo, takers, f):
				case isSetAside(p.Repo, mentions, f) || (!isNix(f) || mostlyBroken(f)) && !isTaken(takers, f):
					e.Severity, e.Message = diag.Info, e.Message+"; no other file takes this one"
					p.Report(e)
				case code(f) == "":
					empty = append(empty, e)
				default:
					p.Report(e)
				}
			}
			reportEmptyFiles(p, empty)
		},
	}
}

// firstError is the error of a file that Nix names; the others may follow from it.
func firstError(f *analyzer.File) diag.Diagnostic {
	first, _ := f.First()
	if i := slices.IndexFunc(f.Errors, func(e diag.Diagnostic) bool { return e.Span == first.Span }); i >= 0 {
		return f.Errors[i]
	}
	return f.Errors[0]
}

// keepsPlace reports whether a file that nothing takes is there for another reason than to be read as Nix: it is empty, a program or a
// person fills it in, or it is not Nix at all.
func keepsPlace(repo *analyzer.Repo, takers func() *takers, f *analyzer.File) bool {
	empty := code(f) == ""
	if !empty && (isFilledIn(repo, f) || (isMaterial(f) || stopsAt(f, forcedMarks) || onlyText(takers, f)) && !takers().takesEmpty(f.Name)) {
		return true
	}
	if !empty && !stopsAtMark(f) && !isBinary(f) && (isNix(f) || isFragment(f)) {
		return false
	}
	named := takers().names(f.Name)
	if empty && hasTrialPart(f.Name) {
		return !takers().follows(f.Name) && (isTrial(f.Name) || !takers().wholly(f.Name)) // what a list of texts names is tried, and not read
	}
	if holdsCommentsOnly(f) && inComment(repo, f.Name) {
		return !named // what reads its folder looks at names, or its import is commented out, too
	}
	if empty {
		return !takers().takesEmpty(f.Name)
	}
	return !named && !takers().loads(f.Name)
}

// onlyText reports whether all that takes a file takes its text.
func onlyText(takers func() *takers, f *analyzer.File) bool {
	return takers().asText.takes(f.Name) && !isTaken(takers, f)
}

// maxEmptyFiles is how many empty files are reported each by itself: more of them have one cause.
const maxEmptyFiles = 5

func reportEmptyFiles(p *analyzer.Pass, empty []diag.Diagnostic) {
	if len(empty) > maxEmptyFiles {
		slices.SortFunc(empty, diag.Compare)
		one := empty[0]
		one.Message = fmt.Sprintf("%d files that something takes are empty or hold comments only, which Nix refuses: %s, %s, %s and %d more; { } is a module that does nothing", len(empty), one.Span.File, empty[1].Span.File, empty[2].Span.File, len(empty)-3)
		empty = []diag.Diagnostic{one}
	}
	for _, e := range empty {
		p.Report(e)
	}
}

func isTaken(takers func() *takers, f *analyzer.File) bool {
	return takers().names(f.Name) || takers().loads(f.Name)
}

// aside matches the names of files that somebody keeps for himself, by a habit of many.
var aside = regexp.MustCompile(`(?i)(?:^|/)(?:_.*|(?:[^/]*[._-])?(?:bak|backup|orig|notes?|snippets?|scratch|drafts?|todo|wip|tmp|temp|copy|dummy|examples?|samples?|templates?|skeleton|unfinished|incomplete|playground|cheat-?sheet)\.nix)$|(?:^|/)(?:wip|drafts?|scratch(?:pad)?|playground|ideas?|todo|bak|tmp|attic|trash|junk|graveyard)/`)

// takesFolders matches what takes the modules of a folder by itself, and leaves out those that begin with _.
var takesFolders = regexp.MustCompile(`import-?[tT]ree`)

// leavesOut reports whether a file takes folders, and each time without what begins with _.
func leavesOut(f *analyzer.File) bool {
	reads, filters := strings.Count(f.Src, "readDir"), strings.Count(f.Src, `hasPrefix "_"`)
	return reads <= filters && (filters > 0 || takesFolders.MatchString(f.Src))
}

// isSetAside reports whether a file is kept and not read: its name says so, and no other file names it or takes
// what stands in its folder.
func isSetAside(repo *analyzer.Repo, mentions func() *analyzer.Mentions, f *analyzer.File) bool {
	return (aside.MatchString(f.Name) || isShelved(f.Name)) && repo.File(f.Name) == f && repo.Named()[f.Name] == 0 && !slices.ContainsFunc(repo.Files, func(other *analyzer.File) bool {
		return mentions().By(other.Name, f.Name) && !(strings.Contains("/"+f.Name, "/_") && leavesOut(other))
	})
}

// leftOut gives the test whether a file is one that begins with _, or lies in such a folder, and that what takes the folders around it
// leaves out: nobody looks at it yet.
func leftOut(repo *analyzer.Repo) func(f *analyzer.File) bool {
	mentions := sync.OnceValue(repo.Mentions)
	return func(f *analyzer.File) bool {
		return strings.Contains("/"+f.Name, "/_") && f.Classes == 0 && slices.ContainsFunc(repo.Files, leavesOut) && isSetAside(repo, mentions, f)
	}
}

// holdsCommentsOnly reports whether a file has comments and nothing else: somebody switched it off.
func holdsCommentsOnly(f *analyzer.File) bool {
	at := 0
	for _, c := range f.Comments {
		if strings.TrimSpace(f.Src[at:c.Pos()]) != "" {
			return false
		}
		at = c.End()
	}
	return at > 0 && strings.TrimSpace(f.Src[at:]) == ""
}
