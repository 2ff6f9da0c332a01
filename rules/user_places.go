package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// userPlaces counts where a name stands: as that of a user or a group, and as anything else.
type userPlaces struct {
	name           string
	word           *regexp.Regexp
	asUser, others int
}

// standsElsewhere reports whether a name stands in any file as something else than a user's or a group's, so that something
// may declare it. One that stands in a single place, as in a let, does not.
func standsElsewhere(repo *analyzer.Repo, name string) bool {
	p := &userPlaces{name: name, word: regexp.MustCompile(`(^|[^\w-])` + regexp.QuoteMeta(name) + `($|[^\w-])`)}
	for _, f := range repo.All() {
		if p.word.MatchString(f.Name) {
			return true
		}
		if strings.Contains(f.Src, name) {
			p.look(f.Root, nil)
		}
	}
	return p.others > 0 && p.asUser+p.others > 1
}

// look counts below a node; around are the names of the bindings that it stands in.
func (p *userPlaces) look(n syntax.Node, around analyzer.Path) {
	switch n := n.(type) {
	case *syntax.AttrBinding:
		around = p.path(n.Path, around)
		if text, ok := syntax.StaticText(n.Value); ok && text == p.name && belongs(around) {
			p.asUser++
			return
		}
		p.look(n.Value, around)
		return
	case *syntax.Select:
		p.look(n.X, nil)
		p.path(n.Path, nil)
		if n.Or != nil {
			p.look(n.Or, nil)
		}
		return
	case *syntax.Ident:
		p.count(n.Name == p.name, false)
	case *syntax.Text:
		p.count(p.word.MatchString(n.Value), false)
	}
	syntax.EachChild(n, func(child syntax.Node) { p.look(child, around) })
}

// path counts the names of a path, and gives it with those around it.
func (p *userPlaces) path(path *syntax.AttrPath, around analyzer.Path) analyzer.Path {
	for _, n := range path.Names {
		name, static := syntax.StaticName(n)
		if !static {
			p.look(n, nil)
		}
		user := len(around) > 1 && around.Name() == "users" && slices.Contains([]string{"users", "home-manager"}, around[len(around)-2])
		p.count(static && name == p.name, user)
		around = around.Join(name)
	}
	return around
}

func (p *userPlaces) count(here, user bool) {
	switch {
	case here && user:
		p.asUser++
	case here:
		p.others++
	}
}

// belongs reports whether an option says to which user or group a secret, a unit or a user belongs. One of a service may
// declare it.
func belongs(option analyzer.Path) bool {
	return slices.Contains([]string{"owner", "User", "group", "Group"}, option.Name()) &&
		slices.ContainsFunc(option, func(name string) bool {
			return slices.Contains([]string{"secrets", "templates", "serviceConfig", "users"}, name)
		})
}
