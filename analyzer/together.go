package analyzer

// Together reports whether some configuration surely has both declarations: they stand in one
// module, or a host, or a module's imports, bring in the files of both. Modules of different kinds
// of configurations never meet, and of what only a condition or a computed import brings in
// nothing is known.
func (r *Repo) Together(a, b *Declaration) bool {
	if x, y := a.Classes(), b.Classes(); x != 0 && y != 0 && !x.Has(y) {
		return false
	}
	if a.Body == b.Body {
		return true
	}
	for _, h := range r.Hosts {
		x, _ := h.Closure.ImportedAs(a.Body)
		y, _ := h.Closure.ImportedAs(b.Body)
		if x.Sure && y.Sure && x.Class.Has(y.Class) {
			return true
		}
	}
	if a.File == b.File || !a.OfFile() || !b.OfFile() {
		return false // modules inside of a file come in by other ways than the file does
	}
	above := r.importersOf(a.File.Name)
	for name := range r.importersOf(b.File.Name) {
		if above[name] {
			return true
		}
	}
	return false
}

// importersOf names the files whose imports surely reach a file, itself among them.
func (r *Repo) importersOf(name string) map[string]bool {
	reached := map[string]bool{}
	todo := []string{name}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !reached[at] {
			reached[at] = true
			todo = append(todo, r.importers[at]...)
		}
	}
	return reached
}

// noteImporters turns the imports of the files' own modules around. What some module disables is
// surely imported by none.
func (l *loader) noteImporters() {
	l.repo.importers = map[string][]string{}
	disabled := map[string]bool{}
	for _, f := range l.repo.Files {
		for _, name := range f.Disabled {
			disabled[name] = true
		}
	}
	for _, f := range l.repo.Files {
		for _, i := range f.Imports {
			if f.Module && !disabled[i.Target] && !i.Call && !i.Perhaps && !i.Inner && i.State == Resolved {
				l.repo.importers[i.Target] = append(l.repo.importers[i.Target], f.Name)
			}
		}
	}
}
