package analyzer

// optionIndex finds the declarations of all files by path.
type optionIndex struct {
	at, below map[string][]*Declaration // by the path itself, and by every group around it
}

func (x *optionIndex) add(d *Declaration) {
	x.at[d.Path.String()] = append(x.at[d.Path.String()], d)
	for i := range d.Path {
		group := d.Path[:i].String()
		x.below[group] = append(x.below[group], d)
	}
}

// Declaring are the declarations that make path exist: of the option itself, of one around it, or
// of one below it. Options outside of the namespaces are among them.
func (r *Repo) Declaring(path Path) []*Declaration {
	var found []*Declaration
	for _, d := range r.options.at[""] { // options.${computed}
		if d.below == nil || len(path) > 0 && path[1:].Related(d.below) {
			found = append(found, d)
		}
	}
	for i := 1; i < len(path); i++ {
		found = append(found, r.options.at[path[:i].String()]...)
	}
	name := path.String()
	found = append(found, r.options.at[name]...)
	return append(found, r.options.below[name]...)
}
