package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"
)

// newMan writes the manual pages; packages call it, and help does not list it. The date of the pages
// is that of SOURCE_DATE_EPOCH, so that a build gives the same bytes each time.
func newMan(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write a manual page for each command to the folder DIR",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("manual pages: %w", reasonOf(err))
			}
			root := cmd.Root()
			flags := map[*pflag.Flag]bool{}
			for _, one := range append(root.Commands(), root) {
				verbatim(one, flags)
			}
			root.DisableAutoGenTag = true
			header := &doc.GenManHeader{Title: "MXMCHECK", Section: "1", Source: "mxmcheck", Manual: "mxmcheck manual"}
			return doc.GenManTree(root, header, args[0])
		},
	}
}

// verbatim keeps the texts of a command as they are: the pages are made by way of Markdown. Flags are
// those that were seen to, which commands share.
func verbatim(cmd *cobra.Command, flags map[*pflag.Flag]bool) {
	escape := strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", `\<`, "`", "\\`").Replace
	cmd.Long, cmd.Short = escape(cmd.Long), escape(cmd.Short)
	keep := func(f *pflag.Flag) {
		if !flags[f] {
			_, f.Usage = pflag.UnquoteUsage(f)
			f.Usage, flags[f] = escape(f.Usage), true
		}
	}
	cmd.Flags().VisitAll(keep)
	cmd.PersistentFlags().VisitAll(keep)
}
