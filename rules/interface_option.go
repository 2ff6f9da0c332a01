package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// interfaces knows the options that a library has for those who import it: its modules declare them, and leave it to others
// to read them.
type interfaces struct {
	library bool
	repo    *analyzer.Repo
	offered map[string]bool // files that the library gives to others
	touched map[string]bool // by group: a module beside the one that declares it sets or reads something there
}

// makesHosts matches what a flake says that has machines of its own.
var makesHosts = regexp.MustCompile(`\b(?:nixosConfigurations|darwinConfigurations|homeConfigurations|nixosSystem|darwinSystem|homeManagerConfiguration|colmenaHive)\b`)

// moduleOutput matches names by which a flake, or a set of files without one, offers modules.
var moduleOutput = regexp.MustCompile(`\b(?:nixos|darwin|home|homeManager|hm|flake|nixDarwin|nixOnDroid|systemManager|disko)?[mM]odules?\b`)

func newInterfaces(repo *analyzer.Repo) *interfaces {
	i := &interfaces{repo: repo, touched: map[string]bool{}}
	if slices.ContainsFunc(repo.Hosts, func(h *analyzer.Host) bool { return !isTrialHost(repo, h) }) {
		return i
	}
	i.library = repo.HostsKnown || !slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool { return makesHosts.MatchString(f.Src) })
	return i
}

// Has reports whether an option is there for who imports the module that declares it: a library offers the module, which
// configures nothing, and no other module sets or reads an option beside it.
func (i *interfaces) Has(d *analyzer.Declaration) bool {
	return d.Body != nil && (i.ofInner(d.File) || i.library) && onlyDeclares(d.Body) && (i.ofInner(d.File) || i.isOffered(d.File)) && !i.isTouched(d)
}

// ofInner reports whether a file stands below another flake.nix, of a flake that offers modules: those who take that flake import
// it as well as this one does.
func (i *interfaces) ofInner(f *analyzer.File) bool {
	for dir := path.Dir(f.Name); dir != "."; dir = path.Dir(dir) {
		flake := i.repo.File(dir + "/flake.nix")
		if flake != nil && slices.Contains(i.repo.Nested, flake) {
			index := i.repo.File(dir + "/default.nix") // which such a flake often hands on
			return moduleOutput.MatchString(flake.Src) || index != nil && strings.Contains(flake.Src, "default.nix") && moduleOutput.MatchString(index.Src)
		}
	}
	return false
}

// beside are keys of a module that configure nothing.
var beside = []string{"options", "imports", "meta", "key", "_file", "_class", "disabledModules", "freeformType"}

// onlyDeclares reports whether a module has options, and configures nothing but what it asserts of them.
func onlyDeclares(body *syntax.AttrSet) bool {
	for _, b := range body.Bindings {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok {
			return false
		}
		names, _ := syntax.StaticPath(attr.Path)
		switch {
		case len(names) == 0:
			return false
		case names[0] != "config":
			if !slices.Contains(beside, names[0]) {
				return false
			}
		case len(names) > 1:
			if !isClaim(names[1]) {
				return false
			}
		default:
			set := syntax.InnerSet(attr.Value)
			if set == nil || slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
				attr, ok := b.(*syntax.AttrBinding)
				name := ""
				if ok {
					name, _ = syntax.StaticName(attr.Path.Names[0])
				}
				return !isClaim(name)
			}) {
				return false
			}
		}
	}
	return true
}

func isClaim(name string) bool { return name == "assertions" || name == "warnings" }

// isOffered reports whether the library gives a file to others: a module that it exports imports it, or what holds its
// modules leads to it.
func (i *interfaces) isOffered(f *analyzer.File) bool {
	if i.offered == nil {
		i.offered = i.repo.Reached()
		i.follow()
	}
	return i.offered[f.Name]
}

// follow notes what the files lead to that offer modules.
func (i *interfaces) follow() {
	var todo []string
	for _, name := range []string{"flake.nix", "default.nix"} {
		if f := i.repo.File(name); f != nil && moduleOutput.MatchString(f.Src) {
			i.offered[name] = true
			todo = append(todo, name)
		}
	}
	mentions := i.repo.Mentions()
	for ; len(todo) > 0; todo = todo[1:] {
		for _, f := range i.repo.Files {
			if !i.offered[f.Name] && mentions.By(todo[0], f.Name) {
				i.offered[f.Name] = true
				todo = append(todo, f.Name)
			}
		}
	}
}

// isTouched reports whether something outside of the module that declares an option sets or reads a part of its group.
func (i *interfaces) isTouched(d *analyzer.Declaration) bool {
	group := d.Path[:max(1, len(d.Path)-1)]
	key := strings.Join(append([]string{d.File.Name}, group...), "\x00")
	touched, known := i.touched[key]
	if !known {
		touched = i.touches(d, group)
		i.touched[key] = touched
	}
	return touched
}

func (i *interfaces) touches(d *analyzer.Declaration, group analyzer.Path) bool {
	outside := func(f *analyzer.File, at int) bool { return f != d.File || at < d.Body.Pos() || at >= d.Body.End() }
	if slices.ContainsFunc(i.repo.Reads(), func(r *analyzer.Read) bool {
		return r.Path.HasPrefix(group) && outside(r.File, r.Span.Start.Offset)
	}) {
		return true
	}
	return slices.ContainsFunc(i.repo.Files, func(f *analyzer.File) bool {
		return slices.ContainsFunc(f.Definitions, func(def *analyzer.Definition) bool {
			return def.Path.HasPrefix(group) && outside(f, def.Span.Start.Offset)
		})
	})
}
