package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/rules"
)

// lintFlags are the flags of lint, and of the commands that lint too.
type lintFlags struct {
	failLevel     string
	only          []string
	skip          []string
	baseline      string
	writeBaseline bool
	noBaseline    bool
	statistics    bool
	stdin         string
	deadline      duration
	watch         bool
}

func (f *lintFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.failLevel, "fail-level", "warning", "exit 1 for findings of this `LEVEL` and above: error, warning or info")
	cmd.Flags().StringArrayVar(&f.only, "rule", nil, "run only this `RULE`, on or off by default, or a group of them: all, or pattern, those of the strict option pattern; repeatable")
	cmd.Flags().StringArrayVar(&f.skip, "skip", nil, "do not run this `RULE`; repeatable")
	f.deadline = duration{analysisDeadline}
	cmd.Flags().Var(&f.deadline, "deadline", "end the analysis after `D`, and report only what each file says by itself")
	cmd.Flags().StringVar(&f.baseline, "baseline", "", "leave out the findings that `FILE` lists, and report its lines that no longer match (default: the configuration's)")
	cmd.Flags().BoolVar(&f.noBaseline, "no-baseline", false, "leave nothing out, whatever the configuration says")
	cmd.MarkFlagsMutuallyExclusive("baseline", "no-baseline")
}

func newLint(a *app) *cobra.Command {
	var f lintFlags
	cmd := &cobra.Command{
		Use:   "lint [PATH…]",
		Short: "Check the option pattern across all files",
		Long: `lint analyses the whole repository and reports findings. With PATHs it reports those in these
files and folders only; the whole repository is analysed all the same, because a change in one
file breaks others. It needs no nix.

Formats: ` + report.FormatList(report.OfFindings) + `.

Of more than four findings of one cause, such as an option that no module declares, the first names the other places.

A baseline lets a repository begin today: "--baseline FILE --write-baseline" lists what is found,
by rule, file, and option or name; "--baseline FILE" leaves that out. A line of it that no longer matches
is an error of rule unused-suppression, as a comment that silences nothing is. Where more is found
than a line allows, all that is alike is reported.`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.runLint(cmd.Context(), f, args) },
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&f.watch, "watch", false, "go on, and report again after each change of a file, until an interrupt; format: text")
	cmd.Flags().BoolVar(&f.writeBaseline, "write-baseline", false, "write what is found to the file of --baseline, and exit 0")
	cmd.Flags().BoolVar(&f.statistics, "statistics", false, "print how many findings each rule has in place of the findings; format: text")
	cmd.Flags().StringVar(&f.stdin, "stdin-filename", "", "take the text of `FILE` from standard input: one that an editor has not saved")
	cmd.MarkFlagsMutuallyExclusive("watch", "write-baseline")
	cmd.MarkFlagsMutuallyExclusive("watch", "stdin-filename")
	return cmd
}

func (a *app) runLint(ctx context.Context, f lintFlags, paths []string) error {
	format, err := a.formatOf(report.OfFindings)
	if f.statistics {
		err = a.formatIn("text")
	}
	if err != nil {
		return err
	}
	if f.watch {
		collectAt(200) // somebody waits for the answer, and no nix is there that needs the memory
		return a.watch(ctx, func(r *repository) []string { return a.besideLint(r, f) }, a.lintAgain(format, f, paths))
	}
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	if f.writeBaseline {
		return a.acceptBaseline(ctx, repo, f, paths)
	}
	return a.lintOnce(ctx, repo, format, f, paths)
}

// besideLint are the files that lint reads whether git tracks them or not.
func (a *app) besideLint(r *repository, f lintFlags) []string {
	config, _ := a.configPath(r.root)
	names := []string{config}
	if baseline := a.baselinePath(r, f); baseline != "" {
		names = append(names, baseline)
	}
	if r.config.Catalog != "" {
		names = append(names, filepath.Join(r.root, filepath.FromSlash(r.config.Catalog)))
	}
	return names
}

// lintAgain is lintOnce for one run after the other.
func (a *app) lintAgain(format report.Format, f lintFlags, paths []string) func(context.Context, *repository) error {
	before := &earlier{}
	return func(ctx context.Context, repo *repository) error {
		repo.earlier = before
		return a.lintOnce(ctx, repo, format, f, paths)
	}
}

// lintOnce analyses and reports.
func (a *app) lintOnce(ctx context.Context, repo *repository, format report.Format, f lintFlags, paths []string) error {
	result, err := a.lint(ctx, repo, f, paths)
	if err != nil {
		return err
	}
	if !f.statistics {
		return a.reportLint(format, result)
	}
	if err := report.Statistics(a.out, result.findings); err != nil || !result.fails {
		return err
	}
	return errFindings
}

// lintResult is a finished lint: what to print, where the source is, and whether it fails.
type lintResult struct {
	findings report.Findings
	source   report.Source
	fail     diag.Severity // of this level and above
	fails    bool
	repo     *analyzer.Repo
}

// linter is a repository with the choice of what to report of it. It looks as often as is asked.
type linter struct {
	app      *app
	repo     *repository
	selected []analyzer.Selected
	filters  []string // slash paths from the root; none: everything
	fail     diag.Severity
	baseline *judge.Baseline   // nil: none
	texts    map[string]string // files that have other texts than on disk
	deadline time.Duration
}

func (a *app) newLinter(r *repository, f lintFlags, paths []string) (*linter, error) {
	l := &linter{app: a, repo: r, deadline: f.deadline.Duration}
	var ok bool
	if l.fail, ok = diag.ParseSeverity(f.failLevel); !ok {
		return nil, diag.WithHint(fmt.Errorf("no --fail-level %q", f.failLevel), "error, warning or info")
	}
	var err error
	if l.selected, err = r.config.selectRules(f.only, f.skip); err != nil {
		return nil, err
	}
	if l.texts, err = a.stdinText(r, f.stdin); err != nil {
		return nil, err
	}
	if l.baseline, err = a.readBaseline(r, f); err != nil {
		return nil, err
	}
	l.filters, err = r.filters(paths)
	return l, err
}

// look analyses the whole repository, with the given texts in place of what files have on disk,
// and gives all findings.
func (l *linter) look(ctx context.Context, texts map[string]string) (*analyzer.Repo, []diag.Diagnostic, error) {
	all := merged(l.texts, texts)
	facts, found, err := await(ctx, func() (*analyzer.Repo, []diag.Diagnostic, error) {
		facts, err := l.app.load(ctx, l.repo, all, loading{treesOnly: l.treesOnly(), deadline: l.deadline})
		if err != nil {
			return nil, nil, err
		}
		if err := l.repo.config.checkFolders(facts); err != nil {
			return nil, nil, err
		}
		return facts, analyzer.Run(ctx, facts, l.selected, rules.Names()), context.Cause(ctx)
	})
	if err == nil && len(all) == 0 && !l.treesOnly() {
		l.repo.keep(facts)
	}
	return facts, found, err
}

// treesOnly holds where no selected rule asks for facts.
func (l *linter) treesOnly() bool {
	return !slices.ContainsFunc(l.selected, func(s analyzer.Selected) bool { return !s.Trees })
}

// merged lays texts over others.
func merged(under, over map[string]string) map[string]string {
	all := maps.Clone(under)
	if all == nil {
		return over
	}
	maps.Copy(all, over)
	return all
}

// result keeps of the findings what is to be reported.
func (l *linter) result(facts *analyzer.Repo, found []diag.Diagnostic) lintResult {
	var notes []string
	if !l.treesOnly() {
		notes = lintNotes(l.repo, facts)
	}
	if l.baseline != nil {
		ran, hidden := map[string]bool{}, 0
		for _, rule := range l.selected {
			ran[rule.Name] = rule.Trees || !facts.Cut
		}
		found, hidden = l.baseline.Apply(found, ran)
		notes = append(notes, fmt.Sprintf("findings left out by the baseline %s: %d", l.baseline.File, hidden))
	}
	unknown := l.unknowns(facts)
	if l.app.flags.quiet && l.app.flags.format == "text" {
		unknown = nil
	}
	if n := len(unknown); n > 0 && l.repo.config.Lint.Unknown.off {
		notes, unknown = append(notes, report.Plural(n, "place")+` of which nothing is known: not listed, as [lint] unknown = "off" has it`), nil
	}
	found = slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool { return !within(d.Span.File, l.filters) })
	return lintResult{
		repo: facts, fail: l.fail,
		findings: report.Findings{
			Findings: found, Unknown: unknown, Files: len(facts.All()), Nested: len(facts.Nested), Modules: facts.Modules(), Hosts: len(facts.Hosts), Trees: l.treesOnly(),
			Notes: notes, Rules: ruleTexts(), Version: strings.TrimSpace(version),
		},
		source: func(name string) string {
			if file := facts.File(name); file != nil {
				return file.Src
			}
			return ""
		},
		fails: slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Severity >= l.fail }),
	}
}

// shown are the findings as they are printed: many of one cause are one.
func (l *lintResult) shown() report.Findings {
	shown := l.findings
	shown.Findings = judge.JoinCauses(shown.Findings)
	return shown
}

// confirm compares what the findings claim of hosts with what evaluation shows.
func (l *lintResult) confirm(e judge.Evaluation) {
	kept, dropped := judge.Confirm(l.findings.Findings, e)
	l.findings.Findings = kept
	if dropped > 0 {
		l.findings.Notes = append(l.findings.Notes, fmt.Sprintf("findings left out because the hosts, evaluated, show otherwise: %d", dropped))
	}
	l.fails = slices.ContainsFunc(kept, func(d diag.Diagnostic) bool { return d.Severity >= l.fail })
}

// unknowns says of computed imports how many of the rules that run look no further there.
func (l *linter) unknowns(facts *analyzer.Repo) []diag.Unknown {
	stopped := 0
	for _, rule := range l.selected {
		if rule.Graph {
			stopped++
		}
	}
	list := slices.Clone(facts.Unknowns)
	for i := range list {
		switch {
		case !list[i].Imports || stopped == 0:
		case stopped == 1:
			list[i].Message += "; 1 rule looks no further"
		default:
			list[i].Message += fmt.Sprintf("; %d rules look no further", stopped)
		}
	}
	return list
}

// lint analyses the repository and runs the rules on it.
func (a *app) lint(ctx context.Context, r *repository, f lintFlags, paths []string) (lintResult, error) {
	l, err := a.newLinter(r, f, paths)
	if err != nil {
		return lintResult{}, err
	}
	facts, found, err := l.look(ctx, nil)
	if err != nil {
		return lintResult{}, err
	}
	return l.result(facts, found), nil
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

func (a *app) reportLint(format report.Format, result lintResult) error {
	style, err := a.style()
	if err != nil {
		return err
	}
	if err := format.Findings(a.out, result.shown(), result.source, style); err != nil {
		return err
	}
	if result.fails {
		return errFindings
	}
	return nil
}

// style colours standard output, where that is wanted, and breaks its lines where it is a terminal.
func (a *app) style() (report.Style, error) {
	colour, err := a.colored(a.out)
	style := report.NewStyle(a.out, colour, terminalWidth(a.out))
	if a.flags.verbose {
		style = style.Whole()
	}
	return style, err
}

// ruleTexts is what reports say of the rules.
func ruleTexts() []report.RuleText {
	var texts []report.RuleText
	for _, r := range rules.All() {
		texts = append(texts, report.RuleText{Name: r.Name, Level: r.Severity, Title: r.Doc.Title, Why: r.Doc.Why, Help: rules.Help(r), URL: ruleURL(r.Name)})
	}
	for _, name := range rules.SuppressionRules() {
		texts = append(texts, report.RuleText{Name: name, Level: diag.Error, Title: rules.SuppressionTitle(name), Why: rules.SuppressionDoc, Help: rules.SuppressionDoc, URL: ruleURL(name)})
	}
	return texts
}
