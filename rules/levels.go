package rules

import (
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// levels keeps apart what the flake's own modules declare, those of flake-parts, and what modules of hosts do: a
// module that is a value of the flake, such as den.aspects.x.nixos, declares nothing for it.
type levels struct {
	flake, hosts map[string]bool // roots below which modules of the flake, or of hosts, may declare options
	open         map[string]bool // roots that den makes at the flake's level
}

func levelsOf(repo *analyzer.Repo) levels {
	l := levels{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, d := range repo.Declarations() {
		if len(d.Path) == 0 {
			continue
		}
		of := d.Classes()
		l.flake[d.Path[0]] = l.flake[d.Path[0]] || of == 0 || of.Has(analyzer.FlakeParts)
		l.hosts[d.Path[0]] = l.hosts[d.Path[0]] || of != analyzer.FlakeParts
	}
	for _, f := range repo.Files {
		if strings.Contains(f.Src, "den.namespace") {
			l.denNamespaces(f)
		}
	}
	return l
}

// denNamespaces notes the names of inputs.den.namespace "fleet" true: below each, den takes aspects of any name.
func (l levels) denNamespaces(f *analyzer.File) {
	f.Walk(func(n syntax.Node) bool {
		if call, ok := n.(*syntax.Apply); ok && strings.HasSuffix(syntax.Dotted(call.Fn), "den.namespace") {
			if name, ok := syntax.StaticText(call.Arg); ok {
				l.open[name] = true
			}
		}
		return true
	})
}

// elsewhere reports whether a definition is one of a level at which the repository declares nothing below that
// root, or den takes anything.
func (l levels) elsewhere(d *analyzer.Definition) bool {
	of, root := d.Classes(), d.Path[0]
	switch {
	case of == analyzer.FlakeParts:
		return l.open[root] || !l.flake[root]
	case of == 0:
		return l.open[root] && slices.Contains(denKeys, d.Path.Name())
	}
	return !of.Has(analyzer.FlakeParts) && !l.hosts[root]
}

// denKeys are keys of an aspect: where the class of a file is not known, they say that it is one of the flake.
var denKeys = []string{"description", "nixos", "darwin", "homeManager", "includes", "provides", "_", "settings", "meta"}
