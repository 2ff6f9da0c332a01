package analyzer

// TypeAt is the type of the value that an option of the repository has, where all that may declare the path
// agree on where it stands: several types where it is declared several times. group says that path is a group of
// options, and none itself. ok is false where neither is known.
func (r *Repo) TypeAt(path Path) (types []Type, group, ok bool) {
	if len(path) == 0 || r.Covered(path) || r.mayStandAt(path) {
		return nil, false, false
	}
	declared := r.Declaring(path)
	below := 0
	for _, d := range declared {
		switch {
		case d.Opaque || r.apart[d.File.Name]:
			return nil, false, false
		case len(d.Path) > len(path):
			below++
		case d.Option == nil || !d.Option.Whole || d.Option.Apply.Given():
			return nil, false, false
		default:
			t, known := d.Option.Type.At(path[len(d.Path):])
			if !known {
				return nil, false, false
			}
			types = append(types, t)
		}
	}
	switch {
	case below > 0 && len(types) == 0 && r.InNamespace(path) && !r.Shared(path) && !r.HandsOver(path[0]):
		return nil, true, true
	case below > 0 || len(types) == 0:
		return nil, false, false
	}
	return types, false, true
}

// mayStandAt reports whether something that is no module, as far as is known, may declare path or a group around it.
func (r *Repo) mayStandAt(path Path) bool {
	for _, d := range r.perhaps {
		if path.HasPrefix(d.Path) {
			return true
		}
	}
	return false
}
