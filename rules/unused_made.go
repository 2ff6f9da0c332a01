package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

// madeAlike knows the options that a function makes together with others, which several modules call: one that is read
// in another module has its place in the function, whoever leaves it unread.
type madeAlike struct {
	repo   *analyzer.Repo
	groups map[diag.Span]analyzer.Path // by the place of the call, the path around all that it declares
	made   map[string][]*analyzer.Declaration
}

func newMadeAlike(repo *analyzer.Repo) *madeAlike {
	m := &madeAlike{repo, map[diag.Span]analyzer.Path{}, map[string][]*analyzer.Declaration{}}
	for _, d := range repo.Declarations() {
		if d.Fn == "" || strings.HasSuffix(d.Fn, "mkOption") {
			continue
		}
		m.made[d.Fn] = append(m.made[d.Fn], d)
		if d.Opaque {
			continue
		}
		group, met := m.groups[d.Span]
		if !met {
			group = d.Path
		}
		n := 0
		for n < min(len(group), len(d.Path)) && group[n] == d.Path[n] {
			n++
		}
		m.groups[d.Span] = d.Path[:n]
	}
	return m
}

// isRead reports whether a module that calls the same function reads the option that an option is there.
func (m *madeAlike) isRead(d *analyzer.Declaration) bool {
	tail := m.tail(d)
	return len(tail) > 0 && slices.ContainsFunc(m.made[d.Fn], func(o *analyzer.Declaration) bool {
		switch {
		case o.Span == d.Span:
			return false
		case o.Opaque: // the function is called, and more is added to what it gives
			return m.repo.IsRead(o.Path.Join(tail...))
		}
		return m.tail(o).Equal(tail) && m.repo.IsRead(o.Path)
	})
}

// tail are the names of an option behind the call that makes it.
func (m *madeAlike) tail(d *analyzer.Declaration) analyzer.Path {
	group, met := m.groups[d.Span]
	if !met {
		return nil
	}
	return d.Path[len(group):]
}

// commentedOut reports whether what reads an option is commented out, in the file that declares it: # x = cfg.option;
func commentedOut(d *analyzer.Declaration) bool {
	read := regexp.MustCompile(`(?m)^\s*#.*[\w"})]\.` + regexp.QuoteMeta(d.Path.Name()) + `\b[^:]*$`)
	return strings.Contains(d.File.Src, "#") && slices.ContainsFunc(read.FindAllString(d.File.Src, -1), func(line string) bool {
		return strings.Contains(line, "cfg.") || strings.Contains(line, "config.")
	})
}
