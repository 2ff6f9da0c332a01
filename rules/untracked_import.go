package rules

import (
	"fmt"
	"path"
	"strings"
	"sync"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func untrackedImport() analyzer.Rule {
	return analyzer.Rule{
		Name:     "untracked-import",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an import of a file that is missing, or that git does not track",
			Why: `A flake sees only what git tracks: a file that was never added does not exist for it. "git add -N FILE"
is enough. A file of a git submodule is seen where flake.nix says inputs.self.submodules = true (Nix 2.27). Without git,
only missing files are reported; without a flake, not those that git ignores, nor those in a folder of secrets where the repository has none at all. Examples and templates are left alone: who copies them has the files; so are those below a folder that a configuration of /etc/nixos names
in which this repository is checked out, files that a comment on the line says are generated, those that yadm, git-secret and blackbox keep encrypted or that stand encrypted beside their place, those
that are copied to another place to be read there, what begins with _ where nothing takes that, and what stands under a pathExists of a file that is not here. Of a file in a folder called archived, old or alike, which nothing outside of it takes, it is said once, as an info.`,
			Bad:  "{ imports = [ ./gone.nix ]; }\n",
			Good: "{ imports = [ ]; }\n",
		},
		Check: func(p *analyzer.Pass) {
			left, laid := leftOut(p.Repo), sync.OnceValue(p.Repo.ReadLaid)
			kept := newKeepers(p.Repo)
			for _, f := range p.Repo.Files {
				if isFrame(p.Repo, f) {
					continue
				}
				over := sync.OnceValue(func() passedOver { return readPassedOver(p.Repo, f) })
				for _, i := range f.Imports {
					if isTrial(i.Target) || isTrial(f.Name) || isExample(i.Target) || isExample(f.Name) {
						continue
					}
					sub, absentModule := p.Repo.Submodule(i.Target), p.Repo.NamedSubmodule(i.Target)
					switch absent := i.State == analyzer.Missing || i.State == analyzer.Untracked; {
					case absent && p.Repo.File("flake.nix") == nil && p.Repo.Ignored(i.Target):
						continue // it lies where the repository is used, as secrets do
					case i.State == analyzer.Missing && isKeptOut(p.Repo, f.Name, i.Target):
						continue
					case absent && (left(f) || over().has(p.Repo, i) || isCarried(p.Repo, f, i) || i.State == analyzer.Missing && (isMadeLater(p.Repo, f, i) || laid().Has(i.Target) || isBesideCheckout(p.Repo, f, i))):
						continue // nobody reads it here
					case i.State == analyzer.Missing && sub == "" && absentModule == "" && kept.takes(f, i):
					case i.State == analyzer.Missing && absentModule != "" && (sub == "" || p.Repo.SeesSubmodules()):
						p.Report(diag.Diagnostic{Severity: diag.Info, Span: i.Span, Message: fmt.Sprintf("imports %s, which is in the git submodule %s; %s", importName(i), absentModule, notCheckedOut)})
					case absent && sub != "":
						p.Report(diag.Diagnostic{Span: i.Span, Message: fmt.Sprintf("imports %s, which is in the git submodule %s: a flake sees it with inputs.self.submodules = true, once it is checked out", importName(i), sub)})
					case i.State == analyzer.Missing:
						p.Report(diag.Diagnostic{Span: i.Span, Message: fmt.Sprintf("imports %s, which does not exist%s", importName(i), nearPath(p.Repo, i.Span.File, i.Target))})
					case i.State == analyzer.Untracked:
						p.Report(diag.Diagnostic{Span: i.Span, Message: ofUntracked(p.Repo, i)})
					}
				}
			}
			kept.report(p)
		},
	}
}

// notCheckedOut says why nothing is known of a file of a submodule.
const notCheckedOut = "it is not checked out here: git submodule update --init"

// isBesideCheckout reports whether a configuration is copied to where the repository is checked out, in a folder of its own name: what it
// imports below that folder is here.
func isBesideCheckout(repo *analyzer.Repo, f *analyzer.File, i *analyzer.Import) bool {
	_, whole := wholeConfigurations[path.Base(f.Name)]
	below, ok := belowFolder(i.Target, path.Dir(f.Name))
	folder, rest, deep := strings.Cut(below, "/")
	return whole && ok && deep && repo.File("flake.nix") == nil && repo.At(rest) == analyzer.Resolved &&
		repo.At(path.Join(path.Dir(f.Name), folder)) == analyzer.Missing && repo.At(folder) == analyzer.Missing
}

// wholeConfigurations are the names by which tools look for the configuration of a machine or a home.
var wholeConfigurations = map[string]struct{}{"configuration.nix": {}, "darwin-configuration.nix": {}, "home.nix": {}}

func ofUntracked(repo *analyzer.Repo, i *analyzer.Import) string {
	if repo.Ignored(i.Target) {
		return fmt.Sprintf("imports %s, which git ignores, so no flake sees it; %s", importName(i), seeing("", i.Target))
	}
	return fmt.Sprintf("imports %s, which git does not track, so no flake sees it; git add -N %s", importName(i), i.Target)
}

// isExample knows files that are to be copied under another name: secrets-example.nix.
func isExample(file string) bool {
	name := strings.TrimSuffix(path.Base(file), ".nix")
	for _, word := range []string{"example", "sample", "template"} {
		if rest, ok := strings.CutSuffix(name, word); ok && rest != "" && strings.ContainsAny(rest[len(rest)-1:], "-_.") {
			return true
		}
	}
	return false
}

// importName is the import as written, or its target where a helper or several lines make it.
func importName(i *analyzer.Import) string {
	if strings.ContainsAny(i.Text, "\n([{") {
		return i.Target
	}
	return i.Text
}
