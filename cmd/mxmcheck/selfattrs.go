package main

import (
	"os"
	"path/filepath"
	"slices"

	"mxmcheck/analyzer/syntax"
	"mxmcheck/harness"
)

// seesSubmodules reports whether a flake's evaluation sees the files of submodules.
func seesSubmodules(root string) bool {
	source, err := os.ReadFile(filepath.Join(root, "flake.nix"))
	return err == nil && slices.Contains(selfAttributes(source).Wanted, "submodules")
}

// selfAttributes finds inputs.self.NAME in flake.nix, however it is written. Attributes that are
// false ask for nothing.
func selfAttributes(source []byte) harness.SelfAttributes {
	found := &selfReader{blank: slices.Clone(source)}
	root, ok := syntax.Unparen(syntax.Parse("flake.nix", source).Root).(*syntax.AttrSet)
	if ok {
		found.set(root, nil)
	}
	return harness.SelfAttributes{Names: found.names, Wanted: found.wanted, Blank: found.blank}
}

type selfReader struct {
	names, wanted []string
	blank         []byte
}

// set reads bindings below a path of flake.nix.
func (r *selfReader) set(set *syntax.AttrSet, path []string) {
	for _, binding := range set.Bindings {
		b, ok := binding.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		full := slices.Clone(path)
		for _, name := range b.Path.Names {
			full = append(full, plainName(name))
		}
		if !leadsToSelf(full) {
			continue
		}
		if len(full) > 2 {
			r.take(b, full[2])
		} else if inner, ok := syntax.Unparen(b.Value).(*syntax.AttrSet); ok {
			r.set(inner, full)
		}
	}
}

func leadsToSelf(path []string) bool {
	return path[0] == "inputs" && (len(path) == 1 || path[1] == "self")
}

func (r *selfReader) take(b *syntax.AttrBinding, name string) {
	for i := b.Pos(); i < b.End(); i++ {
		if r.blank[i] != '\n' {
			r.blank[i] = ' '
		}
	}
	r.names = append(r.names, name)
	if value, ok := syntax.Unparen(b.Value).(*syntax.Ident); !ok || value.Name != "false" {
		r.wanted = append(r.wanted, name)
	}
}

// plainName is a name that is written out; "" if it is computed, which nix refuses here.
func plainName(name syntax.AttrName) string {
	switch n := name.(type) {
	case *syntax.Ident:
		return n.Name
	case *syntax.Str:
		if len(n.Parts) == 1 {
			if text, ok := n.Parts[0].(*syntax.Text); ok {
				return text.Value
			}
		}
	}
	return ""
}
