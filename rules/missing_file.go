package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func missingFile() analyzer.Rule {
	return analyzer.Rule{
		Name:     "missing-file",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a path to a file that is missing, or that git does not track",
			Why: `A source, a key, a secret, the folder of a package: evaluation or the build ends where the path is used. A flake sees only what git
tracks; "git add -N FILE" is enough. untracked-import reports imports.`,
			Bad:  "{ environment.etc.motd.source = ./motd; }\n",
			Good: "{ environment.etc.motd.text = \"hi\"; }\n",
			Unknown: "paths that are computed, appended to or compared, and those that toString or a function of filesets is called with; " +
				"files that ask pathExists, and what is called with a path and asks it; files behind a symbolic link or in a submodule; templates, tests, examples, also those of options, and documentation; what a let binds that nothing reads; files of which a comment says that they are to be made; files that a command copies elsewhere; without a flake, a folder of secrets, if the repository has none at all; secrets under an enable that is true on no host (an info says so); files that are no modules and that nothing names",
		},
		Check: func(p *analyzer.Pass) {
			evaluated, named, called := p.Repo.Evaluated(), p.Repo.Named(), newCalled(p.Repo)
			for _, f := range p.Repo.Files {
				if evaluated != nil && !evaluated[f.Name] && named[f.Name] == 0 && !f.Module {
					continue // nothing says that anybody evaluates it
				}
				if f.Classes == 0 && named[f.Name] == 0 && p.Repo.Copied().File(f.Name) {
					continue // it is read where it is copied to
				}
				if strings.Contains(f.Src, "pathExists") || strings.Contains(f.Src, "tryEval") || isTrial(f.Name) || samplePlace.MatchString(f.Name) || len(f.Errors) > 0 || isFrame(p.Repo, f) {
					continue
				}
				c := &pathCheck{pass: p, file: f, handed: sync.OnceValue(func() map[*syntax.Path]string { return called.in(f) }), imported: map[int]bool{}, optional: map[*syntax.Path]bool{}, shown: map[*syntax.AttrBinding]bool{}}
				for _, u := range f.Names.Unused {
					if attr, ok := u.Binding.(*syntax.AttrBinding); ok && u.Let != nil {
						c.shown[attr] = true // nothing reads it, so nothing opens what it names
					}
				}
				for _, i := range f.Imports {
					c.imported[i.Span.Start.Offset] = true
				}
				f.Walk(c.visit)
			}
		},
	}
}

// samplePlace matches files that are shown, copied and filled in, or data of tests.
var samplePlace = regexp.MustCompile(`(^|/)(docs?|examples?|fixtures?|testdata|\.?templates?|_templates?)/`)

type pathCheck struct {
	pass     *analyzer.Pass
	file     *analyzer.File
	handed   func() map[*syntax.Path]string // paths in arguments of functions that may look whether they are there
	imported map[int]bool                   // where imports stand
	optional map[*syntax.Path]bool          // what a package has under a condition alone
	shown    map[*syntax.AttrBinding]bool   // what nothing opens: what an option shows its readers, what nothing reads
}

// visit passes over the places where a path need not lead to anything.
func (c *pathCheck) visit(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Binary:
		return n.Op != syntax.Add && n.Op != syntax.Equal && n.Op != syntax.NotEqual
	case *syntax.Apply:
		c.inPackage(n)
		switch fn := syntax.Callee(n.Fn); fn {
		case "mkOption", "mkPackageOption":
			c.skipExamples(n.Arg)
		case "import", "toString", "maybeMissing", "hasPrefix", "removePrefix", "mkOutOfStoreSymlink", "elem", "baseNameOf", "dirOf":
			return false
		}
	case *syntax.AttrBinding:
		if c.shown[n] {
			return false
		}
		name, _ := syntax.StaticName(n.Path.Names[len(n.Path.Names)-1])
		if name == "imports" {
			c.conditional(n.Value)
		}
		return !slices.Contains([]string{"imports", "disabledModules", "key", "_file"}, name)
	case *syntax.Path:
		c.check(n)
	}
	return true
}

// inPackage notes the paths that a package has under a condition, as its versions and systems have patches of their own.
func (c *pathCheck) inPackage(call *syntax.Apply) {
	args := syntax.Arguments(call)
	if fn := syntax.Callee(call); len(args) != 2 || fn != "optional" && fn != "optionals" || c.file.Classes != 0 || c.file.HasModuleKey() || !makesPackage.MatchString(c.file.Src) {
		return
	}
	syntax.Walk(args[1], func(n syntax.Node) bool {
		if p, ok := n.(*syntax.Path); ok {
			c.optional[p] = true
		}
		return true
	})
}

// makesPackage matches the functions that make packages.
var makesPackage = regexp.MustCompile(`\bmkDerivation\b|\bbuild\w+(?:Package|Module|Application)\b|\boverrideAttrs\b`)

// conditional looks at settings that stand under a condition as an element of imports, which the module
// system takes for a module; what else stands there, untracked-import knows.
func (c *pathCheck) conditional(imports syntax.Expr) {
	list, ok := syntax.Unparen(imports).(*syntax.List)
	if !ok {
		return
	}
	for _, e := range list.Elems {
		args := syntax.Arguments(syntax.Unparen(e))
		if fn := syntax.Callee(e); len(args) == 0 || fn != "mkIf" && fn != "mkForce" && fn != "mkDefault" && fn != "mkOverride" {
			continue
		}
		if set, ok := syntax.Unparen(args[len(args)-1]).(*syntax.AttrSet); ok {
			syntax.Walk(set, c.visit)
		}
	}
}

// skipExamples notes what an option shows its readers.
func (c *pathCheck) skipExamples(option syntax.Expr) {
	set, ok := syntax.Unparen(option).(*syntax.AttrSet)
	if !ok {
		return
	}
	for _, b := range set.Bindings {
		attr, ok := b.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		if name, _ := syntax.StaticName(attr.Path.Names[0]); name == "example" || name == "defaultText" {
			c.shown[attr] = true
		}
	}
}

func (c *pathCheck) check(n *syntax.Path) {
	text, ok := literalPath(n)
	if !ok || !strings.HasPrefix(text, ".") || c.imported[n.Pos()] {
		return
	}
	target := path.Join(path.Dir(c.file.Name), text)
	switch state, ignored := c.pass.Repo.At(target), c.pass.Repo.Ignored(target); {
	case state == analyzer.Missing && (hasPlaceholder(c.pass.Repo, target) || c.neverTaken(n)):
	case state != analyzer.Resolved && c.pass.Repo.NamedSubmodule(target) != "" && (c.pass.Repo.SeesSubmodules() || c.pass.Repo.Submodule(target) == ""):
		c.pass.Report(diag.Diagnostic{Severity: diag.Info, Span: c.file.Span(n), Message: fmt.Sprintf("%s is in the git submodule %s; %s", text, c.pass.Repo.NamedSubmodule(target), notCheckedOut)})
	case state == analyzer.Missing && c.optional[n]:
		c.pass.Report(diag.Diagnostic{Severity: diag.Info, Span: c.file.Span(n), Message: fmt.Sprintf("%s does not exist%s; the package is built without it where its condition does not hold", text, nearPath(c.pass.Repo, c.file.Name, target))})
	case state == analyzer.Missing && toBeMade(c.pass.Repo, target, c.file, c.file.Span(n).Start.Line):
	case ignored && c.pass.Repo.File("flake.nix") == nil: // it lies where the repository is used, as secrets do
	case state == analyzer.Missing && isKeptOut(c.pass.Repo, c.file.Name, target):
	case state == analyzer.Missing && c.left(n, text):
	case state == analyzer.Missing && c.notYet(n, target) != nil:
		c.pass.Report(diag.Diagnostic{Severity: diag.Info, Span: c.file.Span(n), Message: fmt.Sprintf("%s does not exist; %q is true on no host, and who enables it has to add the file", text, c.notYet(n, target))})
	case state == analyzer.Missing && ignored:
		c.pass.Report(diag.Diagnostic{Span: c.file.Span(n), Message: fmt.Sprintf("%s does not exist, and git ignores it, so no flake sees it; %s", text, seeing("make it, and ", target))})
	case state == analyzer.Missing:
		c.pass.Report(diag.Diagnostic{Span: c.file.Span(n), Message: fmt.Sprintf("%s does not exist%s", text, nearPath(c.pass.Repo, c.file.Name, target))})
	case state == analyzer.Untracked && c.pass.Repo.Git && c.pass.Repo.File("flake.nix") != nil:
		c.pass.Report(diag.Diagnostic{Span: c.file.Span(n), Message: untracked(c.pass.Repo, text, target)})
	}
}

// left passes over a path that a function looks for, and says of one that an unknown function is called with that it is not there.
func (c *pathCheck) left(n *syntax.Path, text string) bool {
	fn, given := c.handed()[n]
	if given && fn != "" {
		c.pass.Report(diag.Diagnostic{Severity: diag.Info, Span: c.file.Span(n), Message: fmt.Sprintf("%s does not exist; what %s does then is not known", text, fn)})
	}
	return given
}

// neverTaken reports whether a path stands in a definition that no host has.
func (c *pathCheck) neverTaken(n *syntax.Path) bool {
	return slices.ContainsFunc(c.file.Definitions, func(d *analyzer.Definition) bool {
		return d.Value.Pos() <= n.Pos() && n.End() <= d.Value.End() && isNeverTaken(c.pass.Repo, d)
	})
}

// notYet is the enable, true on no host, under which alone a secret is used: whoever turns it on makes the secret. It is nil of other
// files, and of one that stands elsewhere by its name.
func (c *pathCheck) notYet(n *syntax.Path, target string) analyzer.Path {
	if !private.MatchString(target) || nearPath(c.pass.Repo, c.file.Name, target) != "" {
		return nil
	}
	for _, d := range c.file.Definitions {
		if d.Value.Pos() > n.Pos() || n.End() > d.Value.End() {
			continue
		}
		for _, gate := range d.Gates() {
			if gate.Name() == "enable" && guardedBy(d, gate) && onNoHost(c.pass.Repo, c.file, gate) {
				return gate
			}
		}
	}
	return nil
}

// private are words of paths that are ignored because nobody else may have what they hold.
var private = regexp.MustCompile(`(?i)(^|[/._-])(secrets?|private|credentials?|passwords?|keys?)([/._-]|$)`)

// seeing says how a flake comes to see a file that git ignores: never by a secret in the repository.
func seeing(before, target string) string {
	if private.MatchString(target) {
		return "let git track it encrypted, as with sops-nix or agenix, or name a file of the machine by a string"
	}
	return before + "git add -f " + target
}

// untracked says that git does not track a file, and what makes a flake see it.
func untracked(repo *analyzer.Repo, text, target string) string {
	if repo.Ignored(target) {
		return fmt.Sprintf("git ignores %s, so no flake sees it; %s", text, seeing("", target))
	}
	return fmt.Sprintf("git does not track %s, so no flake sees it; git add -N %s", text, target)
}

// literalPath is a path without anything computed in it.
func literalPath(n *syntax.Path) (string, bool) {
	if len(n.Parts) != 1 {
		return "", false
	}
	text, ok := n.Parts[0].(*syntax.Text)
	if !ok {
		return "", false
	}
	return text.Value, true
}
