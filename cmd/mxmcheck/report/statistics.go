package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// Statistics prints how many findings each rule has, most first, and how many of them have a fix.
func Statistics(w io.Writer, f Findings) error {
	type count struct {
		rule       string
		all, fixed int
		level      string
	}
	var counts []*count
	for _, d := range f.Findings {
		i := slices.IndexFunc(counts, func(c *count) bool { return c.rule == d.Rule })
		if i < 0 {
			i = len(counts)
			counts = append(counts, &count{rule: d.Rule, level: d.Severity.String()})
		}
		counts[i].all++
		if d.Fix != nil {
			counts[i].fixed++
		}
	}
	slices.SortFunc(counts, func(a, b *count) int { return cmp.Or(b.all-a.all, cmp.Compare(a.rule, b.rule)) })
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range counts {
		fmt.Fprintf(table, "%d\t%s", c.all, c.rule)
		if c.fixed > 0 {
			fmt.Fprintf(table, " (%d with a fix)", c.fixed)
		}
		fmt.Fprintln(table)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, summary(f))
	return err
}
