package rules

import (
	"fmt"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

// renameGroup gives a group of options another name of the same length, wherever the repository
// declares, sets or reads it. There is no fix where a place does not spell the name out, or the new
// name is taken.
func renameGroup(repo *analyzer.Repo, groups []analyzer.Path, to analyzer.Path) *diag.Fix {
	from := groups[0]
	_, plain := plainPath(to.String())
	if len(groups) > 1 || len(from) != len(to) || !plain || repo.Declared(to) {
		return nil
	}
	fix := &diag.Fix{Message: fmt.Sprintf("name it %q everywhere", to)}
	for _, f := range repo.Files {
		edits, written := spelledNames(f, from, to)
		if !mentions(f, from) {
			continue
		}
		if !written {
			return nil
		}
		fix.Edits = append(fix.Edits, edits...)
	}
	if len(fix.Edits) == 0 {
		return nil
	}
	return fix
}

// mentions reports whether a file has to do with a group of options.
func mentions(f *analyzer.File, group analyzer.Path) bool {
	for _, d := range f.Declarations {
		if d.Path.HasPrefix(group) {
			return true
		}
	}
	for _, d := range f.Definitions {
		if d.Path.HasPrefix(group) {
			return true
		}
	}
	for _, r := range f.Reads {
		if r.Path.HasPrefix(group) {
			return true
		}
	}
	return false
}

// spelledNames renames the group where it stands whole in an attribute path. written is false where
// the file spells it in parts somewhere, so that a rename of what is whole would not be all.
func spelledNames(f *analyzer.File, from, to analyzer.Path) (edits []diag.Edit, written bool) {
	whole, parts := 0, 0
	f.Walk(func(n syntax.Node) bool {
		p, ok := n.(*syntax.AttrPath)
		if !ok {
			return true
		}
		text := f.Text(p)
		if i := strings.Index("."+text+".", "."+from.String()+"."); i >= 0 {
			at := p.Pos() + i
			edits = append(edits, rename(f, f.Range(at, at+len(from.String())), from, to)...)
			whole++
		} else if len(p.Names) > 0 && splits(from, text) {
			parts++
		}
		return true
	})
	return edits, whole > 0 && parts == 0
}

// splits reports whether a written path holds the last name of a group, or the beginning of it, and
// may be a part of it.
func splits(group analyzer.Path, text string) bool {
	last := group[len(group)-1]
	return strings.HasPrefix(text+".", last+".") || strings.Contains("."+text+".", "."+last+".")
}
