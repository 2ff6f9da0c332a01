package report

import (
	"cmp"
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
	Relocked   Relocked       // inputs that are other ones

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
		line := fmt.Sprintf("%s\t%s", h.Host, cmp.Or(h.System, "?"))
		if h.Because != "" {
			line += "\t" + h.Because
		}
		fmt.Fprintln(table, line)
	}
	return table.Flush()
}

// Snapshot reports changes as text: what several hosts share is reported once, with their names.
func Snapshot(w io.Writer, s Snapshots) error {
	var out strings.Builder
	writeStubbed(&out, s.Stubbed)
	s.Relocked.write(&out)
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
