package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"mxmcheck/analyzer"
	"mxmcheck/cmd/mxmcheck/report"
)

func newInit(a *app) *cobra.Command {
	var yes bool
	var from string
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Take up mxmcheck in a repository: configuration, baseline, hook and workflow",
		Long: `init looks at the repository: below which names its modules declare options, where modules and hosts
stand, what the flake is built with. It shows the mxmcheck.toml, the pre-commit hook and the
workflow that it would write, and the findings that a baseline would hold, so that only new ones
count. With --yes, or if you say so on a terminal, it writes them. A file that is there already is
left as it is: a second run changes nothing. It needs no nix.`,
		Args: noArguments(func(string) string { return "mxmcheck init -C DIR" }),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runInit(cmd.Context(), yes, from) },
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "write without asking")
	cmd.Flags().StringVar(&from, "from", fromNowhere, "the `FLAKE` that the workflow takes mxmcheck from")
	return cmd
}

// fromNowhere is where the workflow takes mxmcheck from as long as nobody has said where it is.
const fromNowhere = "github:OWNER/mxmcheck"

// nextSteps says what is left to do by hand; from is "" if the workflow was not written.
func nextSteps(from string) string {
	text := `
next: git add these files, pre-commit install, and mxmcheck snapshot to accept what the hosts are
      without a network: mxmcheck snapshot --stand-ins, and mode = "stand-ins" below [eval] in ` + configName + `, so that the gate takes them too
`
	if from == fromNowhere {
		text += "      in " + workflowFile + ", put the address of mxmcheck in place of " + fromNowhere + "\n"
	}
	return text
}

// newFile is a file that init would write.
type newFile struct {
	name, text string
	there      bool // it is in the repository already
}

func (a *app) runInit(ctx context.Context, yes bool, from string) error {
	if err := a.formatIn("text"); err != nil {
		return err
	}
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	adopted, err := a.adoption(ctx, repo)
	if err != nil {
		return err
	}
	adopted.from = from
	style, err := a.style()
	if err != nil {
		return err
	}
	var about strings.Builder
	if err := adopted.describe(&about); err != nil {
		return err
	}
	if _, err := io.WriteString(a.out, style.Fold(about.String())); err != nil {
		return err
	}
	files, err := adopted.files(repo.root)
	if err != nil {
		return err
	}
	if !showFiles(a.out, files) {
		_, err := fmt.Fprintln(a.out, "nothing to write: all of these are there; mxmcheck check is the next step")
		return err
	}
	if !yes && !a.agreed(ctx, files) {
		_, err := fmt.Fprintln(a.out, "nothing is written; mxmcheck init --yes writes these files")
		return err
	}
	return a.writeFiles(repo.root, from, files, style)
}

// adoption looks at a repository; where it has no configuration, once more as the new one has it: the
// baseline must hold what is found from then on.
func (a *app) adoption(ctx context.Context, repo *repository) (adoption, error) {
	look := func() (adoption, error) {
		l, err := a.newLinter(repo, lintFlags{failLevel: "warning", deadline: duration{analysisDeadline}, noBaseline: true}, nil)
		if err != nil {
			return adoption{}, err
		}
		facts, found, err := l.look(ctx, nil)
		return adoption{facts: facts, found: found, configured: repo.config.path != "", baseline: repo.config.Baseline}, err
	}
	first, err := look()
	if err != nil || first.configured {
		return first, err
	}
	repo.config.Namespace, repo.config.Modules = first.facts.Namespaces, first.modules()
	if globs := first.hosts(); len(globs) > 0 {
		repo.config.Hosts = globs
	}
	second, err := look()
	if len(first.facts.Discovered) > 0 && err == nil {
		second.facts.Discovered = first.facts.Discovered // the counts, to be shown
	}
	return second, err
}

// showFiles prints the files that would be written, and names those that are there; it reports
// whether there is one to write.
func showFiles(w io.Writer, files []newFile) (open bool) {
	for _, f := range files {
		if f.there {
			fmt.Fprintf(w, "%s is there already and stays as it is\n", f.name)
			continue
		}
		open = true
		fmt.Fprintf(w, "\n%s\n%s", f.name, indented(shortened(f.text)))
	}
	fmt.Fprintln(w)
	return open
}

// shownLines bounds how much of one file is shown: a baseline may have thousands of lines.
const shownLines = 40

func shortened(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) <= shownLines {
		return text
	}
	return strings.Join(lines[:10], "\n") + fmt.Sprintf("\n… and %s\n", report.Plural(len(lines)-10, "line"))
}

// agreed asks on a terminal whether to write, where what would be written was shown there too.
func (a *app) agreed(ctx context.Context, files []newFile) bool {
	if !isTerminal(a.in) || !isTerminal(a.out) {
		return false
	}
	var names []string
	for _, f := range files {
		if !f.there {
			names = append(names, f.name)
		}
	}
	which := strings.Join(names, ", ")
	if len(names) > 2 { // each stands above what would be written
		which = fmt.Sprintf("these %d files", len(names))
	}
	fmt.Fprintf(a.err, "write %s? [y]es, [n]o: ", which)
	answer, err := (&asker{a: a, lines: bufio.NewReader(a.in)}).read(ctx)
	return err == nil && (answer == "y" || answer == "yes")
}

func (a *app) writeFiles(root, from string, files []newFile, style report.Style) error {
	for _, f := range files {
		if f.there {
			continue
		}
		path := filepath.Join(root, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("write %s: %w", f.name, reasonOf(err))
		}
		if err := renameio.WriteFile(path, []byte(f.text), 0o644); err != nil {
			return fmt.Errorf("write %s: %w", f.name, reasonOf(err))
		}
		fmt.Fprintf(a.out, "wrote %s\n", f.name)
	}
	if slices.ContainsFunc(files, func(f newFile) bool { return f.name == workflowFile && f.there }) {
		from = ""
	}
	_, err := fmt.Fprint(a.out, style.Fold(nextSteps(from)))
	return err
}

// describe says what was found in the repository.
func (d adoption) describe(w io.Writer) error {
	lines := []string{namespacesFound(d.facts)}
	if dirs := d.modules(); len(dirs) > 0 {
		lines = append(lines, "modules stand in "+strings.Join(dirs, ", "))
	}
	if globs := d.hosts(); len(globs) > 0 {
		lines = append(lines, "hosts stand in "+strings.Join(globs, ", "))
	}
	lines = append(lines, fmt.Sprintf("%s, %s, %s; the flake is built with %s",
		report.Plural(len(d.facts.Files), "file"), report.Plural(d.facts.Modules(), "module"), report.Plural(len(d.facts.Hosts), "host"), d.framework()))
	lines = append(lines, d.findings())
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

func namespacesFound(facts *analyzer.Repo) string {
	if len(facts.Discovered) == 0 && len(facts.Namespaces) > 0 {
		return "options here are below " + strings.Join(facts.Namespaces, ", ") + ", as the configuration says"
	}
	return namespaceNote(facts)
}
