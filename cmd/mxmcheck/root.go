package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// The exit codes. Where one command does two jobs, the higher wins.
const (
	exitClean    = 0
	exitFindings = 1
	exitCannot   = 2
)

// errFindings ends a command whose report is already printed: exit 1, and nothing more to say.
var errFindings = errors.New("findings")

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// app is what every subcommand is given: streams, global flags and, once opened, the repository.
type app struct {
	streams
	flags       globalFlags
	environment map[string]string // in place of the process's, in tests
}

type globalFlags struct {
	dir        string
	config     string
	namespaces []string
	format     string
	color      string
	jobs       int
	quiet      bool
	verbose    bool
}

// run executes the command line and returns the exit code.
func run(args []string, s streams) int {
	ctx, stop := withSignals(context.Background())
	defer stop()
	a := &app{streams: s}
	root := newRoot(a)
	root.SetArgs(joinOverrides(args))
	return a.exitCode(ctx, execute(ctx, root))
}

// execute turns a panic, which is always our fault, into an error that says so.
func execute(ctx context.Context, root *cobra.Command) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = diag.WithHint(fmt.Errorf("bug in mxmcheck: %v", cause), "please report it with the file that causes it")
		}
	}()
	return root.ExecuteContext(ctx)
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "mxmcheck",
		Short: "Lint a Nix flake repository and compare its evaluated hosts with accepted snapshots",
		Long: `mxmcheck checks a Nix flake repository of NixOS, macOS and home-manager hosts.

It parses every module and enforces the pattern "options.NS.PATH.enable, config = mkIf
cfg.enable" across files, evaluates every host in parallel through nix, and compares what the
options are with accepted snapshots.

Exit codes: 0 clean; 1 findings, differences, or a host that does not evaluate; 2 could not
look (usage, configuration, unreadable repository, nix missing); 130 interrupt, 143 TERM.`,
		Version:       versionText(),
		Args:          knownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetVersionTemplate("mxmcheck {{.Version}}\n")
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.HiddenDefaultCmd = true
	addGlobalFlags(root, &a.flags)
	root.AddCommand(subcommands(a)...)
	if err := a.addCompletions(root); err != nil {
		panic(err) // a flag is named that is not there
	}
	return root
}

func addGlobalFlags(root *cobra.Command, f *globalFlags) {
	p := root.PersistentFlags()
	p.StringVarP(&f.dir, "directory", "C", ".", "run in `DIR`")
	p.StringVar(&f.config, "config", "", "configuration `FILE` (default mxmcheck.toml at the repository's root)")
	p.StringArrayVar(&f.namespaces, "namespace", nil, "option namespace `NS`; repeatable, overrides the configuration")
	p.StringVar(&f.format, "format", "text", "output `FORMAT`; each command says which it has")
	p.StringVar(&f.color, "color", "auto", "colour the text: auto, always or never (NO_COLOR is honoured)")
	f.jobs = runtime.NumCPU()
	p.Var((*number)(&f.jobs), "jobs", "how many to do at once, files to parse and hosts to evaluate: `N` (default: one for each processor)")
	p.Lookup("jobs").DefValue = "" // the machine's, which no document can name
	p.BoolVar(&f.quiet, "quiet", false, "no progress on standard error")
	p.BoolVar(&f.verbose, "verbose", false, "say more on standard error, and print a large report whole")
	root.MarkFlagsMutuallyExclusive("quiet", "verbose")
}

// exitCode reports err on standard error where that is due, and says how to end.
func (a *app) exitCode(ctx context.Context, err error) int {
	if code, signalled := signalCode(ctx); signalled {
		fmt.Fprintf(a.err, "mxmcheck: %v\n", context.Cause(ctx))
		return code
	}
	if err == nil {
		return exitClean
	}
	if errors.Is(err, errFindings) {
		return exitFindings
	}
	a.complain(err)
	return exitCannot
}

// complain prints an error as one line, and its hint as another.
func (a *app) complain(err error) {
	style := report.NewStyle(a.err, false, terminalWidth(a.err))
	fmt.Fprint(a.err, style.Fold("mxmcheck: "+harness.Visible(oneLine(err.Error()))+"\n")) // a hint may be a command to copy: it stays whole
	if hint := diag.HintOf(err); hint != "" {
		fmt.Fprintf(a.err, "hint: %s\n", oneLine(hint))
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// formatOf is the format of --format, for a command with results of one kind.
func (a *app) formatOf(kind func(report.Format) bool) (report.Format, error) {
	var names []string
	for _, f := range report.FormatsOf(kind) {
		if f.Name == a.flags.format {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return report.Format{}, a.formatIn(names...)
}

// formatIn checks --format against the formats of one command.
func (a *app) formatIn(formats ...string) error {
	if slices.Contains(formats, a.flags.format) {
		return nil
	}
	return diag.WithHint(fmt.Errorf("no format %q here", a.flags.format), "formats of this command: "+strings.Join(formats, ", "))
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(file.Fd())
}

// terminalWidth is how many columns a terminal has; 0 where that is not known, and of what is no terminal.
func terminalWidth(stream any) int {
	file, ok := stream.(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(file.Fd())
	if err != nil {
		return 0
	}
	return columns
}

// colored decides whether text for w is coloured.
func (a *app) colored(w io.Writer) (bool, error) {
	switch a.flags.color {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return os.Getenv("NO_COLOR") == "" && isTerminal(w), nil
	}
	return false, diag.WithHint(fmt.Errorf("no --color %q", a.flags.color), "auto, always or never")
}
