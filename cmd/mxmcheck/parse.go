package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

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
	for _, e := range append(file.Errors, errors...) {
		fmt.Fprintf(a.err, "%v: error: %s\n", e.Span, e.Message)
		if len(file.Errors) > 0 && e.Span == file.Errors[len(file.Errors)-1].Span {
			break // what does not parse has no reliable names
		}
	}
	if len(file.Errors)+len(errors) > 0 {
		return false, nil
	}
	fmt.Fprintln(a.out, text)
	return true, nil
}
