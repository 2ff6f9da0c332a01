package main

import "github.com/spf13/cobra"

// subcommands lists every command, one line each.
func subcommands(a *app) []*cobra.Command {
	return []*cobra.Command{
		newCheck(a),
		newLint(a),
		newFix(a),
		newHosts(a),
		newSnapshot(a),
		newMerge(a),
		newDiff(a),
		newProve(a),
		newParse(a),
		newExplain(a),
		newCatalog(a),
		newInit(a),
		newMan(a),
	}
}
