// Package analyzer turns parsed files into facts about a repository: its modules, options,
// imports and hosts.
//
// In: one fs.FS and the list of files. Out: a frozen Repo, and the findings that rules make of it.
// It never prints, never runs nix, and says "unknown" where it cannot see.
package analyzer

import "github.com/agnivade/levenshtein"

// Nearest gives the candidate that word was most likely meant to be: the one at the least edit
// distance, if that is at most a third of the word's length (at least 1). The first of equals wins.
func Nearest(word string, candidates []string) (nearest string, ok bool) {
	best := max(1, len(word)/3) + 1
	for _, candidate := range candidates {
		if d := levenshtein.ComputeDistance(word, candidate); d < best {
			nearest, best, ok = candidate, d, true
		}
	}
	return nearest, ok
}
