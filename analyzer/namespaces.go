package analyzer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/syntax"
	known "mxmcheck/analyzer/upstream"
)

// Namespace is a name below which modules of the repository declare options.
type Namespace struct {
	Name    string
	Modules int // files that declare options below it
}

func (n Namespace) String() string {
	if n.Modules == 1 {
		return n.Name + " (1 module)"
	}
	return fmt.Sprintf("%s (%d modules)", n.Name, n.Modules)
}

// discover finds the namespaces where none are given: the names below which the repository's own
// modules declare options, those left out that nixpkgs, home-manager and the like declare options
// below. It reads the trees that are parsed already, and those files only that speak of options.
func (l *loader) discover() {
	if len(l.opts.Namespaces) > 0 {
		return
	}
	if name := l.snowfall(); name != "" {
		l.flake.Supply("namespace", eval.String(name))
	}
	foreign := l.foreignRoots()
	found := make([][]string, len(l.repo.Files))
	l.each(len(found), func(m *eval.Machine, i int) {
		if f := l.repo.Files[i]; !l.stop() && strings.Contains(f.Src, "options") {
			env := *l.env
			env.Machine = m
			found[i] = rootsOf(&env, f, foreign)
		}
	})
	if !l.stop() {
		l.discovered(count(found))
	}
}

func (l *loader) discovered(all []Namespace) {
	l.repo.Discovered, l.repo.Namespaces, l.repo.roots = all, nil, nil
	for _, ns := range all {
		l.repo.Namespaces = append(l.repo.Namespaces, ns.Name)
		l.repo.roots = append(l.repo.roots, Path{ns.Name})
	}
	l.env.Namespaces = l.repo.roots
}

// fewModules is how many modules may declare options below a name that is no namespace: a submodule
// that is a file of its own looks as a module does.
const fewModules = 2

// weighNamespaces counts again, now that it is known which files are modules, and what hosts import.
// Where hosts import modules of some namespace, one that few modules declare options below, and none
// that a host imports, is a submodule's options.
func (l *loader) weighNamespaces() {
	if l.repo.Discovered == nil {
		return
	}
	modules, reached := map[string]map[string]bool{}, map[string]bool{}
	for _, f := range l.repo.Files {
		for _, d := range f.Declarations {
			if len(d.Path) < 2 || l.repo.apart[f.Name] {
				continue
			}
			root := d.Path[0]
			if modules[root] == nil {
				modules[root] = map[string]bool{}
			}
			modules[root][f.Name] = true
			reached[root] = reached[root] || d.Classes().Has(NixOS|Darwin|Home)
		}
	}
	anyReached := slices.ContainsFunc(l.repo.Namespaces, func(name string) bool { return reached[name] })
	var kept []Namespace
	for _, ns := range l.repo.Discovered {
		ns.Modules = len(modules[ns.Name])
		if ns.Modules > fewModules || ns.Modules > 0 && (reached[ns.Name] || !anyReached) {
			kept = append(kept, ns)
		}
	}
	slices.SortFunc(kept, compareNamespaces)
	l.discovered(kept)
}

func compareNamespaces(a, b Namespace) int {
	return cmp.Or(cmp.Compare(b.Modules, a.Modules), cmp.Compare(a.Name, b.Name))
}

// foreignRoots are the names that others declare options below: upstream modules, and the flake's
// inputs, whose modules have theirs below a name that is the input's own.
func (l *loader) foreignRoots() map[string]bool {
	foreign := maps.Clone(known.Roots())
	inputs, _ := l.repo.Inputs()
	for _, in := range inputs {
		name := strings.ToLower(in.Name)
		for _, cut := range []string{"nix-", "nixos-", "-nix", "-nixos", "-flake"} {
			foreign[strings.TrimSuffix(strings.TrimPrefix(name, cut), cut)] = true
		}
		foreign[in.Name] = true
	}
	return foreign
}

// rootsOf are the names below which a file declares options, each once.
func rootsOf(env *facts.Env, f *File, foreign map[string]bool) []string {
	roots := map[string]bool{}
	for _, path := range facts.Declared(env, f) {
		if !foreign[path[0]] && path[0] != "" {
			roots[path[0]] = true
		}
	}
	return slices.Collect(maps.Keys(roots))
}

// count gives the namespaces, those that most files declare first.
func count(found [][]string) []Namespace {
	modules := map[string]int{}
	for _, roots := range found {
		for _, root := range roots {
			modules[root]++
		}
	}
	var all []Namespace
	for name, n := range modules {
		all = append(all, Namespace{name, n})
	}
	slices.SortFunc(all, compareNamespaces)
	return all
}

// readSnowfall finds the namespace that a flake gives to snowfall-lib, which hands it to every module as
// an argument of that name; "" for a flake without it.
func (l *loader) readSnowfall() string {
	f := l.repo.byName["flake.nix"]
	if f == nil || l.flake == nil {
		return ""
	}
	name := ""
	if l.flake.Takes("snowfall-lib") {
		name = "internal" // what snowfall-lib has where the flake says nothing
	}
	f.Walk(func(n syntax.Node) bool {
		if b, ok := n.(*syntax.AttrBinding); ok {
			if given, ok := snowfallNamespace(b); ok {
				name = given
			}
		}
		return true
	})
	return name
}

// snowfallNamespace reads snowfall.namespace = "…" and snowfall = { namespace = "…"; … }.
func snowfallNamespace(b *syntax.AttrBinding) (string, bool) {
	names := b.Path.Names
	last, _ := eval.Plain(names[len(names)-1])
	if last == "namespace" && len(names) > 1 {
		before, _ := eval.Plain(names[len(names)-2])
		return literal(b.Value, before == "snowfall")
	}
	set, ok := syntax.Unparen(b.Value).(*syntax.AttrSet)
	if last != "snowfall" || !ok {
		return "", false
	}
	for _, inner := range set.Bindings {
		if a, ok := inner.(*syntax.AttrBinding); ok && len(a.Path.Names) == 1 {
			if name, _ := eval.Plain(a.Path.Names[0]); name == "namespace" {
				return literal(a.Value, true)
			}
		}
	}
	return "", false
}

func literal(x syntax.Expr, wanted bool) (string, bool) {
	str, ok := syntax.Unparen(x).(*syntax.Str)
	if !ok || !wanted {
		return "", false
	}
	return eval.Literal(str.Parts)
}
