// Command mxmcheck lints a Nix flake repository and compares its evaluated hosts with
// accepted snapshots.
//
// In: arguments and streams. Out: a report and an exit code. It wires the rooms together, and
// is the only place that knows flags, prints, and exits.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}
