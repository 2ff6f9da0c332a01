package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mxmcheck/analyzer/diag"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

// evalFlags are the flags of every command that runs nix.
type evalFlags struct {
	nix       string
	timeout   duration
	heap      size
	overrides []string // NAME and REF, joined by overrideSeparator
	standIns  bool
	store     string
	evalStore string
	systems   []string               // of the hosts that are looked at; none for all
	given     func(flag string) bool // whether a flag was given
	exact     bool                   // two trees are evaluated, to be compared
	verdict   bool                   // all that is wanted of two trees is whether they are the same
}

func (f *evalFlags) add(cmd *cobra.Command) {
	p := cmd.Flags()
	f.given = p.Changed
	p.StringVar(&f.nix, "nix", "nix", "the nix `PROGRAM`")
	p.Var(&f.timeout, "timeout", "`D` per host, as in 5m (default: the configuration's, else 5m)")
	p.Var(&f.heap, "heap", "`SIZE` of nix's heap per host, as in 4GiB (default: the configuration's, else 4GiB)")
	p.StringArrayVar(&f.overrides, "override-input", nil, "`NAME REF`: an input of the flake and what to use in its place; repeatable")
	p.StringVar(&f.store, "store", "", "nix's store, by its address `URL` or its folder; handed to nix")
	p.StringVar(&f.evalStore, "eval-store", "", "the store that nix evaluates in, as an `URL` or a folder; auto for this machine's, beside a remote --store; handed to nix")
	p.StringArrayVar(&f.systems, "system", nil, "only hosts of the system `S`, as in x86_64-linux, and those that do not tell theirs; repeatable")
	p.BoolVar(&f.standIns, "stand-ins", false, "use the built-in stand-ins for the flake's inputs: no network")
}

// inMode lets the inputs be those that the configuration names for the gate and for what is accepted,
// unless a flag names others: those are compared with, and never accepted.
func (f *evalFlags) inMode(mode evalMode, check bool) error {
	if mode == "" {
		return nil
	}
	if !f.given("stand-ins") {
		f.standIns = mode == modeStandIns
	}
	if check || f.standIns == (mode == modeStandIns) {
		return nil
	}
	return diag.WithHint(fmt.Errorf("snapshots here are taken with %s inputs", map[evalMode]string{modeLocked: "the locked", modeStandIns: "stand-ins for the"}[mode]), fmt.Sprintf("leave out --stand-ins, or change mode = %q in %s", mode, configName))
}

const (
	overrideFlag      = "--override-input"
	overrideSeparator = "\x00"
)

// joinOverrides makes one argument of `--override-input NAME REF`, which takes two, as nix has it.
func joinOverrides(args []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		if args[i] == "--" {
			return append(out, args[i:]...)
		}
		if args[i] == overrideFlag && i+2 < len(args) {
			out = append(out, overrideFlag+"="+args[i+1]+overrideSeparator+args[i+2])
			i += 2
			continue
		}
		out = append(out, args[i])
	}
	return out
}

// again are the flags of this run that a command must have to evaluate the same, as words of a shell.
func (a *app) again(f *evalFlags) []string {
	var words []string
	add := func(flag, value, usual string) {
		if value != usual {
			words = append(words, flag, report.ShellWord(value))
		}
	}
	add("-C", a.flags.dir, ".")
	add("--config", a.flags.config, "")
	for _, ns := range a.flags.namespaces {
		add("--namespace", ns, "")
	}
	add("--nix", f.nix, "nix")
	add("--timeout", f.timeout.String(), "")
	add("--heap", f.heap.String(), "")
	add("--store", f.store, "")
	add("--eval-store", f.evalStore, "")
	if f.standIns {
		words = append(words, "--stand-ins")
	}
	for _, text := range f.overrides {
		name, ref, _ := strings.Cut(text, overrideSeparator)
		words = append(words, overrideFlag, report.ShellWord(name), report.ShellWord(ref))
	}
	return words
}

func (f *evalFlags) parsedOverrides() ([]harness.Override, error) {
	var overrides []harness.Override
	for _, text := range f.overrides {
		name, ref, ok := strings.Cut(text, overrideSeparator)
		if !ok || name == "" || ref == "" {
			return nil, diag.WithHint(fmt.Errorf("%s takes an input and what to use in its place", overrideFlag), overrideFlag+" nixpkgs path:../nixpkgs")
		}
		overrides = append(overrides, harness.Override{Input: name, Ref: absolute(ref)})
	}
	return overrides, nil
}

// absolute spells a reference by a relative path as an absolute one: nix is run elsewhere.
func absolute(ref string) string {
	text, isPath := strings.CutPrefix(ref, "path:")
	text, query, _ := strings.Cut(text, "?")
	if filepath.IsAbs(text) || !isPath && text != "." && text != ".." && !strings.HasPrefix(text, "./") && !strings.HasPrefix(text, "../") {
		return ref
	}
	full, err := filepath.Abs(text)
	if err != nil {
		return ref
	}
	if isPath {
		full = "path:" + full
	}
	if query != "" {
		full += "?" + query
	}
	return full
}

// absoluteStore spells a store by a relative path as an absolute one. A name without a slash is one that nix knows.
func absoluteStore(address string) string {
	if strings.Contains(address, "://") || !strings.Contains(address, "/") || filepath.IsAbs(address) || strings.HasPrefix(address, "local?") {
		return address
	}
	full, err := filepath.Abs(address)
	if err != nil {
		return address
	}
	return full
}

// localFolder is the folder of this machine that a reference names.
func localFolder(ref string) (folder string, local bool) {
	for _, scheme := range []string{"path:", "git+file:", "hg+file:", "tarball+file:", "file+file:", "file:"} {
		ref = strings.TrimPrefix(ref, scheme)
	}
	ref, _, _ = strings.Cut(ref, "?")
	if rest, ok := strings.CutPrefix(ref, "//"); ok {
		ref = rest
	}
	if !filepath.IsAbs(ref) {
		return "", false
	}
	if real, err := filepath.EvalSymlinks(ref); err == nil {
		ref = real
	}
	return filepath.ToSlash(ref), true
}

// bounds are the time and the heap that a host may take.
func (f *evalFlags) bounds(c evalConfig) (time.Duration, uint64) {
	timeout, heap := c.Timeout, c.Heap
	if f.timeout.Duration > 0 {
		timeout = f.timeout
	}
	if f.heap.bytes > 0 {
		heap = f.heap
	}
	return timeout.Duration, heap.bytes
}

// runner opens the flake of a repository. The caller closes it. With stand-ins, more are names
// that they have beyond those that the repository uses.
func (a *app) runner(ctx context.Context, repo *repository, f *evalFlags, more ...usedNames) (*harness.Runner, error) {
	if err := a.settle(ctx, repo); err != nil {
		return nil, err
	}
	overrides, err := a.overrides(ctx, repo, f, more...)
	if err != nil {
		return nil, err
	}
	places, err := repo.config.Eval.places()
	if err != nil {
		return nil, err
	}
	timeout, heap := f.bounds(repo.config.Eval)
	return harness.Open(ctx, harness.Options{
		Nix: f.nix, Root: repo.root, Files: repo.files, Jobs: a.flags.jobs, Timeout: timeout, Heap: heap,
		Memory: min(repo.config.Eval.Memory.bytes, heap), Peaks: keptFile(repo, "memory"), Times: keptFile(repo, "times"), Endings: keptFile(repo, "endings"),
		SelfAttributes: selfAttributes, Places: places, Overrides: overrides, Roots: repo.config.Eval.Roots, Effects: repo.config.Eval.Effects, Secrets: repo.config.Eval.Secrets, Exact: f.exact, StandIns: f.standIns, Store: absoluteStore(f.store), EvalStore: absoluteStore(f.evalStore), AllowIFD: repo.config.Eval.AllowIFD, Watch: a.watcher(),
	})
}

// overrides are what is used in place of the flake's inputs.
func (a *app) overrides(ctx context.Context, repo *repository, f *evalFlags, more ...usedNames) ([]harness.Override, error) {
	overrides, err := f.parsedOverrides()
	if err != nil {
		return nil, err
	}
	if err := a.checkOverrides(ctx, repo, overrides); err != nil || !f.standIns {
		return overrides, err
	}
	standIns, err := a.standIns(ctx, repo, f, overrides, more)
	return append(overrides, standIns...), err
}

// keptFile keeps something about the hosts of a repository; "" where there is no folder for it.
func keptFile(repo *repository, what string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "mxmcheck", what, fmt.Sprintf("%x.json", sha256.Sum256([]byte(repo.root))))
}
