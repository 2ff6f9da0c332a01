package analyzer

import (
	"slices"

	"github.com/agnivade/levenshtein"
)

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

// NearestPath gives the declared path that path was most likely meant to be: as many names, each
// one the same or mistyped; or one name more or one less, and the others the same. A name that is
// altogether another one is no likeness, however long the rest that agrees. Every group has its
// enable: of paths that end so, only those of the same length are alike.
func NearestPath(path Path, declared []Path) (nearest Path, ok bool) {
	best := 0
	for _, candidate := range declared {
		if d, like := pathDistance(path, candidate); like && (!ok || d < best) {
			nearest, best, ok = candidate, d, true
		}
	}
	return nearest, ok
}

// missingName is the distance that a name too many or too few counts for.
const missingName = 5

func pathDistance(p, q Path) (int, bool) {
	switch len(p) - len(q) {
	case 0:
		return namesDistance(p, q)
	case 1:
		return missingName, oneMore(p, q)
	case -1:
		return missingName, oneMore(q, p)
	}
	return 0, false
}

func namesDistance(p, q Path) (sum int, like bool) {
	for i := range p {
		if p[i] == q[i] {
			continue
		}
		d := levenshtein.ComputeDistance(p[i], q[i])
		if shorter := min(len(p[i]), len(q[i])); d >= shorter || d > max(2, shorter/3) {
			return 0, false
		}
		sum += d
	}
	return sum, true
}

// oneMore reports whether long is short with one name put in.
func oneMore(long, short Path) bool {
	i := 0
	for i < len(short) && long[i] == short[i] {
		i++
	}
	return i > 0 && long[len(long)-1] != "enable" && slices.Equal(long[i+1:], short[i:])
}
