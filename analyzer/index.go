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
	for i := range path {
		found = append(found, r.options.at[path[:i].String()]...)
	}
	name := path.String()
	found = append(found, r.options.at[name]...)
	return append(found, r.options.below[name]...)
}

// EnableOf is the declaration of the enable that switches an option: the nearest one in a group
// around it; nil if there is none, or more than one.
func (r *Repo) EnableOf(path Path) *Declaration {
	for i := len(path) - 1; i > 0; i-- {
		enable := path[:i].join("enable")
		if !r.InNamespace(enable) {
			return nil
		}
		switch list := r.options.at[enable.String()]; len(list) {
		case 0:
		case 1:
			return list[0]
		default:
			return nil
		}
	}
	return nil
}
