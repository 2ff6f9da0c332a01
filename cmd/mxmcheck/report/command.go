package report

import (
	"strings"

	"mxmcheck/cmd/mxmcheck/judge"
)

// Command is a command line that accepts hosts: base with the flags of the run, the hosts as words of
// a shell, and extra flags. A host whose name begins with a dash follows "--".
func Command(base string, hosts []string, extra ...string) string {
	words := append([]string{base}, extra...)
	if len(hosts) == 0 {
		return strings.Join(words, " ")
	}
	for _, h := range hosts {
		if strings.HasPrefix(h, "-") {
			return strings.Join(append(words, "--", ShellWords(hosts)), " ")
		}
	}
	return strings.Join(append([]string{base, ShellWords(hosts)}, extra...), " ")
}

// accepting names the commands that accept these hosts, each behind a separator: those in which something does
// not evaluate have one of their own, because they are accepted by name and flag only.
func accepting(base, separator, verb string, hosts []judge.Compared) string {
	var whole, broken []string
	for _, c := range hosts {
		if c.NeedsFlag() {
			broken = append(broken, argument(c.Outcome.Host))
		} else {
			whole = append(whole, argument(c.Outcome.Host))
		}
	}
	text := ""
	if len(whole) > 0 {
		text += separator + verb + " with: " + Command(base, whole)
	}
	if len(broken) > 0 {
		text += separator + verb + " what does not evaluate with: " + Command(base, broken, "--accept-errors")
	}
	return text
}
