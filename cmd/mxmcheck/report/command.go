package report

import "strings"

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
