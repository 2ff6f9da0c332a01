package tree

import (
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// Kept are the trees that one Read gave, for the next one: a file that has the same name and text has the same tree, and
// nobody writes to a tree. The text is compared, so that no other can pass for it. What was not among the files of the
// last Read is let go. One Read at a time may have it; nil keeps nothing.
type Kept struct{ trees map[string]parsed }

// parsed is what follows from the name and the text of a file alone.
type parsed struct {
	file  *syntax.File
	names syntax.Names
}

// of gives the tree of a text, if that is what the file held.
func (k *Kept) of(name string, src []byte) (parsed, bool) {
	if k == nil {
		return parsed{}, false
	}
	known, ok := k.trees[name]
	return known, ok && known.file.Src == string(src)
}

// keep keeps the trees of these files in place of those before. Those that say more than their text does, such as that
// it cannot be read, are left out.
func (k *Kept) keep(files []*facts.File) {
	if k == nil {
		return
	}
	k.trees = make(map[string]parsed, len(files))
	for _, f := range files {
		if !f.Unread && !f.Encrypted {
			k.trees[f.Name] = parsed{f.File, f.Names}
		}
	}
}

// Trees are the trees that are kept, by file.
func (k *Kept) Trees() map[string]*syntax.File {
	all := make(map[string]*syntax.File, len(k.trees))
	for name, known := range k.trees {
		all[name] = known.file
	}
	return all
}
