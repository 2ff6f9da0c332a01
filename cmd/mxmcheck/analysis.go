package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/catalog"
	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
)

// analyse loads the facts of a repository.
func (a *app) analyse(ctx context.Context, r *repository, texts map[string]string) (*analyzer.Repo, error) {
	if r.facts != nil && len(texts) == 0 {
		return r.facts, nil
	}
	facts, _, err := await(ctx, func() (*analyzer.Repo, struct{}, error) {
		facts, err := a.load(ctx, r, texts, loading{deadline: analysisDeadline})
		return facts, struct{}{}, err
	})
	if err == nil && len(texts) == 0 {
		r.keep(facts)
	}
	return facts, err
}

// analysisDeadline is how long an analysis may take by default: a hundred times what the largest
// repositories need.
const analysisDeadline = 30 * time.Second

// loading says how much of a repository is wanted.
type loading struct {
	treesOnly bool
	deadline  time.Duration
}

// load loads the facts, or the trees alone, and refuses what could only pass for want of looking.
func (a *app) load(ctx context.Context, r *repository, texts map[string]string, want loading) (*analyzer.Repo, error) {
	places, err := r.config.Eval.places()
	if err != nil {
		return nil, err
	}
	var known *catalog.Catalog
	if !want.treesOnly {
		known = r.catalog().found
	}
	facts, err := analyzer.Load(ctx, overlay{disk(r.root), texts}, analyzer.Options{
		Namespaces: r.config.Namespace, Hosts: r.config.Hosts, Places: places, Modules: r.config.Modules,
		Git: r.files.Git, Tracked: r.files.Tracked, Jobs: a.flags.jobs, Trees: want.treesOnly, Deadline: want.deadline, Checkout: r.checkout(), Catalog: known, Kept: r.earlier.parsed(),
	})
	if err != nil {
		return nil, err
	}
	if len(facts.All()) == 0 {
		return nil, diag.WithHint(errors.New("no .nix file here"), "run in a Nix repository, or name one with -C DIR; a file that git does not track is not seen: git add -N FILE")
	}
	if !want.treesOnly && !facts.Cut && r.config.namespaceGiven && len(facts.Declarations()) == 0 {
		return nil, diag.WithHint(
			fmt.Errorf("no module declares an option below %s", strings.Join(r.config.Namespace, ", ")),
			"check the namespace in "+configName+" or --namespace")
	}
	return facts, nil
}

// checkFolders refuses a strict pattern for folders that hold nothing: a name that is misspelt would pass all.
func (c config) checkFolders(facts *analyzer.Repo) error {
	for _, dir := range c.Modules {
		if c.Pattern.strict && !slices.ContainsFunc(facts.Files, func(f *analyzer.File) bool { return analyzer.InFolders(f.Name, []string{dir}) }) {
			return diag.WithHint(fmt.Errorf("the pattern is strict in %s, where no .nix file stands", dir), `name the folders of modules in `+configName+`: modules = ["…"]`)
		}
	}
	return nil
}

// lintNotes says what could not be judged, and why.
func lintNotes(r *repository, facts *analyzer.Repo) []string {
	if facts.Cut {
		return nil
	}
	var notes []string
	if len(r.config.Namespace) == 0 {
		notes = append(notes, namespaceNote(facts))
	}
	if note := r.catalog().note; note != "" {
		notes = append(notes, note)
	}
	if inside := flakeBelow(facts); inside != "" {
		notes = append(notes, "no flake.nix here, and one in "+inside+": mxmcheck -C "+report.ShellWord(inside)+" looks at its hosts")
	}
	if others := facts.Alternates(); len(others) > 0 && facts.File("flake.nix") == nil {
		notes = append(notes, "no flake.nix, and files that yadm chooses by the machine, such as "+others[0]+": they are not looked at, nor are hosts of them")
	}
	if !r.files.Git {
		notes = append(notes, "no git checkout: whether an import is tracked is unknown")
	}
	return notes
}

// flakeBelow is the folder of a flake below the root, where the root has none: of one that speaks of hosts
// before others, and of one further up.
func flakeBelow(facts *analyzer.Repo) string {
	if facts.File("flake.nix") != nil {
		return ""
	}
	best, most := "", -1
	for _, f := range facts.Nested {
		if path.Base(f.Name) != "flake.nix" {
			continue
		}
		worth := max(0, 100-strings.Count(f.Name, "/"))
		if strings.Contains(f.Src, "Configurations") {
			worth += 1000
		}
		if worth > most {
			best, most = path.Dir(f.Name), worth
		}
	}
	return best
}
