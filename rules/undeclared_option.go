package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func undeclaredOption() analyzer.Rule {
	return analyzer.Rule{
		Name:     "undeclared-option",
		Severity: diag.Error,
		Default:  true,
		Fix:      analyzer.UnsafeFix,
		Doc: analyzer.Doc{
			Title: "an option that no module declares is set or read",
			Why: `A name that was renamed or mistyped. Evaluation finds it only on hosts that reach it, and a read in a
disabled branch never. Every file of the repository counts, imported or not, so a computed import hides no declaration.
If a file cannot be read, or where the options of a group are computed, or the path goes on with a computed name, the rule stays silent; so it does where a test such as
"cfg ? zsh" stands around the read, in a file that nothing imports and that takes or binds what no module does, and below the roots of modules of another framework, which is fetched. What a module reads by an argument that is a part of the configuration wherever it is
handed over (extraSpecialArgs.acme = config.acme) is read there. On hosts that import a module of a pin (npins,
niv, fetchTarball), a name that is like no declared one may be that module's; so may a branch that is like none beside it, on hosts
that import a module of an input that only some can fetch, or whose owner is called as the namespace is; so may a name that is like no declared
one, below a branch that is called as an input of the author's is. More than six such names below one root, and a third of all uses there (or more than thirty) are one info, where no host of well known
modules alone has the file; so may one in a file that imports a module of an input, below the name of that module or of the input's repository; so may it stand in an encrypted file, where not all imports of the host are known.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.shell; in
{
  options.mxmlabs.shell.zsh.enable = lib.mkEnableOption "zsh";
  config = lib.mkIf cfg.zsh.enable { mxmlabs.shell.zhs.enable = true; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.shell; in
{
  options.mxmlabs.shell.zsh.enable = lib.mkEnableOption "zsh";
  config = lib.mkIf cfg.zsh.enable { programs.zsh.enable = true; };
}
`,
		},
		Check: func(p *analyzer.Pass) {
			undeclaredElsewhere(p)
			if len(p.Repo.Declarations()) == 0 {
				return // nothing follows the namespace here
			}
			u := &undeclared{pass: p, byRoot: map[string][]strayOption{}, uses: map[string]int{}}
			made, at := madeByName(p.Repo), levelsOf(p.Repo)
			maps.Copy(made, frameworkRoots(p.Repo))
			for _, f := range p.Repo.Files {
				data := isNoModule(p.Repo, f)
				for _, d := range f.Definitions {
					u.used(d.Path)
					if !(data && d.Body == f.Body()) && !d.Tested && p.Repo.InNamespace(d.Path) && !made[d.Path[0]] && unknownOption(p.Repo, d.Path) && !emptied(p.Repo, d) && !at.elsewhere(d) {
						u.note(d.Path, d.Span, "set")
					}
				}
			}
			for _, r := range p.Repo.Reads() {
				u.used(r.Path)
				if !r.Guarded && p.Repo.InNamespace(r.Path) && !made[r.Path[0]] && unknownOption(p.Repo, r.Path) && !p.Repo.EmptyGroup(r.Path) && !toldOfAlias(p.Repo, r) {
					u.note(r.Path, r.Span, "read")
				}
			}
			u.report()
		},
	}
}

// madeByName are the roots below which a set that is no module's options declares options of computed
// names: a function of the repository may make modules of it. acme.${name}.enable = mkEnableOption name;
func madeByName(repo *analyzer.Repo) map[string]bool {
	roots := map[string]bool{}
	for _, f := range repo.Files {
		if !strings.Contains(f.Src, ".${") {
			continue
		}
		f.Walk(func(n syntax.Node) bool {
			attr, ok := n.(*syntax.AttrBinding)
			if !ok || len(attr.Path.Names) < 2 || !strings.HasPrefix(syntax.Callee(attr.Value), "mk") || !strings.HasSuffix(syntax.Callee(attr.Value), "Option") {
				return true
			}
			root, static := syntax.StaticName(attr.Path.Names[0])
			if _, computed := attr.Path.Names[1].(*syntax.Interp); static && computed {
				roots[root] = true
			}
			return true
		})
	}
	return roots
}

// toldOfAlias reports whether the fault is described elsewhere: at the alias that the read goes through,
// or, for cfg itself, by cfg-path-mismatch.
func toldOfAlias(repo *analyzer.Repo, r *analyzer.Read) bool {
	for _, alias := range r.File.Aliases {
		if !r.Path.HasPrefix(alias.Path) || !unknownOption(repo, alias.Path) {
			continue
		}
		if r.Span != alias.Span || alias.Name == "cfg" && declares(repo, r.File) {
			return true
		}
	}
	return false
}

func declares(repo *analyzer.Repo, f *analyzer.File) bool {
	for _, d := range f.Declarations {
		if repo.InNamespace(d.Path) {
			return true
		}
	}
	return false
}

// emptied reports whether a definition sets a group that is declared with no option in it to a set that has nothing in it either.
func emptied(repo *analyzer.Repo, d *analyzer.Definition) bool {
	set := syntax.InnerSet(d.Value)
	return set != nil && len(set.Bindings) == 0 && repo.EmptyGroup(d.Path)
}

func unknownOption(repo *analyzer.Repo, path analyzer.Path) bool {
	return !repo.Declared(path) && !repo.Covered(path) && !repo.Shared(path)
}

// undeclared collects the options that no module declares.
type undeclared struct {
	pass   *analyzer.Pass
	byRoot map[string][]strayOption // those that are like no declared one
	uses   map[string]int           // of options below a root, declared or not
}

// strayOption is a use of an option that nothing here is like.
type strayOption struct {
	finding diag.Diagnostic
	how     string
}

// used counts a use of an option.
func (u *undeclared) used(path analyzer.Path) {
	if len(path) > 0 {
		u.uses[path[0]]++
	}
}

// note reports an option that is nearly a declared one, and keeps any other.
func (u *undeclared) note(path analyzer.Path, span diag.Span, how string) {
	d := diag.Diagnostic{
		Span:    span,
		Option:  path.String(),
		Cause:   missingGroup(u.pass.Repo, path).String(),
		Message: fmt.Sprintf("%q is %s here, but no module declares it", path, how),
	}
	if nearest, ok := analyzer.NearestPath(path, u.pass.Repo.DeclaredPaths()); ok {
		d.Message += fmt.Sprintf("; did you mean %q?", nearest)
		d.Related = declaredAt(u.pass.Repo, nearest.String())
		d.Fix = renameOption(u.pass.Repo.File(span.File), span, path, nearest)
	}
	switch {
	case d.Related != nil:
		u.pass.Report(d)
	case !u.pass.Repo.HandsOver(path[0]) && !u.pass.Repo.MayBeEncrypted(span.File):
		u.byRoot[path[0]] = append(u.byRoot[path[0]], strayOption{d, how})
	}
}

// mostStray is how many uses of options below one root may lack a declaration, and be like none that is there, until
// something that is not seen is more likely to declare them than so many mistakes to be there, if they are also a third
// of all uses there; of everStray that is so at any rate. No repository whose findings were judged had more than six that were mistakes; where it was
// more, it was always us (docs/precision.md).
const mostStray, everStray = 6, 30

// report says of few strays below a root that no module declares them. Of many it says so where a host shows that nothing
// else may, and else that it is not known.
func (u *undeclared) report() {
	for root, strays := range u.byRoot {
		many := len(strays) > mostStray && 3*len(strays) > u.uses[root] || len(strays) > everStray
		if many && !slices.ContainsFunc(strays, func(s strayOption) bool { return u.surelyLacks(s.finding.Span.File) }) {
			first := slices.MinFunc(strays, func(a, b strayOption) int { return diag.Compare(a.finding, b.finding) }).finding
			u.pass.Report(diag.Diagnostic{
				Severity: diag.Info, Span: first.Span, Option: first.Option,
				Message: fmt.Sprintf("%d options below %q are set or read here, and no module here declares them: what does is not seen, so that none of them is checked", len(strays), root),
			})
			continue
		}
		for _, s := range strays {
			u.pass.Report(s.finding)
		}
	}
}

// surelyLacks reports whether some host imports a file, and all its modules are known: what none of them declares is not there.
func (u *undeclared) surelyLacks(file string) bool {
	return slices.ContainsFunc(u.pass.Repo.Hosts, func(h *analyzer.Host) bool {
		return h.Class != 0 && h.Closure.Has(file) && !mayDeclare(h, h.Class)
	})
}

// missingGroup is the shortest beginning of a path that no declaration has: what all lack that name options below it.
func missingGroup(repo *analyzer.Repo, path analyzer.Path) analyzer.Path {
	for n := 1; n < len(path); n++ {
		if !repo.Declared(path[:n]) {
			return path[:n]
		}
	}
	return path
}

// renameOption writes the declared name in place of the one that is written. Where a name alone is read,
// as "inherit" reads it, the name is bound too, and stays.
func renameOption(f *analyzer.File, span diag.Span, path, nearest analyzer.Path) *diag.Fix {
	binds := strings.HasPrefix(strings.TrimLeft(f.Src[span.End.Offset:], " \t\r\n"), "=")
	if !binds && !strings.Contains(f.Src[span.Start.Offset:span.End.Offset], ".") {
		return nil
	}
	edits := rename(f, span, path, nearest)
	if len(edits) == 0 {
		return nil
	}
	return &diag.Fix{Message: fmt.Sprintf("name it %q", nearest), Edits: edits}
}

func declaredAt(repo *analyzer.Repo, option string) []diag.Related {
	for _, decl := range repo.Declarations() {
		if decl.Path.String() == option {
			return []diag.Related{{Span: decl.Span, Message: "declared"}}
		}
	}
	return nil
}
