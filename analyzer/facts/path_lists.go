package facts

import (
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// pathList takes a list of strings that begins with a namespace, and goes on, for a path that
// something reads: attrByPath, getAttrFromPath, mkAliasOptionModule. The namespace alone is a word
// like any other, such as the name of a group of users, unless pathArgument says otherwise.
func (c *collector) pathList(n *syntax.List) {
	if path, ok := stringList(n); ok && c.InNamespace(path) {
		c.file.Reads = append(c.file.Reads, &Read{Path: path, Span: c.file.Span(n), File: c.file, Guarded: true, Whole: true})
	}
}

// pathArgument reads the path of attrByPath [ … ] and its kin: all of what it leads to may be read,
// or, by hasAttrByPath, none.
func (c *collector) pathArgument(n *syntax.Apply) {
	if _, curried := syntax.Unparen(n.Fn).(*syntax.Apply); curried {
		return
	}
	fn := callee(n)
	if fn != "attrByPath" && fn != "getAttrFromPath" && fn != "hasAttrByPath" {
		return
	}
	if path, ok := stringList(n.Arg); ok && c.InNamespace(path.Join("")) {
		c.file.Reads = append(c.file.Reads, &Read{Path: path, Span: c.file.Span(n.Arg), File: c.file, Guarded: true, Whole: true, presence: fn == "hasAttrByPath"})
	}
}

func stringList(x syntax.Expr) (Path, bool) {
	list, ok := syntax.Unparen(x).(*syntax.List)
	if !ok {
		return nil, false
	}
	var path Path
	for _, e := range list.Elems {
		str, ok := syntax.Unparen(e).(*syntax.Str)
		if !ok {
			return nil, false
		}
		text, ok := eval.Literal(str.Parts)
		if !ok {
			return nil, false
		}
		path = append(path, text)
	}
	return path, len(path) > 0
}
