package analyzer

import (
	"path"
	"slices"

	"github.com/agnivade/levenshtein"
)

// pinned knows which files stand beside a module of a pin, in the closure of what imports both.
type pinned struct {
	own, beside map[string]string // files, and the pin: those that import it themselves, and all others
	everywhere  string            // a pin whose module may be imported beside any file
}

// pinnedBy is a pin whose module may declare a path that a file sets or reads, else "". A module declares groups of its own:
// what is like a declared path, or stands in a group where a module here has options, is no pin's, but where the file
// imports the pin itself.
func (l *loader) pinnedBy(p Path, f *File) string {
	if l.pins == nil {
		l.pins = l.readPins()
	}
	own := l.pins.own[f.Name]
	pin := own
	for _, other := range []string{l.pins.beside[f.Name], l.pins.everywhere} {
		if pin == "" {
			pin = other
		}
	}
	if pin == "" && l.besideHive(f) {
		pin = "one that hosts of the hive import"
	}
	if pin == "" || l.likeDeclared(p) || own == "" && l.inOwnGroup(p) {
		return ""
	}
	return pin
}

// besideHive reports whether no host of a hive imports a file, and some import what cannot be seen: modules of pins, as a rule.
func (l *loader) besideHive(f *File) bool {
	return l.flake.Hived && !slices.ContainsFunc(l.repo.Hosts, func(h *Host) bool { return h.Closure.Files[f.Name] != 0 }) &&
		slices.ContainsFunc(l.repo.Hosts, func(h *Host) bool { return !h.Closure.WholeFor(h.Class) })
}

// known is how many names of a path are a group that is declared here.
func (l *loader) known(p Path) int {
	n := 0
	for n < len(p) && l.repo.Declared(p[:n+1]) {
		n++
	}
	return n
}

// likeDeclared reports whether a path is like a declared one, or the first of its names that is not declared like one that
// is, in the same group.
func (l *loader) likeDeclared(p Path) bool {
	if _, like := NearestPath(p, l.repo.DeclaredPaths()); like {
		return true
	}
	n := l.known(p)
	for _, d := range l.repo.DeclaredPaths() {
		if n < len(p) && len(d) > n && d.HasPrefix(p[:n]) && alikeGroups(p[n], d[n]) {
			return true
		}
	}
	return false
}

func alikeGroups(a, b string) bool {
	d, short := levenshtein.ComputeDistance(a, b), min(len(a), len(b))
	return short >= 3 && d == 1 || d == 2 && (short >= 5 || short == 4 && sameLetters(a, b))
}

func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

// inOwnGroup reports whether the innermost declared group around a path has options itself. Directly below a namespace, where
// groups of others stand beside options, that says something of paths of one more name alone.
func (l *loader) inOwnGroup(p Path) bool {
	n := l.known(p)
	if ns := l.repo.namespaceOf(p); n <= ns && len(p) > ns+1 {
		return false
	}
	for _, d := range l.repo.DeclaredPaths() {
		if len(d) == n+1 && d.HasPrefix(p[:n]) {
			return true
		}
	}
	return false
}

// readPins finds the modules of pins, and the files beside them.
func (l *loader) readPins() *pinned {
	found := &pinned{own: map[string]string{}, beside: map[string]string{}}
	importers, imported := l.importers()
	arguments := []string{"sources", "pins", "npins"}
	if l.repo.byName["flake.nix"] == nil {
		arguments = append(arguments, "inputs")
	}
	for _, f := range l.repo.Files {
		names := pinsIn(f, arguments...)
		if len(names) == 0 {
			continue
		}
		found.own[f.Name] = names[0]
		if isEntry(f.Name) || !imported[f.Name] && !l.flake.IsHost(path.Dir(f.Name)) {
			found.everywhere = names[0] // of all hosts, or of which ones is not known
			continue
		}
		for name := range l.reached(tops(f.Name, importers)) {
			found.beside[name] = names[0]
		}
	}
	return found
}

// isEntry reports whether a file lists hosts: what it imports meets in no host for that.
func isEntry(name string) bool {
	return name == "flake.nix" || name == "hive.nix" || name == "default.nix"
}

// importers are the modules that import each file, those left out that list hosts, and the files that any imports.
func (l *loader) importers() (importers map[string][]string, imported map[string]bool) {
	importers, imported = map[string][]string{}, map[string]bool{}
	for _, f := range l.repo.Files {
		for _, i := range f.Imports {
			if i.Target == "" || i.Call && !isEntry(f.Name) {
				continue
			}
			imported[i.Target] = true
			if !isEntry(f.Name) {
				importers[i.Target] = append(importers[i.Target], f.Name)
			}
		}
	}
	return importers, imported
}

// tops are the files around one, it among them, that no module imports.
func tops(name string, importers map[string][]string) (found []string) {
	seen, open := map[string]bool{name: true}, []string{name}
	for len(open) > 0 {
		next := open[0]
		open = open[1:]
		if len(importers[next]) == 0 {
			found = append(found, next)
		}
		for _, up := range importers[next] {
			if !seen[up] {
				seen[up] = true
				open = append(open, up)
			}
		}
	}
	return found
}

// reached are the files that some import, directly or not.
func (l *loader) reached(open []string) map[string]bool {
	seen := map[string]bool{}
	for len(open) > 0 {
		next := open[0]
		open = open[1:]
		f := l.repo.byName[next]
		if f == nil || seen[next] {
			continue
		}
		seen[next] = true
		for _, i := range f.Imports {
			if i.Target != "" && !i.Call {
				open = append(open, i.Target)
			}
		}
	}
	return seen
}
