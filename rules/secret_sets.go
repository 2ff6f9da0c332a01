package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/analyzer/upstream"
)

// secretNames gathers the secrets of one tool that a repository declares, as they are written.
type secretNames struct {
	tool  string
	names map[string]bool
	open  bool // there may be more of them: some name is computed, or some set is not written out
}

// allSecrets are the names below TOOL.secrets in all files, whatever imports them.
func allSecrets(repo *analyzer.Repo, tool string) *secretNames {
	s := &secretNames{tool: tool, names: map[string]bool{}, open: repo.Unread()}
	for _, f := range repo.All() {
		if strings.Contains(f.Src, tool) {
			s.open = s.open || len(f.Errors) > 0 || f.Encrypted
			syntax.Walk(f.Root, s.visit)
		}
	}
	return s
}

// surelyLacks reports whether nothing declares a secret of that name.
func (s *secretNames) surelyLacks(name string) bool {
	return !s.open && len(s.names) > 0 && !s.names[name]
}

func (s *secretNames) visit(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.AttrBinding:
		if i := slices.IndexFunc(n.Path.Names, func(name syntax.AttrName) bool { return nameIs(name, s.tool) }); i >= 0 {
			s.below(n.Path.Names[i+1:], n.Value)
		}
	case *syntax.Inherit:
		inherits := slices.ContainsFunc(n.Names, func(name syntax.AttrName) bool { return nameIs(name, s.tool) })
		s.open = s.open || inherits && !aliased(n.From)
	case *syntax.List: // a path, such as that of setAttrByPath
		for i := range max(len(n.Elems)-1, 0) {
			first, _ := syntax.StaticText(n.Elems[i])
			second, _ := syntax.StaticText(n.Elems[i+1])
			s.open = s.open || first == s.tool && second == "secrets"
		}
	}
	return !s.open
}

// aliased reports whether an expression is a configuration or the packages: a name taken of it declares nothing.
func aliased(x syntax.Expr) bool {
	if x == nil {
		return false
	}
	first, _, _ := strings.Cut(syntax.Dotted(x), ".")
	return slices.Contains([]string{"config", "osConfig", "cfg", "pkgs", "lib", "inputs"}, first)
}

// below reads what stands below the tool: the secrets, and what it has beside them.
func (s *secretNames) below(names []syntax.AttrName, value syntax.Expr) {
	if len(names) == 0 {
		s.each(value, s.below)
		return
	}
	switch name, static := syntax.StaticName(names[0]); {
	case !static:
		s.open = true
	case name == "secrets":
		s.secret(names[1:], value)
	}
}

func (s *secretNames) secret(names []syntax.AttrName, value syntax.Expr) {
	if len(names) == 0 {
		s.each(value, s.secret)
		return
	}
	name, static := syntax.StaticName(names[0])
	s.names[name], s.open = true, s.open || !static
}

// each reads the bindings of a set that is written out, or that a condition or a priority stands before. A value of
// another kind is no set of options.
func (s *secretNames) each(x syntax.Expr, read func([]syntax.AttrName, syntax.Expr)) {
	switch x := inner(x).(type) {
	case *syntax.AttrSet:
		for _, b := range x.Bindings {
			switch b := b.(type) {
			case *syntax.AttrBinding:
				read(b.Path.Names, b.Value)
			case *syntax.Inherit:
				for _, name := range b.Names {
					read([]syntax.AttrName{name}, nil)
				}
			}
		}
	case *syntax.List:
		for _, e := range x.Elems {
			s.each(e, read)
		}
	case *syntax.If:
		s.each(x.Then, read)
		s.each(x.Else, read)
	case *syntax.Binary:
		s.open = s.open || x.Op != syntax.Update
		s.each(x.X, read)
		s.each(x.Y, read)
	case *syntax.Apply:
		s.called(x, read)
	default:
		s.open = s.open || literalKind(x).kinds == 0 && !aliased(x)
	}
}

// setArgument are functions that give the set which they are called with last, or one of the same names.
var setArgument = map[string]bool{"mkIf": true, "mkMerge": true, "mkForce": true, "mkDefault": true, "mkOverride": true, "optionalAttrs": true, "mapAttrs": true}

func (s *secretNames) called(x *syntax.Apply, read func([]syntax.AttrName, syntax.Expr)) {
	if args := syntax.Arguments(x); setArgument[syntax.Callee(x)] {
		s.each(args[len(args)-1], read)
		return
	}
	s.open = true
}

// readsOwnSecrets reports whether some host surely has the module that a file is, and each such host has no module that may
// declare secrets and is not seen.
func readsOwnSecrets(repo *analyzer.Repo, f *analyzer.File) (reached bool) {
	for _, h := range repo.Hosts {
		for _, class := range h.Closure.Files[f.Name].Each() {
			if !h.Closure.WholeFor(class) || slices.ContainsFunc(h.Closure.InputsFor(class), func(name string) bool {
				return strangeInput(name) && !upstream.HasOwnRoots(repo.Flake().Repository(name))
			}) {
				return false
			}
			reached = true
		}
	}
	return reached
}
