package harness

import (
	"context"
	"strings"
)

// RelockedSince compares the flake.lock of root with that of the last commit to a folder of root, such as
// that of snapshots, which say nothing of inputs: as the snapshots are that is committed, so was the lock
// with them. It names that commit. What is not known, because there is no git, no such commit, or a clone
// that does not reach back to it, is no input and no commit: nothing depends on the result.
func RelockedSince(ctx context.Context, root, folder string) (changed []Relocked, commit string, err error) {
	g := git{ctx, root}
	now, found, err := readLock(root)
	if !found || err != nil {
		return nil, "", err
	}
	commit = g.lastTo(folder)
	if commit == "" {
		return nil, "", ctx.Err()
	}
	text, err := g.text("show", commit+":./flake.lock")
	if err != nil { // it had none
		return nil, "", ctx.Err()
	}
	before, err := parseLock([]byte(text))
	if err != nil {
		return nil, "", nil // nix could not read it either
	}
	return relocked(before, now), commit, nil
}

// lastTo is the last commit to a folder below g.root; "" if it is not known. The first commit that a
// shallow clone has looks as if all files were new in it.
func (g git) lastTo(folder string) string {
	line, err := g.text("--literal-pathspecs", "log", "-1", "--format=%H %P", "--", folder)
	if err != nil || line == "" {
		return ""
	}
	commit, parents, _ := strings.Cut(line, " ")
	if parents == "" {
		if shallow, err := g.text("rev-parse", "--is-shallow-repository"); err != nil || shallow != "false" {
			return ""
		}
	}
	return commit
}
