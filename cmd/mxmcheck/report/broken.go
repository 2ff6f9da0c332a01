package report

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

// lineWidth is how wide sentences are printed.
const lineWidth = 100

// lostTexts are the texts of the errors in a record of which its value on one line tells a part.
func lostTexts(r *harness.Record) []string {
	if r == nil || !strings.HasSuffix(short(r.Value), " characters)") {
		return nil
	}
	var texts []string
	for _, text := range harness.Errors(r.Value) {
		if text = oneLine(text); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// lostErrors tells them below the line of a change.
func lostErrors(r *harness.Record) string {
	if texts := lostTexts(r); len(texts) > 0 {
		return wrapped("      ", strings.Join(texts, "; "))
	}
	return ""
}

// wrapped is a text in lines that begin with indent.
func wrapped(indent, text string) string {
	lines := ansi.Wordwrap(text, lineWidth-len(indent), "")
	return indent + strings.ReplaceAll(lines, "\n", "\n"+indent) + "\n"
}

// brokenHosts lists for each thing that is reported as broken the hosts that have it.
func brokenHosts(s Snapshots) map[string][]string {
	hosts := map[string][]string{}
	for _, c := range s.Hosts {
		if c.Refused || c.Missing {
			for _, r := range c.Broken {
				key := brokenKey(c, r)
				hosts[key] = append(hosts[key], c.Outcome.Host.String())
			}
		}
	}
	return hosts
}

func brokenKey(c judge.Compared, r harness.Record) string {
	if c.Refused {
		return "not accepted: " + brokenText(r)
	}
	return "not evaluate: " + brokenText(r)
}

// brokenText is a record with its value, or, where that is too long for a line, with its errors.
func brokenText(r harness.Record) string {
	if texts := lostTexts(&r); len(texts) > 0 {
		return r.Path + ": " + strings.Join(texts, "; ")
	}
	return r.Path + " = " + short(r.Value)
}

// writeBroken tells what of a host is not accepted, or does not evaluate. What several hosts share
// stands at the first of them, with their names.
func writeBroken(out *strings.Builder, broken map[string][]string, c judge.Compared) {
	told := map[string]bool{}
	for _, r := range c.Broken {
		key := brokenKey(c, r)
		hosts := slices.Compact(slices.Clone(broken[key]))
		if told[key] || hosts[0] != c.Outcome.Host.String() {
			continue
		}
		told[key] = true
		line := brokenSubject(hosts, c.Refused) + key + "\n"
		if len(lostTexts(&r)) > 0 {
			line = strings.TrimPrefix(strings.ReplaceAll(wrapped("    ", line[:len(line)-1]), "\n    ", "\n      "), "    ")
		}
		out.WriteString(line)
	}
}

func brokenSubject(hosts []string, refused bool) string {
	names := strings.Join(hosts, " ")
	switch {
	case refused && len(hosts) > 1:
		return names + " are "
	case refused:
		return names + " is "
	case len(hosts) > 1:
		return names + " do "
	}
	return "  does " // it stands below the host
}
