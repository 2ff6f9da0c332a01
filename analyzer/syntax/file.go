// Package syntax turns Nix source text into a tree.
//
// In: a name and any bytes. Out: a *File, never nil: what cannot be read becomes a Bad node
// and an entry in Errors, and the parts around it still have a tree.
// It refuses to know about file systems, modules and evaluation.
package syntax

import (
	"sort"

	"mxmcheck/analyzer/diag"
)

// File is one parsed file. It is read-only after Parse, but for the list of its nodes, which is made once.
type File struct {
	Name       string // as given; by custom the slash path from the repository's root
	Src        string
	Root       Expr // never nil
	Comments   []Comment
	Errors     []diag.Diagnostic // rule "parse-error", in order of place; empty for a file that Nix parses
	first      *diag.Diagnostic  // what Nix reports; nil if it parses the file
	duplicates []issue           // attributes defined twice
	lines      []int32           // offset of the first byte of each line
	listed     listed            // its nodes, once somebody walks all of them
}

// Comment is # … or /* … */, in order of place. Text is as written, delimiters included.
type Comment struct {
	span
	Text string
}

// Position gives the line and column of a byte offset.
func (f *File) Position(offset int) diag.Pos {
	line := sort.Search(len(f.lines), func(i int) bool { return int(f.lines[i]) > offset })
	if line == 0 {
		return diag.Pos{Offset: offset, Line: 1, Col: offset + 1}
	}
	return diag.Pos{Offset: offset, Line: line, Col: offset - int(f.lines[line-1]) + 1}
}

// Span gives the extent of a node in lines and columns.
func (f *File) Span(n Node) diag.Span { return f.Range(n.Pos(), n.End()) }

// Range gives the extent between two byte offsets.
func (f *File) Range(start, end int) diag.Span {
	return diag.Span{File: f.Name, Start: f.Position(start), End: f.Position(end)}
}

// Text gives the source of a node.
func (f *File) Text(n Node) string { return f.Src[n.Pos():n.End()] }
