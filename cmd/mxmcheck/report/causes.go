package report

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"mxmcheck/harness"
)

// A report of more lines than a person reads, as after an update of nixpkgs, is printed by cause:
// what several changes have in common is one line, whatever hosts and options have it. The lines
// with the most changes come first, and those that are not printed are counted.
const (
	maxDetailed = 60 // lines of changes, or of derivations, that are printed one by one
	maxCauses   = 20 // lines of a report by cause
)

// cause is what changes have in common.
type cause struct {
	kind  string   // of the changes
	sign  string   // of the kind, on a line
	text  string   // what is common
	paths []string // of options; sorted, each once
	hosts []string // each once
	count int      // changes, on every host that has them
	first string   // what the first of them changes
	mixed bool     // others change something else
}

// causes gathers the changes of hosts, the cause with the most changes first.
func causes(hosts []harness.HostChanges) []cause {
	byKey := map[string]*cause{}
	var order []*cause
	for _, one := range hosts {
		for _, c := range one.Changes {
			text := causeText(c)
			key := sign(c) + text
			if text == "" {
				key += "\x00" + c.Path
			}
			found := byKey[key]
			if found == nil {
				found = &cause{kind: c.Kind, sign: sign(c), text: text, first: values(c)}
				byKey[key], order = found, append(order, found)
			}
			found.count++
			found.mixed = found.mixed || text == "" && found.first != values(c)
			found.paths = append(found.paths, c.Path)
			found.hosts = append(found.hosts, one.Host.String())
		}
	}
	list := make([]cause, len(order))
	for i, one := range order {
		slices.Sort(one.paths)
		one.paths, one.hosts = slices.Compact(one.paths), slices.Compact(one.hosts)
		list[i] = *one
	}
	slices.SortStableFunc(list, func(a, b cause) int { return cmp.Compare(b.count, a.count) })
	return list
}

// causeText is what a change may have in common with others: the words that others stand for, the
// option below which it is new; "" if it is one by itself.
func causeText(c harness.Change) string {
	switch aspects := c.Aspects(); {
	case c.Kind == "added" || c.Kind == "removed":
		return "below " + below(c.Path)
	case c.Kind == "moved":
		return values(c)
	case slices.Contains(aspects, "value"):
		return wordsChanged(harness.RenderValue(c.Before.Value), harness.RenderValue(c.After.Value))
	case slices.Contains(aspects, "contents"):
		return "another content of what it names"
	}
	return ""
}

// below are the first two parts of a path, as far as they need no quotes.
func below(path string) string {
	parts := strings.SplitN(path, ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

var words = regexp.MustCompile(`[\pL\pN_.+:$~/@%-]+`)

// wordsChanged are the words that stand for others, such as a package with its version; "" if they
// are too many to be what several values have in common.
func wordsChanged(before, after string) string {
	const few = 2
	gone, new := onlyIn(before, after), onlyIn(after, before)
	if len(gone) > few || len(new) > few || len(gone)+len(new) == 0 {
		return ""
	}
	text := cmp.Or(strings.Join(gone, " "), "nothing") + " → " + cmp.Or(strings.Join(new, " "), "nothing")
	if len(text) > longest {
		return ""
	}
	return text
}

// onlyIn are the words of one text that the other has not, sorted, each once.
func onlyIn(text, other string) []string {
	only := map[string]bool{}
	for _, word := range words.FindAllString(text, -1) {
		only[word] = true
	}
	for _, word := range words.FindAllString(other, -1) {
		delete(only, word)
	}
	return slices.Sorted(maps.Keys(only))
}

// writeChanges writes changes as groups of hosts; by cause where that would be more than is read.
func writeChanges(out *strings.Builder, hosts []harness.HostChanges, total int, style Style) {
	all := groupsText(grouped(hosts), total, style)
	if !isLarge(all, style) {
		out.WriteString(all)
		return
	}
	fmt.Fprintf(out, "%s:\n", causesHead(hosts))
	list := causes(hosts)
	shown := list[:min(len(list), maxCauses)]
	for _, one := range shown {
		out.WriteString(one.line(total, style))
	}
	if rest := restText(list[len(shown):]); rest != "" {
		fmt.Fprintf(out, "  %s\n", rest)
	}
	out.WriteString("--verbose prints each change, --format json has all\n")
}

func groupsText(groups []group, total int, style Style) string {
	var all strings.Builder
	for _, g := range groups {
		writeGroup(&all, g, total, style)
	}
	return all.String()
}

// isLarge reports whether a text, with a line for each change or each part of one, is more than is read.
func isLarge(text string, style Style) bool {
	return !style.all && strings.Count(text, "\n") > maxDetailed
}

// causesHead counts all changes, before those that have something in common.
func causesHead(hosts []harness.HostChanges) string {
	changes, having := 0, 0
	for _, one := range hosts {
		changes += len(one.Changes)
		if len(one.Changes) > 0 {
			having++
		}
	}
	return fmt.Sprintf("%s on %s, by what they have in common, the most first", Plural(changes, "change"), Plural(having, "host"))
}

// line is a cause on one line of a terminal: what it is, how many have it, where.
func (c cause) line(total int, style Style) string {
	what := c.options()
	if c.text != "" {
		what = c.text + "   " + what
	} else {
		what += "   " + c.values()
	}
	return causeLine(style, c.sign, what, hostsText(c.hosts, total))
}

// options names the first of the options that have a cause, and counts the rest.
func (c cause) options() string {
	if len(c.paths) == 1 {
		return c.paths[0]
	}
	return fmt.Sprintf("%s and %d more", c.paths[0], len(c.paths)-1)
}

// values is what changes, where changes have nothing in common but their option.
func (c cause) values() string {
	if c.mixed {
		return "not alike on all; on one " + c.first
	}
	return c.first
}

// causeLine puts what a line is about on the left, cut to its width, and the hosts on the right.
func causeLine(style Style, sign, what, hosts string) string {
	const right = 24
	left := lineWidth - right
	if style.width > 0 {
		left = max(40, min(lineWidth, style.width)-right)
	}
	what = ansi.Truncate(strings.ReplaceAll(harness.Visible(what), "\n", " "), left, "…")
	return fmt.Sprintf("  %s %s%s   %s\n", style.sign(sign), what, strings.Repeat(" ", left-ansi.StringWidth(what)), hosts)
}

// namesText names hosts; of very many a few, unless everything is to be printed.
func namesText(hosts []string, between string, style Style) string {
	const many, few = 20, 3
	if style.all || len(hosts) <= many {
		return strings.Join(hosts, between)
	}
	return fmt.Sprintf("%s and %d more", strings.Join(hosts[:few], between), len(hosts)-few)
}

// hostsText names one host, and counts several.
func hostsText(hosts []string, total int) string {
	switch {
	case len(hosts) == 1:
		return hosts[0]
	case len(hosts) == total:
		return fmt.Sprintf("all %d hosts", total)
	}
	return fmt.Sprintf("%d of %d hosts", len(hosts), total)
}

// restText counts the causes that are not printed; "" if there are none.
func restText(rest []cause) string {
	changes := 0
	hosts := map[string]bool{}
	for _, one := range rest {
		changes += one.count
		for _, name := range one.hosts {
			hosts[name] = true
		}
	}
	if len(rest) == 0 {
		return ""
	}
	return fmt.Sprintf("and %s more, in %s on %s", Plural(changes, "change"), Plural(len(rest), "group"), Plural(len(hosts), "host"))
}
