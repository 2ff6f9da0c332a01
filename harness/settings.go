package harness

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// SettingsIn is a file of settings that nix reads and that holds says is in a folder, or one whose
// settings name the folder; "" for none. Absent are those that nix would read there, and that are not.
func SettingsIn(getenv func(string) string, holds func(file string) bool, folder string) (file string, absent []string) {
	s := settingsReader{holds: holds, folder: folder, seen: map[string]bool{}}
	if s.text("", getenv("NIX_CONFIG")) {
		return firstOf(s.found, "NIX_CONFIG"), nil
	}
	for _, file := range settingsFiles(getenv) {
		if s.file(file) {
			return firstOf(s.found, file), nil
		}
	}
	return "", s.absent
}

// settingsFiles are the files that nix looks for, as its manual has them.
func settingsFiles(getenv func(string) string) []string {
	files := []string{filepath.Join(firstOf(getenv("NIX_CONF_DIR"), "/etc/nix"), "nix.conf")}
	if users := getenv("NIX_USER_CONF_FILES"); users != "" {
		return append(files, filepath.SplitList(users)...)
	}
	folders := append([]string{firstOf(getenv("XDG_CONFIG_HOME"), filepath.Join(getenv("HOME"), ".config"))}, filepath.SplitList(getenv("XDG_CONFIG_DIRS"))...)
	for _, folder := range folders {
		files = append(files, filepath.Join(folder, "nix", "nix.conf"))
	}
	return files
}

// settingsReader follows what files of settings include.
type settingsReader struct {
	holds  func(file string) bool
	folder string
	seen   map[string]bool
	found  string   // the innermost file that is in the folder
	absent []string // files that may be in the folder, and are not
}

func (s *settingsReader) file(name string) bool {
	name, err := filepath.Abs(name)
	if err != nil || s.seen[name] {
		return false
	}
	s.seen[name] = true
	text, err := os.ReadFile(name)
	if s.holds(name) {
		if err == nil {
			s.found = name
			return true
		}
		s.absent = append(s.absent, name)
	}
	if err != nil { // nix passes over one that it cannot read
		return false
	}
	return s.text(filepath.Dir(name), string(text))
}

// text looks at the lines of a file: included files are named from the folder of the file.
func (s *settingsReader) text(from, text string) bool {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if slices.ContainsFunc(words, func(word string) bool { return strings.Contains(word, s.folder) }) {
			return true
		}
		if len(words) < 2 || words[0] != "include" && words[0] != "!include" {
			continue
		}
		if name := words[1]; filepath.IsAbs(name) || from != "" {
			if !filepath.IsAbs(name) {
				name = filepath.Join(from, name)
			}
			if s.file(name) {
				return true
			}
		}
	}
	return false
}
