package report

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"mxmcheck/harness"
)

// markdownChanges are the tables of changes: one for what the same hosts share, or, where the same in
// text would be more than is read, one of their causes.
func markdownChanges(hosts []harness.HostChanges, total int, style Style) []section {
	groups := grouped(hosts)
	var tables []section
	for _, g := range groups {
		tables = append(tables, markdownGroup(g, total, style))
	}
	if style.all || !isLarge(groupsText(groups, total, style), style) && len(joined(tables)) <= maxComment/2 {
		return tables
	}
	return []section{markdownCauses(hosts, total)}
}

func markdownCauses(hosts []harness.HostChanges, total int) section {
	var out strings.Builder
	fmt.Fprintf(&out, "\n%s:\n\n| | what | option | changes | hosts |\n|---|---|---|---|---|\n", causesHead(hosts))
	list := causes(hosts)
	shown := list[:min(len(list), maxCauses)]
	for _, one := range shown {
		what := one.text
		if what == "" {
			what = one.values()
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %d | %s |\n", one.kind, cutCode(what), cutCode(one.options()), one.count, markdownText(hostsText(one.hosts, total)))
	}
	return section{text: out.String() + markdownRest(restText(list[len(shown):]), "`--verbose` prints each change, `--format json` has all")}
}

// markdownRest says below a table what is not in it, and what has it.
func markdownRest(rest, all string) string {
	if rest != "" {
		rest += "; "
	}
	return "\n" + rest + all + "\n"
}

// cutCode is text as a code span, of which a cell has the begin alone where it is long.
func cutCode(text string) string {
	const wide = 160
	return code(ansi.Truncate(oneLine(harness.Visible(text)), wide, "…"))
}

// markdownGroup is the table of a group, with the hosts above it.
func markdownGroup(g group, total int, style Style) section {
	var out strings.Builder
	fmt.Fprintf(&out, "\n%s", markdownText(namesText(g.hosts, ", ", style)))
	if len(g.hosts) > 1 {
		fmt.Fprintf(&out, " (%d of %d hosts)", len(g.hosts), total)
	}
	out.WriteString("\n\n| | option | before | after | files |\n|---|---|---|---|---|\n")
	for _, c := range g.changes {
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", c.Kind, code(c.Path), cell(c, c.Before), cell(c, c.After), code(strings.Join(c.Files(), " ")))
	}
	return section{text: out.String()}
}

// markdownBuilt is the table of what differs in what builds the hosts: each part, or, where that is more
// than is read, each cause.
func (p Proof) markdownBuilt() []section {
	groups, total := p.derivations(), countHosts(p.ids())
	if len(groups) == 0 {
		return nil
	}
	if all := p.markdownDerivations(groups); p.Style.all || !isLarge(p.derivationsText(), p.Style) && len(all.text) <= maxComment/2 {
		return []section{all}
	}
	var out strings.Builder
	list := p.builtCauses()
	fmt.Fprintf(&out, "\n%s:\n\n| derivation | hosts |\n|---|---|\n", builtHead(list))
	shown := list[:min(len(list), maxCauses)]
	for _, one := range shown {
		fmt.Fprintf(&out, "| %s | %s |\n", cutCode(one.text()), markdownText(hostsText(one.hosts, total)))
	}
	return []section{{text: out.String() + markdownRest(builtRest(list[len(shown):]), "`--verbose` prints each derivation with all that differs, `--format json` has it")}}
}

func (p Proof) markdownDerivations(groups []derivationGroup) section {
	var out strings.Builder
	out.WriteString("\n| derivation | part | before → after | hosts |\n|---|---|---|---|\n")
	for _, g := range groups {
		hosts := markdownText(namesText(g.hosts, ", ", p.Style))
		for _, c := range g.What {
			fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", code(g.Name), code(partText(c)), code(changeText(c)), hosts)
		}
	}
	return section{text: out.String()}
}
