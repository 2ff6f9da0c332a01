package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/rules"
)

// lintFlags are the flags of lint.
type lintFlags struct {
	failLevel string
	only      []string
	skip      []string
}

func newLint(a *app) *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use:   "lint [PATH…]",
		Short: "Check the option pattern across all files; formats: text, json",
		Long: `lint analyses the whole repository and reports findings. With PATHs it reports those in these
files and folders only; the whole repository is analysed all the same, because a change in one
file breaks others. It needs no nix. Formats: text, json.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.formatIn("text", "json"); err != nil {
				return err
			}
			repo, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			result, err := a.lint(cmd.Context(), repo, f, args)
			if err != nil {
				return err
			}
			return a.reportLint(result)
		},
	}
	cmd.Flags().StringVar(&f.failLevel, "fail-level", "warning", "exit 1 for findings of this `LEVEL` and above: error, warning or info")
	cmd.Flags().StringArrayVar(&f.only, "rule", nil, "run only this `RULE`; repeatable")
	cmd.Flags().StringArrayVar(&f.skip, "skip", nil, "do not run this `RULE`; repeatable")
	return cmd
}

// lintResult is a finished lint: what to print, where the source is, and whether it fails.
type lintResult struct {
	findings report.Findings
	source   report.Source
	fails    bool
	repo     *analyzer.Repo
}

// lint analyses the repository and runs the rules on it.
func (a *app) lint(ctx context.Context, r *repository, f lintFlags, paths []string) (lintResult, error) {
	fail, ok := diag.ParseSeverity(f.failLevel)
	if !ok {
		return lintResult{}, diag.WithHint(fmt.Errorf("no --fail-level %q", f.failLevel), "error, warning or info")
	}
	selected, err := r.config.selectRules(f.only, f.skip)
	if err != nil {
		return lintResult{}, err
	}
	filters, err := r.filters(paths)
	if err != nil {
		return lintResult{}, err
	}
	facts, err := a.analyse(r)
	if err != nil {
		return lintResult{}, err
	}
	found := analyzer.Run(facts, selected, rules.Names())
	if err := context.Cause(ctx); err != nil {
		return lintResult{}, err
	}
	found = slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return !within(d.Span.File, filters) })
	return lintResult{
		repo: facts,
		findings: report.Findings{
			Findings: found, Unknown: facts.Unknowns, Files: len(facts.Files), Modules: facts.Modules(), Hosts: len(facts.Hosts),
			Notes: lintNotes(r, facts),
		},
		source: func(name string) string {
			if file := facts.File(name); file != nil {
				return file.Src
			}
			return ""
		},
		fails: slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Severity >= fail }),
	}, nil
}

// analyse loads the facts, and refuses what could only pass for want of looking.
func (a *app) analyse(r *repository) (*analyzer.Repo, error) {
	facts, err := analyzer.Load(os.DirFS(r.root), analyzer.Options{
		Namespaces: r.config.Namespace, Hosts: r.config.Hosts,
		Git: r.files.Git, Tracked: r.files.Tracked, Untracked: r.files.Untracked, Jobs: a.flags.jobs,
	})
	if err != nil {
		return nil, err
	}
	if len(facts.Files) == 0 {
		return nil, diag.WithHint(errors.New("no .nix file here"), "run in a Nix repository, or name one with -C DIR; a file that git does not track is not seen: git add -N FILE")
	}
	if r.config.namespaceGiven && len(facts.Declarations()) == 0 {
		return nil, diag.WithHint(
			fmt.Errorf("no module declares an option below %s", strings.Join(r.config.Namespace, ", ")),
			"check the namespace in "+configName+" or --namespace")
	}
	return facts, nil
}

// lintNotes says what could not be judged, and why.
func lintNotes(r *repository, facts *analyzer.Repo) []string {
	var notes []string
	if len(facts.Declarations()) == 0 {
		notes = append(notes, fmt.Sprintf("no module declares an option below %s, so the pattern rules have nothing to check", strings.Join(r.config.Namespace, ", ")))
	}
	if !r.files.Git {
		notes = append(notes, "no git checkout: whether an import is tracked is unknown")
	}
	return notes
}

// filters turns the PATHs of the command line into slash paths from the root.
func (r *repository) filters(paths []string) ([]string, error) {
	var filters []string
	for _, p := range paths {
		full := p
		if !filepath.IsAbs(p) {
			full = filepath.Join(r.root, filepath.FromSlash(r.within), p)
		}
		rel, err := filepath.Rel(r.root, full)
		if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return nil, fmt.Errorf("%s is outside the repository", p)
		}
		if _, err := os.Lstat(full); err != nil && !slices.Contains(r.files.Tracked, filepath.ToSlash(rel)) {
			return nil, fmt.Errorf("%s does not exist", p)
		}
		filters = append(filters, filepath.ToSlash(rel))
	}
	return filters, nil
}

func within(file string, filters []string) bool {
	return len(filters) == 0 || slices.ContainsFunc(filters, func(f string) bool {
		return f == "." || file == f || strings.HasPrefix(file, path.Clean(f)+"/")
	})
}

func (a *app) reportLint(result lintResult) error {
	if err := a.printLint(result); err != nil {
		return err
	}
	if result.fails {
		return errFindings
	}
	return nil
}

func (a *app) printLint(result lintResult) error {
	if a.flags.format == "json" {
		return report.FindingsJSON(a.out, result.findings)
	}
	colour, err := a.colored(a.out)
	if err != nil {
		return err
	}
	return report.FindingsText(a.out, result.findings, result.source, report.NewStyle(a.out, colour))
}
