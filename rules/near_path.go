package rules

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"mxmcheck/analyzer"
)

// ofMany matches names that each host or folder has its own of: one that is elsewhere is another.
var ofMany = regexp.MustCompile(`^(?:default|flake|configuration|hardware(?:-configuration)?|home|disko?|disk-config|networking|secrets?|users?|vars?|variables|module|package|shell|overlay)\b`)

// maxUp is how many folders up a path may lead that somebody got wrong.
const maxUp = 4

// nearPath says where what a path leads to may be meant to stand: the only file or folder of its name in the
// repository, if it is not far; "" if there is none.
func nearPath(repo *analyzer.Repo, file, target string) string {
	base := path.Base(target)
	if ofMany.MatchString(base) {
		return ""
	}
	called := repo.Called(base)
	if len(called) != 1 || ofHost(repo, called[0]) || ofHost(repo, called[0]+"/") || isTrial(called[0]) {
		return ""
	}
	if called[0] == file || called[0] == "." || strings.HasPrefix(file, called[0]+"/") {
		return "" // the file itself, or a folder around it
	}
	rel, err := filepath.Rel(path.Dir(file), called[0])
	if err != nil || strings.Count(rel, "../") > maxUp {
		return ""
	}
	if rel = filepath.ToSlash(rel); !strings.HasPrefix(rel, "../") {
		rel = "./" + rel
	}
	return fmt.Sprintf("; did you mean %s?", rel)
}
