package rules

import (
	"fmt"
	"slices"

	"github.com/agnivade/levenshtein"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/upstream"
)

// elsewhere finds names outside of the namespaces that no module declares and that are like one which this
// repository does: below a group of its own, such as services.acme, options of one name, and namespaces.
// Somebody else may declare anything there, so that a name which is like none is left alone.
type elsewhere struct {
	pass     *analyzer.Pass
	set      map[string]bool // first names of all that is set, and how it is written nowhere else is not known
	reported map[string]bool // by file, and first name where that is the fault
}

func undeclaredElsewhere(p *analyzer.Pass) {
	e := &elsewhere{p, map[string]bool{}, map[string]bool{}}
	for _, f := range p.Repo.Files {
		for _, d := range f.Definitions {
			if len(d.Path) > 0 {
				e.set[d.Path[0]] = true
			}
		}
	}
	for _, f := range p.Repo.Files {
		for _, d := range f.Definitions {
			if len(d.Path) > 0 && !d.Tested && d.Classes() != 0 && !p.Repo.InNamespace(d.Path) && !emptied(p.Repo, d) {
				e.look(d.Path, d.Span, d.Classes(), "set")
			}
		}
		for _, r := range f.Reads {
			if r.Guarded || len(r.Path) == 0 || p.Repo.InNamespace(r.Path) || p.Repo.EmptyGroup(r.Path) {
				continue
			}
			class := f.Classes
			if class.Has(analyzer.FlakeParts) {
				class |= analyzer.NixOS | analyzer.Darwin | analyzer.Home // a module of hosts may stand in the file
			}
			e.look(r.Path, r.Span, class, "read")
		}
	}
}

func (e *elsewhere) look(path analyzer.Path, span diag.Span, class analyzer.Class, how string) {
	repo := e.pass.Repo
	near, ok := e.inGroup(path, class)
	if !ok && (how == "set" || !e.set[path[0]]) {
		near, ok = e.atRoot(path, class)
	}
	if !ok || repo.MayExist(path) {
		return
	}
	d := diag.Diagnostic{
		Span: span, Option: path.String(), Fix: renameOption(repo.File(span.File), span, path, near),
		Message: fmt.Sprintf("%q is %s here, but no module declares it; did you mean %q?", path, how, near),
	}
	for _, decl := range repo.Declaring(near) {
		if decl.Path.Equal(near) {
			d.Related = []diag.Related{{Span: decl.Span, Message: "declared"}}
			break
		}
	}
	if path[0] != near[0] {
		if key := span.File + " " + path[0]; e.reported[key] {
			return
		} else {
			e.reported[key] = true
		}
	}
	e.pass.Report(d)
}

// inGroup is the option of the repository that was meant below a group of its own.
func (e *elsewhere) inGroup(path analyzer.Path, class analyzer.Class) (analyzer.Path, bool) {
	group, of, ok := e.pass.Repo.OwnGroup(path)
	if !ok || !of.Has(class) || e.pass.Repo.MayExist(path) {
		return nil, false
	}
	return analyzer.NearestPath(path, e.pass.Repo.OwnPaths(group))
}

// atRoot is the option that was meant where the first name is mistyped: one of that name alone, or, with all
// other names as they are written, one of a namespace.
func (e *elsewhere) atRoot(path analyzer.Path, class analyzer.Class) (analyzer.Path, bool) {
	repo := e.pass.Repo
	if upstream.Roots()[path[0]] || len(repo.Declaring(path[:1])) > 0 || repo.NamedAfterInput(path[0]) {
		return nil, false
	}
	if i := slices.IndexFunc(repo.OwnNames(class), func(name string) bool { return oneSlip(path[0], name) }); i >= 0 {
		return analyzer.Path{repo.OwnNames(class)[i]}.Join(path[1:]...), true
	}
	for _, ns := range repo.Namespaces {
		meant := analyzer.Path{ns}.Join(path[1:]...)
		if len(path) > 1 && oneSlip(path[0], ns) && slices.ContainsFunc(repo.Declaring(meant), func(d *analyzer.Declaration) bool {
			return d.Path.Equal(meant) && d.Classes().Has(class)
		}) {
			return meant, true
		}
	}
	return nil, false
}

// oneSlip reports whether a word is another one with a letter more, less or changed, or two exchanged.
func oneSlip(word, meant string) bool {
	if min(len(word), len(meant)) < 4 {
		return false
	}
	d := levenshtein.ComputeDistance(word, meant)
	return d == 1 || d == 2 && len(word) == len(meant) && exchanged(word, meant)
}

// exchanged reports whether two words of one length differ by two neighbours that changed places.
func exchanged(a, b string) bool {
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
