package analyzer

import (
	"regexp"
	"strings"
)

// namespaceArg is the one namespace of the repository, if the argument that modules call namespace is
// it, else "": options.${namespace} says so, unless some module has it further down a path.
func (l *loader) namespaceArg() string {
	first, below := false, false
	for _, f := range l.repo.Files {
		first = first || strings.Contains(f.Src, "options.${namespace}")
		below = below || belowName.MatchString(f.Src)
	}
	if first && !below && len(l.repo.Namespaces) == 1 {
		return l.repo.Namespaces[0]
	}
	return ""
}

var belowName = regexp.MustCompile(`options\.[\w-]+\.\$\{namespace\}`)
