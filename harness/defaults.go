package harness

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

// lowWords are the ways to define an option at the priority of its default, or at one that is
// computed: mkOverride is read on its own.
var (
	lowWords  = regexp.MustCompile(`mkOptionDefault|mkDerivedConfig|mkAlias|defaultPriority|mk(?:Renamed|Changed|Merged)OptionModule|_type\s*=\s*"override"`)
	overrides = regexp.MustCompile(`mkOverride\s*(\d*)`)
)

// defaultPriority is that of a default, in the module system.
const defaultPriority = 1500

// definers names the files below root that may define an option at the priority of its default, as
// slash paths. As long as a host reads none of them, an option that has no other definitions than
// such is none of the repository's: that is reported without a look at its default.
func definers(root string) (map[string]bool, error) {
	found := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || filepath.Ext(path) != ".nix" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil || !definesLow(text) {
			return err
		}
		name, err := filepath.Rel(root, path)
		found[filepath.ToSlash(name)] = true
		return err
	})
	return found, err
}

func definesLow(text []byte) bool {
	if lowWords.Match(text) {
		return true
	}
	for _, m := range overrides.FindAllSubmatch(text, -1) {
		priority, err := strconv.Atoi(string(m[1]))
		if err != nil || priority >= defaultPriority {
			return true
		}
	}
	return false
}
