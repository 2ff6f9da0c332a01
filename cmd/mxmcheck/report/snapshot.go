package report

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/tabwriter"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

// Snapshots is the outcome of `mxmcheck snapshot`.
type Snapshots struct {
	Accept     string // the command that accepts, with the flags of this run
	Written    bool   // differences are accepted; otherwise they are only named
	Hosts      []judge.Compared
	Stale      []string       // snapshot files of hosts that are gone
	Skipped    []harness.Host // hosts that no change can reach, not evaluated
	Since      string         // since which commit
	PassedOver int            // hosts of other systems than those that were wanted
	Stubbed    []string       // inputs of which nothing is known
	Cover      *judge.Cover   // of a shard; nil for a whole run

	Definition func(harness.Change) (diag.Span, bool) // where the source says what a change shows; nil where no source is read
	Source     Source                                 // goes with it
	Style      Style                                  // of text
}

// ListedHost is one line of `mxmcheck hosts`.
type ListedHost struct {
	harness.Host
	Because string // with --affected: what reaches it
	Shard   int    // with --format matrix: which evaluates it, from 1; 0 if it is a job by itself
	Of      int    // so many shards
}

// Hosts lists hosts as text.
func Hosts(w io.Writer, hosts []ListedHost) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, h := range hosts {
		line := fmt.Sprintf("%s\t%s", h.Host, firstOf(h.System, "?"))
		if h.Because != "" {
			line += "\t" + h.Because
		}
		fmt.Fprintln(table, line)
	}
	return table.Flush()
}

func firstOf(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// Snapshot reports changes as text: what several hosts share is reported once, with their names.
func Snapshot(w io.Writer, s Snapshots) error {
	var out strings.Builder
	writeStubbed(&out, s.Stubbed)
	broken := brokenHosts(s)
	for _, c := range s.Hosts {
		writeState(&out, broken, c)
	}
	writeHeads(&out, s)
	writeChanges(&out, shown(s), s.HostCount(), s.Style)
	for _, name := range s.Stale {
		fmt.Fprintf(&out, "%s: %s%s\n", name, gone(name), map[bool]string{true: "; deleted"}[s.Written])
	}
	if out.Len() > 0 {
		out.WriteString("\n")
	}
	writeSkipped(&out, s)
	writeNotes(&out, s)
	writeSummary(&out, s)
	_, err := io.WriteString(w, s.Style.Fold(out.String()))
	return err
}

func writeState(out *strings.Builder, broken map[string][]string, c judge.Compared) {
	name := c.Outcome.Host.String()
	if f := c.Outcome.Failure; f != nil {
		as := ""
		if c.Known {
			as = ", as accepted"
		}
		fmt.Fprintf(out, "%s failed%s\n  %s%s\n", name, as, failurePlace(*f), indented(f.Message))
	}
	if c.Damage != nil {
		fmt.Fprintf(out, "%s:%d: %s\n", c.File, c.Damage.Line, c.Damage.Message)
	}
	if c.Missing && c.Outcome.Failure == nil {
		out.WriteString(newLine(c.Outcome))
	}
	if c.Missing && !c.Refused {
		writeBroken(out, broken, c)
	}
	if c.Clear > 0 {
		fmt.Fprintf(out, "%s: %s in clear: %s\n", c.File, Plural(c.Clear, "secret"), clearHint)
	}
	if c.Refused {
		writeBroken(out, broken, c)
	}
}

// clearHint is what is to be done about a snapshot that holds secrets.
const clearHint = "accept it anew, and change what git has seen"

func failurePlace(f harness.Failure) string {
	switch {
	case f.File == "":
		return "(nix names no file of this repository) "
	case f.Line == 0:
		return f.File + ": "
	}
	return fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
}

// indented is a text below what it is said of. The bar keeps a line of it from being a workflow
// command: the runner of GitHub looks for those behind blanks.
func indented(text string) string {
	return strings.ReplaceAll(harness.Visible(text), "\n", "\n    | ")
}

// group is a list of changes that the same hosts share.
type group struct {
	hosts   []string
	changes []harness.Change
}

// grouped puts changes that look the same on several hosts together, in the order of the first.
func grouped(hosts []harness.HostChanges) []group {
	type shared struct {
		change harness.Change
		hosts  []string
	}
	byLine := map[string]*shared{}
	var all []*shared
	for _, one := range hosts {
		name := one.Host.String()
		for _, change := range one.Changes {
			line := changeLine(change)
			found := byLine[line]
			if found == nil {
				found = &shared{change: change}
				byLine[line], all = found, append(all, found)
			}
			if n := len(found.hosts); n == 0 || found.hosts[n-1] != name {
				found.hosts = append(found.hosts, name)
			}
		}
	}
	var groups []group
	at := map[string]int{}
	for _, one := range all {
		names := strings.Join(one.hosts, " ")
		i, known := at[names]
		if !known {
			i, at[names] = len(groups), len(groups)
			groups = append(groups, group{hosts: one.hosts})
		}
		groups[i].changes = append(groups[i].changes, one.change)
	}
	return groups
}

// SharedChange is one change, and the hosts that have it.
type SharedChange struct {
	Hosts  []string
	Change harness.Change
	style  Style
}

// Shared lists the changes of snapshots, each once, without those of new hosts.
func Shared(s Snapshots) []SharedChange {
	var out []SharedChange
	for _, g := range grouped(shown(s)) {
		for _, c := range g.changes {
			out = append(out, SharedChange{g.hosts, c, s.Style})
		}
	}
	return out
}

// Write writes the change as snapshot prints it; total is how many hosts there are.
func (c SharedChange) Write(w io.Writer, total int) error {
	var out strings.Builder
	writeGroup(&out, group{c.Hosts, []harness.Change{c.Change}}, total, c.style)
	_, err := io.WriteString(w, c.style.Fold(out.String()))
	return err
}

// Same reports whether a change of one host is this one.
func (c SharedChange) Same(other harness.Change) bool {
	return changeLine(c.Change) == changeLine(other)
}

// shown leaves out hosts that are new: all of it is new, and the snapshot says it.
func shown(s Snapshots) []harness.HostChanges {
	var out []harness.HostChanges
	for _, c := range s.Hosts {
		if !c.Missing {
			out = append(out, harness.HostChanges{Host: c.Outcome.Host.ID, Changes: c.Changes})
		}
	}
	return out
}

func writeGroup(out *strings.Builder, g group, total int, style Style) {
	out.WriteString(namesText(g.hosts, style))
	if len(g.hosts) > 1 {
		fmt.Fprintf(out, " · the same on %d of %d hosts", len(g.hosts), total)
	}
	out.WriteString("\n")
	width, middle := 0, 0
	for _, c := range g.changes {
		width, middle = max(width, min(len(c.Path), 60)), max(middle, min(len([]rune(values(c))), 40))
	}
	for _, c := range g.changes {
		text := values(c)
		padding := strings.Repeat(" ", max(0, middle-len([]rune(text))))
		line := fmt.Sprintf("  %s %-*s   %s%s   %s", style.sign(sign(c)), width, c.Path, text, padding, strings.Join(c.Files(), " "))
		if c.Kind == "moved" { // its text names the files
			line = fmt.Sprintf("  %s %-*s   %s", style.sign(sign(c)), width, c.Path, text)
		}
		out.WriteString(line + "\n" + lostErrors(c.After))
	}
}

func changeLine(c harness.Change) string {
	return strings.Join([]string{sign(c), c.Path, values(c), full(c.Before), full(c.After), fmt.Sprint(c.Effect)}, "\x00")
}

func full(r *harness.Record) string {
	if r == nil {
		return ""
	}
	return strings.Join(append([]string{r.Type, r.Priority, harness.RenderValue(r.Value)}, r.Files...), "\x01")
}

func sign(c harness.Change) string {
	return map[string]string{"added": "+", "removed": "-", "changed": "~", "moved": ">", "renamed": "="}[c.Kind]
}

// values prints what a change changes: the value, and what stands beside it.
func values(c harness.Change) string {
	switch c.Kind {
	case "added":
		return short(c.After.Value)
	case "removed":
		return short(c.Before.Value)
	case "moved":
		return "defined in " + firstOf(strings.Join(c.Before.Files, " "), "no file") + " → " + firstOf(strings.Join(c.After.Files, " "), "no file")
	case "renamed":
		return "was " + c.Before.Path + ", " + short(c.After.Value)
	}
	var parts []string
	for _, aspect := range c.Aspects() {
		switch aspect {
		case "value":
			parts = append(parts, valueText(c.Before.Value, c.After.Value))
		case "type":
			parts = append(parts, "type "+c.Before.Type+" → "+c.After.Type)
		case "priority":
			parts = append(parts, "priority "+c.Before.Priority+" → "+c.After.Priority)
		case "secret":
			parts = append(parts, secretsText(c, "set → set otherwise"))
		case "contents":
			parts = append(parts, short(c.After.Value)+", with another content")
		case "property":
			parts = append(parts, "property "+firstOf(c.Before.Exact.Under, "none")+" → "+firstOf(c.After.Exact.Under, "none"))
		case "order":
			parts = append(parts, fmt.Sprintf("%s, definition %d → %d of its path", short(c.After.Value), c.Before.Exact.Place, c.After.Exact.Place))
		}
	}
	return strings.Join(parts, ", ")
}

// secretsText says something of the secrets of a change that are set otherwise.
func secretsText(c harness.Change, text string) string {
	var parts []string
	for _, place := range c.SecretsChanged() {
		if place == "" {
			return text
		}
		parts = append(parts, place+" "+text)
	}
	return strings.Join(parts, ", ")
}

const longest = 100

// short is a value on one line.
func short(value any) string {
	text := oneLine(harness.RenderValue(value))
	if runes := []rune(text); len(runes) > longest {
		return fmt.Sprintf("%s… (%d characters)", string(runes[:longest]), len(runes))
	}
	return text
}

// ShellWords are texts as words of a shell.
func ShellWords(texts []string) string {
	words := make([]string, len(texts))
	for i, text := range texts {
		words[i] = ShellWord(text)
	}
	return strings.Join(words, " ")
}

var plainWord = regexp.MustCompile(`^[a-zA-Z0-9._/@%+:-]+$`)

// ShellWord is text as one word of a shell.
func ShellWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// writeSkipped names the hosts that were not evaluated.
func writeSkipped(out *strings.Builder, s Snapshots) {
	if len(s.Skipped) == 0 {
		return
	}
	names := make([]string, len(s.Skipped))
	for i, h := range s.Skipped {
		names[i] = h.String()
	}
	fmt.Fprintf(out, "skipped, because nothing that they reach changed since %s: %s\n", s.Since, strings.Join(names, " "))
}

// writeNotes says what was not compared, and why.
func writeNotes(out *strings.Builder, s Snapshots) {
	writeHidden(out, s)
	unread := 0
	for _, c := range s.Hosts {
		if c.EffectsUnread > 0 {
			unread++
		}
	}
	if unread > 0 && s.Written {
		fmt.Fprintf(out, "note: the effects of %s are now of the other kind: stand-ins and real inputs tell them differently\n", Plural(unread, "host"))
	} else if unread > 0 {
		fmt.Fprintf(out, "note: the effects of %s were not compared: stand-ins and real inputs tell them differently, and the snapshot has the other kind\n", Plural(unread, "host"))
	}
	writeTaken(out, s)
}

// writeTaken says of snapshots of an earlier mxmcheck what they lack.
func writeTaken(out *strings.Builder, s Snapshots) {
	var lack []judge.Compared
	taken := 0
	for _, c := range s.Hosts {
		if c.TakenUnread > 0 {
			lack, taken = append(lack, c), taken+c.TakenUnread
		}
	}
	const what = "from inputs (modules that are imported or disabled, packages)"
	switch {
	case taken == 0:
	case s.Written:
		fmt.Fprintf(out, "note: the snapshots of %s now say what is taken %s\n", Plural(len(lack), "host"), what)
	default:
		fmt.Fprintf(out, "note: the snapshots of %s do not say what is taken %s: %s not compared%s\n", Plural(len(lack), "host"), what, Plural(taken, "effect"), accepting(s.Accept, " · ", "accept once", lack))
	}
}

// writeHidden says that options of inputs end the evaluation: whether the repository defines them is
// not known.
func writeHidden(out *strings.Builder, s Snapshots) {
	places, hosts := 0, 0
	for _, c := range s.Hosts {
		if n := len(c.Outcome.Hidden); n > 0 {
			places, hosts = places+n, hosts+1
		}
	}
	if places > 0 {
		fmt.Fprintf(out, "note: %s of %s could not be looked into; --verbose names them\n", Plural(places, "place"), Plural(hosts, "host"))
	}
}

func writeSummary(out *strings.Builder, s Snapshots) {
	var same, failed, half, unread, untaken, apart, secrets int
	var differ, refused []judge.Compared
	for _, c := range s.Hosts {
		secrets += c.SecretsUnread
		switch {
		case c.Outcome.Failure != nil:
			failed++
		case c.Same() && c.EffectsUnread > 0 && !s.Written:
			half, unread = half+1, unread+c.EffectsUnread
		case c.Same() && c.TakenUnread > 0 && !s.Written:
			untaken++
		case c.Same() && c.SecretsUnread > 0:
			apart++
		case c.Same():
			same++
		default:
			differ = append(differ, c)
		}
		if c.Refused {
			refused = append(refused, c)
		}
	}
	fmt.Fprintf(out, "%s: %d unchanged, %d changed, %d failed", s.counted(), same, len(differ), failed)
	if half > 0 {
		fmt.Fprintf(out, ", %d options only, %s not compared", half, Plural(unread, "effect"))
	}
	if untaken > 0 {
		fmt.Fprintf(out, ", %d the same apart from what they take from inputs", untaken)
	}
	if apart > 0 {
		fmt.Fprintf(out, ", %d the same apart from secrets", apart)
	}
	if secrets > 0 {
		fmt.Fprintf(out, ", %s not compared", Plural(secrets, "secret"))
	}
	out.WriteString(opaqueText(s.opaque()))
	if len(s.Skipped) > 0 {
		fmt.Fprintf(out, ", %d skipped", len(s.Skipped))
	}
	if s.PassedOver > 0 {
		fmt.Fprintf(out, ", %d of other systems passed over", s.PassedOver)
	}
	switch {
	case s.Written:
		out.WriteString(accepting(s.Accept, " · ", "accept", refused))
	case len(differ) > 0:
		out.WriteString(accepting(s.Accept, " · ", "accept", differ))
	case len(s.Stale) > 0:
		out.WriteString(" · accept with: " + Command(s.Accept, nil))
	}
	out.WriteString("\n")
}
