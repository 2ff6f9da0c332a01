package analyzer

import (
	"path"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// ofParts are attributes of flake-parts' modules that hold no options of an input's modules.
var ofParts = map[string]bool{
	"flake": true, "perSystem": true, "systems": true, "imports": true, "_module": true, "partitions": true, "debug": true, "transposition": true, "outputs": true, "inputs": true,
}

// options adds the folders that a module of flake-parts gives to the options of an input's modules, as ezConfigs.root = ./.:
// those modules may import every file below. inModule says that n stands in such a module, below the attributes of names.
func (h *handed) options(n syntax.Node, names []string, inModule bool) {
	switch n := n.(type) {
	case *syntax.Let:
		h.options(n.Body, names, inModule)
		return
	case *syntax.Apply:
		if syntax.Callee(n) == "mkFlake" && len(syntax.Arguments(n)) == 2 {
			h.options(n.Arg, nil, true)
			return
		}
		if inModule {
			return // what a call makes is no option set
		}
	case *syntax.AttrBinding:
		below := names
		for _, part := range n.Path.Names {
			name, _ := eval.Plain(part)
			below = append(below[:len(below):len(below)], name)
		}
		if inModule && (ofParts[below[0]] || len(below) > maxOptionNames) {
			return
		}
		if p, ok := syntax.Unparen(n.Value).(*syntax.Path); ok && inModule {
			h.option(p, below)
			return
		}
		h.options(n.Value, below, inModule)
		return
	case *syntax.List, *syntax.Select:
		return
	}
	syntax.EachChild(n, func(child syntax.Node) { h.options(child, names, inModule) })
}

// maxOptionNames bounds how deep options are looked for.
const maxOptionNames = 8

// option adds the folder that an option is set to, unless it is a source, a module, or an argument of modules.
func (h *handed) option(p *syntax.Path, names []string) {
	if text, whole := leading(p.Parts); whole && strings.HasPrefix(text, ".") && len(names) > 1 && !asSource.MatchString(strings.Join(names, ".")) && !goesOn(names) {
		h.folderAt(path.Join(path.Dir(h.file.Name), text))
	}
}
