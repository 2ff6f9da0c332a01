package analyzer

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
)

// noteHanded finds the arguments of modules that are a part of the configuration wherever they are handed over, such as a
// home's customConfig where home-manager.extraSpecialArgs.customConfig = config.customConfig. What takes such a one reads options by
// it, so that who hands it over does not read them all. One that no module takes by its name may be taken in an input.
func (l *loader) noteHanded() {
	paths, nodes := map[string]Path{}, map[string][]syntax.Node{}
	for _, f := range l.repo.Files {
		for _, h := range f.Hands {
			if known, met := paths[h.Name]; met && !known.Equal(h.Path) {
				h.Path = nil
			}
			paths[h.Name] = h.Path
			nodes[h.Name] = append(nodes[h.Name], h.Node)
		}
	}
	l.env.Handed, l.env.HandedBy = map[string]Path{}, map[syntax.Node]bool{}

	for name, path := range paths {
		if path == nil || facts.IsConfigRoot(name) || !slices.ContainsFunc(l.repo.Files, func(f *File) bool { return f.Takes(name) }) {
			continue
		}
		l.env.Handed[name] = path
		for _, n := range nodes[name] {
			l.env.HandedBy[n] = true
		}
	}
}

// readsEverything says that no option below a namespace can be called unread, where one file reads
// the namespace whole.
func (l *loader) readsEverything(r *Read) {
	if r.IsUse() && !l.repo.InNamespace(r.Path) {
		if r.Handed { // many modules may take the one argument
			if l.handed[r.Path.String()] {
				return
			}
			l.handed[r.Path.String()] = true
		}
		message := fmt.Sprintf("%s is read whole: which options below it are used is not known", r.Path)
		l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: r.Span, Message: message})
	}
}
