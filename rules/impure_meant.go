package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// speaksOfImpure matches what a comment says of a value that is there in impure evaluation only; the name of the
// rule is none of it.
var speaksOfImpure = regexp.MustCompile(`(?i)--impure\b|\bimpure(?:ly)?(?:[^\w-]|$)|\bpure[- ]eval`)

// meantImpurely reports whether a variable is read for commands of the repository that evaluate impurely: a comment
// at the head of the file, or above the value or behind it, says so, such a command sets the variable, or makes the hosts that reach the file.
func (i *impurities) meantImpurely(call *syntax.Apply) bool {
	if speaksOfImpure.MatchString(commentOf(i.f)) || speaksOfImpure.MatchString(commentAt(i.f, i.f.Span(call).Start.Line)) {
		return true
	}
	variable, _ := syntax.StaticText(call.Arg)
	return slices.ContainsFunc(i.impure(), func(text string) bool { return setsVariable(text, variable) }) || i.hostsMadeImpurely()
}

// commentOf is what the comments say that stand before a file's value.
func commentOf(f *analyzer.File) string {
	var text strings.Builder
	for _, c := range f.Comments {
		if c.Pos() < f.Root.Pos() {
			text.WriteString(f.Src[c.Pos():c.End()] + " ")
		}
	}
	return text.String()
}

// setEverywhere are variables that a shell has without anybody setting them for this.
var setEverywhere = []string{"", "HOME", "USER", "LOGNAME", "PATH", "PWD", "SHELL", "HOSTNAME", "TMPDIR", "XDG_RUNTIME_DIR"}

// setsVariable reports whether a text gives the variable a value, as scripts and workflows do.
func setsVariable(text, variable string) bool {
	if slices.Contains(setEverywhere, variable) || !strings.Contains(text, variable) {
		return false
	}
	return regexp.MustCompile(`(?m)(?:^|[^\w$])` + regexp.QuoteMeta(variable) + `(?:=|\s*\??:?=|:\s)`).MatchString(text)
}

// hostsMadeImpurely reports whether each host that reaches the file is made, by its name, in a command that evaluates
// impurely.
func (i *impurities) hostsMadeImpurely() bool {
	reached := false
	for _, h := range i.p.Repo.Hosts {
		if _, reaches := h.Closure.Files[i.f.Name]; !reaches {
			continue
		}
		named := regexp.MustCompile(`(?m)^.*#(?:\w+Configurations\.)?"?` + regexp.QuoteMeta(h.Name) + `(?:[^\w@-]|$).*$`)
		if !slices.ContainsFunc(i.impure(), func(text string) bool {
			return slices.ContainsFunc(named.FindAllString(text, -1), func(line string) bool { return strings.Contains(line, "--impure") })
		}) {
			return false
		}
		reached = true
	}
	return reached
}
