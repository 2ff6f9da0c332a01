package analyzer

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Bounds of what is read besides Nix: a repository may hold anything.
const (
	maxTextSize  = 512 << 10
	maxTextsSize = 64 << 20
)

// prose are the endings of files that tell people of a repository, and of data that no tool of it
// looks names up in.
var prose = []string{
	".nix", ".md", ".markdown", ".mdx", ".org", ".txt", ".rst", ".adoc", ".tex", ".html", ".htm", ".css", ".svg", ".lock", ".snap",
	".age", ".gpg", ".asc", ".pub", ".pem", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".pdf", ".gz", ".xz", ".zst", ".zip", ".ttf", ".otf", ".woff", ".woff2", ".csv",
}

// isCode reports whether a file may be a tool's: a script, a program, a workflow, its settings.
func isCode(name string) bool {
	base := strings.ToLower(path.Base(name))
	if slices.Contains(prose, path.Ext(base)) || strings.Contains(base, "-lock.") || strings.HasPrefix(base, "mxmcheck") || strings.HasPrefix(base, ".mxmcheck") {
		return false
	}
	for _, word := range []string{"readme", "license", "licence", "copying", "changelog", "changes", "options."} {
		if strings.HasPrefix(base, word) {
			return false
		}
	}
	return !strings.HasPrefix(name, "docs/") && !strings.HasPrefix(name, "doc/") && !strings.Contains(name, "/docs/") && !isTest(name)
}

// isTest reports whether a file is part of a program's tests, or data for them: the options that it names
// are no more read by it than by a document.
func isTest(name string) bool {
	base := strings.ToLower(path.Base(name))
	stem := strings.TrimSuffix(base, path.Ext(base))
	if strings.HasPrefix(stem, "test_") || strings.HasSuffix(stem, "_test") || strings.HasSuffix(stem, ".test") || strings.HasSuffix(stem, "_spec") || strings.HasSuffix(stem, ".spec") {
		return true
	}
	folders := strings.Split(path.Dir(name), "/")
	return slices.ContainsFunc(folders, func(f string) bool { return slices.Contains(testFolders, f) })
}

// testFolders are the usual names of folders that hold nothing else.
var testFolders = []string{"fixtures", "testdata", "tests", "__tests__", "spec"}

// texts reads those files of the repository that wanted takes, in the order of their names, as far as they
// are text and there are not too many.
func (l *loader) texts(wanted func(name string) bool) (list []string) {
	l.namedTexts(wanted, func(_, text string) { list = append(list, text) })
	return list
}

// namedTexts calls each with the name and the text of such files.
func (l *loader) namedTexts(wanted func(name string) bool, each func(name, text string)) {
	left := maxTextsSize
	for _, name := range l.otherFiles(wanted) {
		info, err := fs.Lstat(l.fsys, name)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxTextSize {
			continue
		}
		if left -= int(info.Size()); left < 0 || l.stop() {
			break
		}
		data, err := fs.ReadFile(l.fsys, name)
		if err == nil && !bytes.Contains(data[:min(len(data), 4096)], []byte{0}) && !bytes.HasPrefix(data, []byte(`{"baseline":`)) {
			each(name, string(data))
		}
	}
}

// otherFiles names the files that wanted takes of those that git tracks, or of those in the folder.
func (l *loader) otherFiles(wanted func(name string) bool) (names []string) {
	if l.opts.Git {
		for _, name := range l.opts.Tracked {
			if wanted(name) {
				names = append(names, name)
			}
		}
		return names
	}
	_ = fs.WalkDir(l.fsys, ".", func(name string, entry fs.DirEntry, err error) error { // what cannot be read names nothing
		switch {
		case err != nil:
			return nil
		case entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), "result")):
			return fs.SkipDir
		case entry.Type().IsRegular() && wanted(name):
			names = append(names, name)
		}
		return nil
	})
	return names
}
