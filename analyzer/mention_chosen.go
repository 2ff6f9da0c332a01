package analyzer

import (
	"path"
	"regexp"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// hostNamed matches what a host is called by in a computed path: one of the files below is that host's.
var hostNamed = regexp.MustCompile(`(?i)host`)

// chosen notes the files that a path may be which goes up by text and ends in a computed name, as in
// ./. + "../../user/browser" + ("/" + settings.browser) + ".nix": each is a choice. Where the host's name is the choice, none is.
func (m *Mentions) chosen(f *File, n *syntax.Binary) bool {
	parts := summands(n, nil)
	from, ok := parts[0].(*syntax.Path)
	if !ok || len(parts) < 2 {
		return false
	}
	folder, literal := eval.Literal(from.Parts)
	up, isText := leadingText(parts[1])
	if !literal || !isText || !strings.HasPrefix(folder, ".") || !strings.HasPrefix(up, "..") {
		return false
	}
	text, computed := "", false
	for _, part := range parts[1:] {
		text += m.written(f, part, &computed)
		syntax.EachChild(part, func(child syntax.Node) { m.read(f, child, part) })
	}
	if strings.Contains(text, byHost) {
		return true
	}
	name := path.Clean(path.Join(path.Dir(f.Name), folder) + text) // Nix joins the texts, and no folder stands between them
	if !computed {
		m.add(f, name, true, true)
		return true
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(name), anyName, `[^/]+`)
	m.choices[f.Name] = append(m.choices[f.Name], regexp.MustCompile(`^`+pattern+`(?:/default\.nix)?$`))
	return true
}

// What stands for a computed name in a text, and for one that the host's name is part of. No path has such a byte.
const (
	anyName = "\x00"
	byHost  = "\x01"
)

// summands are what a chain of + joins.
func summands(x syntax.Expr, to []syntax.Expr) []syntax.Expr {
	x = syntax.Unparen(x)
	if sum, ok := x.(*syntax.Binary); ok && sum.Op == syntax.Add {
		return summands(sum.Y, summands(sum.X, to))
	}
	return append(to, x)
}

func leadingText(x syntax.Expr) (string, bool) {
	str, ok := x.(*syntax.Str)
	if !ok || len(str.Parts) == 0 {
		return "", false
	}
	text, ok := str.Parts[0].(*syntax.Text)
	if !ok {
		return "", false
	}
	return text.Value, true
}

// written is the text of a part of a path, with a mark for what is computed.
func (m *Mentions) written(f *File, x syntax.Expr, computed *bool) (text string) {
	str, ok := x.(*syntax.Str)
	if !ok {
		*computed = true
		return markOf(f.Text(x))
	}
	for _, part := range str.Parts {
		if literal, ok := part.(*syntax.Text); ok {
			text += literal.Value
		} else {
			*computed = true
			text += markOf(f.File.Text(part))
		}
	}
	return text
}

func markOf(source string) string {
	if hostNamed.MatchString(source) {
		return byHost
	}
	return anyName
}
