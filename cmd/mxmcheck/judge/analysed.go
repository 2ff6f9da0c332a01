package judge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/depends"
	"mxmcheck/harness"
)

// Analysed is what an analysis, and all that is kept of it, depends on beside the texts of modules: what
// any of the hosts may touch. What no host touches changes neither what they are nor what they depend on.
type Analysed struct{ Files, Below, Lists, Kinds []string }

// AnalysedFor finds it; ok is false where a host may touch more than is known.
func AnalysedFor(facts *analyzer.Repo, hosts *depends.Reader) (a Analysed, ok bool) {
	if facts.Cut || !facts.HostsKnown || len(facts.Hosts) == 0 {
		return a, false
	}
	files, below, lists, kinds := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]string{}
	for _, h := range facts.Hosts {
		d := hosts.Host(h.ID())
		if len(d.Open) > 0 {
			return a, false
		}
		maps.Copy(files, d.Files)
		maps.Copy(below, d.Below)
		maps.Copy(lists, d.Lists)
		maps.Copy(kinds, d.Kinds)
	}
	return Analysed{slices.Sorted(maps.Keys(files)), slices.Sorted(maps.Keys(below)), slices.Sorted(maps.Keys(lists)), slices.Sorted(maps.Keys(kinds))}, true
}

// ModulesIn is the digest of the texts that every analysis reads: of all files of Nix, wherever they are.
func ModulesIn(all harness.Digests) string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if strings.HasSuffix(name, ".nix") {
			fmt.Fprintf(sum, "%q %s\n", name, all[name])
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// In is the digest of it in a tree of the same modules. What stands at a path is known by the files there, and below it,
// and by what its folders are.
func (a Analysed) In(all harness.Digests) string {
	d := &depends.Extent{Files: set(a.Files), Below: set(a.Below), Lists: set(a.Lists)}
	sum := sha256.New()
	_, _ = io.WriteString(sum, ModulesIn(all)+FilesOf(d, all)) // a hash takes anything
	kinds, folders := set(a.Kinds), map[string]bool{}
	for _, name := range a.Kinds {
		for i := range name {
			if name[i] == '/' {
				folders[name[:i]] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if kinds[name] || folders[name] {
			fmt.Fprintf(sum, "at %q %s\n", name, all[name])
		} else if standsIn(name, kinds) {
			fmt.Fprintf(sum, "below %q\n", name)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// standsIn reports whether a file lies in one of the folders.
func standsIn(name string, folders map[string]bool) bool {
	for i := range name {
		if name[i] == '/' && folders[name[:i]] {
			return true
		}
	}
	return folders["."] || folders[""]
}

func set(names []string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}
