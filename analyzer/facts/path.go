package facts

import "strings"

// Path is an option path, or the part of one that is known.
type Path []string

func (p Path) String() string { return strings.Join(p, ".") }

// HasPrefix reports whether p is prefix or stands below it.
func (p Path) HasPrefix(prefix Path) bool {
	if len(prefix) > len(p) {
		return false
	}
	for i, name := range prefix {
		if p[i] != name {
			return false
		}
	}
	return true
}

// Related reports whether one of the paths is the other, or stands above it.
func (p Path) Related(q Path) bool { return p.HasPrefix(q) || q.HasPrefix(p) }

// Join is the path with names behind it.
func (p Path) Join(names ...string) Path {
	return append(append(make(Path, 0, len(p)+len(names)), p...), names...)
}

// Name is the last name of a path, "" of the empty path.
func (p Path) Name() string {
	if len(p) == 0 {
		return ""
	}
	return p[len(p)-1]
}

// Equal reports whether two paths are the same.
func (p Path) Equal(q Path) bool { return len(p) == len(q) && p.HasPrefix(q) }
