package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func newParse(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "parse FILE…",
		Short: "Print each file's tree as nix-instantiate --parse of Nix 2.34 does",
		Long: `parse prints the tree of each file, one a line, as nix-instantiate --parse of Nix 2.34 prints
it: attributes merged and sorted, indentation stripped, paths resolved. It needs no nix. A syntax
error goes to standard error with its position, exit 1.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.formatIn("text"); err != nil {
				return err
			}
			failed := false
			for _, name := range args {
				ok, err := a.parse(name)
				if err != nil {
					return err
				}
				failed = failed || !ok
			}
			if failed {
				return errFindings
			}
			return nil
		},
	}
}

// parse prints one file; ok is false for one that is not Nix.
func (a *app) parse(name string) (ok bool, err error) {
	full := name
	if !filepath.IsAbs(name) {
		full = filepath.Join(a.flags.dir, name)
	}
	if full, err = filepath.Abs(full); err != nil {
		return false, err
	}
	src, err := os.ReadFile(full)
	if err != nil {
		return false, fmt.Errorf("read %s: %w", name, err)
	}
	home, _ := os.UserHomeDir() // without a home, ~ is the root
	file := syntax.Parse(name, src)
	text, errors := syntax.Print(file, syntax.PrintOptions{Dir: filepath.Dir(full), Home: home})
	if first, ok := file.First(); ok {
		errors = slices.Concat(file.Errors, errors)
		slices.SortStableFunc(errors, diag.Compare)
		i := slices.IndexFunc(errors, func(d diag.Diagnostic) bool { return d.Span == first.Span && d.Message == first.Message })
		errors = slices.Concat(errors[i:i+1], errors[:i], errors[i+1:]) // Nix's first, then by place
	}
	for _, e := range errors {
		fmt.Fprintf(a.err, "%v: error: %s\n", e.Span, e.Message)
	}
	if len(errors) > 0 {
		return false, nil
	}
	fmt.Fprintln(a.out, text)
	return true, nil
}
