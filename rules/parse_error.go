package rules

import (
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
			Why:   "Nix refuses the file, and with it every host that reaches it. The other files are still checked. This finding cannot be suppressed. A file that begins with _, or lies in such a folder, or is called old, notes or alike, and that no other file names or takes with its folder, is told as an info; so is one that holds comments only, an empty one among tests, and a template with places that an editor fills in.",
			Bad:   "{ a = 1 }\n",
			Good:  "{ a = 1; }\n",
		},
		Check: func(p *analyzer.Pass) {
			mentions := sync.OnceValue(p.Repo.Mentions)
			for _, f := range p.Repo.All() {
				for _, e := range f.Errors {
					if isSetAside(p.Repo, mentions, f) {
						e.Severity, e.Message = diag.Info, e.Message+"; no other file takes this one"
					}
					p.Report(e)
				}
			}
		},
	}
}

// aside matches the names of files that somebody keeps for himself, by a habit of many.
var aside = regexp.MustCompile(`(?i)(?:^|/)(?:_.*|(?:[^/]*[._-])?(?:bak|backup|orig|notes?|snippets?|scratch|draft)\.nix)$`)

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
	if holdsCommentsOnly(f) && repo.Named()[f.Name] == 0 && inComment(repo, f.Name) {
		return true // so is its import
	}
	if isEmptyData(f) || isFilledIn(f) && !taken(repo, mentions, f) {
		return repo.Named()[f.Name] == 0
	}
	return (aside.MatchString(f.Name) || isShelved(f.Name) || holdsCommentsOnly(f)) && repo.File(f.Name) == f && repo.Named()[f.Name] == 0 && !slices.ContainsFunc(repo.Files, func(other *analyzer.File) bool {
		return mentions().By(other.Name, f.Name) && !(strings.Contains("/"+f.Name, "/_") && leavesOut(other))
	})
}

// isEmptyData reports whether a file without anything in it lies among tests: it is there for its name.
func isEmptyData(f *analyzer.File) bool {
	return isTrial(f.Name) && strings.TrimSpace(f.Src) == ""
}

// placeholders match what an editor fills in, and what it needs to leave a variable alone, as they stand where Nix stops.
var placeholders = regexp.MustCompile(`^(?:\\\$\{|\$[0-9]|\$\{[0-9]+[:|}])`)

// filledIn matches the folders of what an editor puts into new files.
var filledIn = regexp.MustCompile(`(?i)(?:^|/)\.?(?:(?:file-?|yas-?)?templates?|snippets?|skeletons?)/`)

// isFilledIn reports whether Nix stops at a place of a file that an editor fills in.
func isFilledIn(f *analyzer.File) bool {
	return filledIn.MatchString(f.Name) && slices.ContainsFunc(f.Errors, func(e diag.Diagnostic) bool {
		return placeholders.MatchString(f.Src[min(e.Span.Start.Offset, len(f.Src)):])
	})
}

// taken reports whether a file takes the modules of the folder of another; one that hands the folder to an editor does not.
func taken(repo *analyzer.Repo, mentions func() *analyzer.Mentions, f *analyzer.File) bool {
	return slices.ContainsFunc(repo.Files, func(other *analyzer.File) bool {
		return mentions().By(other.Name, f.Name) && (strings.Contains(other.Src, "readDir") || takesFolders.MatchString(other.Src))
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
