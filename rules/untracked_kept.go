package rules

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

// keptAway matches folders of what somebody keeps and does not use.
var keptAway = regexp.MustCompile(`(?i)^(?:.*/)?[._-]*(?:archived?s?|archives|deprecated|disabled|graveyard|obsolete|old|attic|unused|retired|decommissioned)[._-]*/`)

// keepers say which files lie in such a folder, and nothing outside of one takes them.
type keepers struct {
	repo  *analyzer.Repo
	taken func() map[string]bool
	found map[string][]*analyzer.Import // what such files import and is not there, by file
	order []string
}

func newKeepers(repo *analyzer.Repo) *keepers {
	return &keepers{repo: repo, found: map[string][]*analyzer.Import{}, taken: sync.OnceValue(func() map[string]bool {
		taken := repo.Reached()
		for _, f := range repo.Files {
			if keptAway.MatchString(f.Name) {
				continue
			}
			for _, i := range f.Imports {
				taken[i.Target] = true
			}
		}
		return taken
	})}
}

// takes notes an import that is not there, if its file is one that is kept and not used.
func (k *keepers) takes(f *analyzer.File, i *analyzer.Import) bool {
	if !keptAway.MatchString(f.Name) || k.taken()[f.Name] {
		return false
	}
	if k.found[f.Name] == nil {
		k.order = append(k.order, f.Name)
	}
	k.found[f.Name] = append(k.found[f.Name], i)
	return true
}

// report says it once for each file.
func (k *keepers) report(p *analyzer.Pass) {
	for _, name := range k.order {
		imports := k.found[name]
		folder := strings.TrimSuffix(keptAway.FindString(name), "/")
		d := diag.Diagnostic{Severity: diag.Info, Span: imports[0].Span, Message: fmt.Sprintf("imports %s, which does not exist; the file is kept in %s, and nothing takes it", importName(imports[0]), folder)}
		if more := len(imports) - 1; more > 0 {
			d.Message = fmt.Sprintf("imports %s and %d more that do not exist; the file is kept in %s, and nothing takes it", importName(imports[0]), more, folder)
		}
		p.Report(d)
	}
}
