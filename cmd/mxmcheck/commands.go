package main

import "github.com/spf13/cobra"

// subcommands lists every command, one line each.
func subcommands(a *app) []*cobra.Command {
	return []*cobra.Command{
		newLint(a),
		newParse(a),
		newExplain(a),
	}
}
