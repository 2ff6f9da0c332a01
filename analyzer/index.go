package analyzer

import (
	"slices"

	"mxmcheck/analyzer/syntax"
)

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
		if d.Below == nil || len(path) > 0 && path[1:].Related(d.Below) {
			found = append(found, d)
		}
	}
	name, end := path.String(), -1
	for i := 0; i < len(path)-1; i++ { // each group around it, whose name is the begin of its own
		end += 1 + len(path[i])
		found = append(found, r.options.at[name[:end]]...)
	}
	found = append(found, r.options.at[name]...)
	return append(found, r.options.below[name]...)
}

// pathIndex finds paths by name: those that were added, and the groups around them.
type pathIndex struct{ at, around map[string]bool }

func newPathIndex() pathIndex {
	return pathIndex{at: map[string]bool{}, around: map[string]bool{}}
}

func (x pathIndex) add(path Path) {
	name := path.String()
	if x.at[name] {
		return
	}
	x.at[name] = true
	for end := len(name) - 1; end > 0; end-- {
		if name[end] == '.' {
			x.around[name[:end]] = true
		}
	}
	x.around[""] = true
}

// above reports whether path, or a group around it, was added.
func (x pathIndex) above(path Path) bool {
	name := path.String()
	for end := range len(name) {
		if name[end] == '.' && x.at[name[:end]] {
			return true
		}
	}
	return x.at[name] || x.at[""]
}

// below reports whether path, or something below it, was added.
func (x pathIndex) below(path Path) bool {
	name := path.String()
	return x.at[name] || x.around[name]
}

// indexPaths notes the paths of all declarations and reads in the namespaces.
func (r *Repo) indexPaths() {
	r.known, r.computed, r.used, r.tested = newPathIndex(), newPathIndex(), newPathIndex(), map[string]bool{}
	seen := map[string]bool{}
	for _, d := range r.declarations {
		r.known.add(d.Path)
		if d.Opaque {
			r.computed.add(d.Path)
		}
		if name := d.Path.String(); !seen[name] {
			seen[name] = true
			r.paths = append(r.paths, d.Path)
		}
	}
	for _, d := range r.perhaps {
		r.known.add(d.Path)
		if d.Opaque {
			r.computed.add(d.Path)
		}
	}
	for _, path := range r.typed {
		r.computed.add(path)
	}
	for _, read := range r.reads {
		switch {
		case r.known.at[read.Path.String()] && inDeadBinding(read): // of a group, somebody else may have what was meant
		case read.IsUse():
			r.used.add(read.Path)
		case read.OfPresence():
			r.tested[read.Path.String()] = true
		}
	}
	r.empty = newPathIndex()
	for _, f := range r.Files {
		for _, path := range f.Empty {
			r.empty.add(path)
		}
		for _, path := range f.Inspected { // such as the definitions of an option; a group alone reads none
			if r.known.above(path[:len(path)-1]) {
				r.used.add(path)
			}
		}
	}
}

// inDeadBinding reports whether a read stands in what a let binds to a name that nothing uses: Nix never
// comes there.
func inDeadBinding(read *Read) bool {
	at := read.Span.Start.Offset
	return slices.ContainsFunc(read.File.Names.Unused, func(u syntax.Unused) bool {
		b, ok := u.Binding.(*syntax.AttrBinding)
		return ok && u.Let != nil && b.Value.Pos() <= at && at < b.Value.End()
	})
}

// Declared reports whether path is an option, stands below one, or is a group of some.
func (r *Repo) Declared(path Path) bool { return r.known.above(path) || r.known.below(path) }

// EmptyGroup reports whether path is a group that is declared with no option in it, or one around such a group.
func (r *Repo) EmptyGroup(path Path) bool { return r.empty.below(path) }

// DeclaredPaths lists the distinct paths of all declarations, for suggestions.
func (r *Repo) DeclaredPaths() []Path { return r.paths }

// IsRead reports whether any file reads the option, something below it, or a group around it
// whole, and whether a tool of the repository does by "nix eval". A test whether a group is there
// reads no option below it. Where a file cannot be read, anything may be.
func (r *Repo) IsRead(path Path) bool {
	return r.unread || r.used.above(path) || r.used.below(path) || r.tested[path.String()] || r.through()[path.String()] || r.tools().reads(path)
}

// Covered reports whether what is below path may be declared where we cannot see it: a computed
// group stands at it or above it, or a file cannot be read.
func (r *Repo) Covered(path Path) bool {
	return r.unread || r.computed.above(path) || slices.ContainsFunc(r.anywhere, func(group Path) bool {
		return len(path) > 1 && path[1:].HasPrefix(group)
	})
}

// Unread reports whether a file or folder cannot be read: it may declare anything.
func (r *Repo) Unread() bool { return r.unread }
