package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/harness"
)

// evaluator has nix evaluate what hosts are, unless that is known from an earlier run of which everything
// was the same: then nothing is evaluated. Close it.
type evaluator struct {
	a       *app
	repo    *repository
	flags   *evalFlags
	facts   *harness.Cache // of what follows from the files, whatever nix there is
	cache   *harness.Cache // nil where not everything that an evaluation depends on is known
	tree    harness.WorkTree
	digests harness.Digests
	digest  string          // of all files
	read    string          // of those that the analysis depends on, as far as an earlier one found which; else of all
	noted   bool            // it was found anew which these are
	files   judge.Files     // that decide about each host
	runner  *harness.Runner // nil as long as nothing had to be evaluated
}

// evaluator prepares to evaluate a repository.
func (a *app) evaluator(ctx context.Context, repo *repository, f *evalFlags) (*evaluator, error) {
	e := &evaluator{a: a, repo: repo, flags: f}
	var err error
	if e.tree, err = repo.files.Look(repo.root); err != nil {
		return nil, err
	}
	spareMemory(e.tree.NixBytes())
	if e.digests, err = e.tree.Digests(); err != nil {
		return nil, err
	}
	e.digest = e.digests.Whole()
	e.read = e.digest
	if err := e.settle(ctx); err != nil {
		return nil, err
	}
	parts, ok, err := e.dependencies(ctx)
	if err != nil || !ok {
		return e, err
	}
	dir, err := os.UserCacheDir()
	if err != nil { // no folder: nothing is kept
		return e, nil
	}
	e.cache = harness.NewCache(filepath.Join(dir, "mxmcheck", "outcomes"), parts...)
	if err := e.cache.Prune(); err != nil {
		return nil, err
	}
	return e, e.findFiles(ctx)
}

// spareMemory trades some of our time for memory, which the processes of nix need beside us. What the analysis of so much
// Nix is sure to need is left to it, or it would do little but collect.
func spareMemory(nixBytes int64) {
	collectAt(50)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(34<<20 + 48*nixBytes)
	}
}

// collectAt has the collector run when memory has grown by so many percent, unless the user says when.
func collectAt(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// settle says what is recorded, as far as an earlier run found it of the same files without an analysis.
func (e *evaluator) settle(ctx context.Context) error {
	self, err := ownProgram()
	if err != nil {
		return err
	}
	if dir, err := os.UserCacheDir(); err == nil {
		e.facts = harness.NewCache(filepath.Join(dir, "mxmcheck", "outcomes"), self, e.repo.files.Prefix, e.repo.config.source)
	}
	var found judge.Analysed
	if e.facts.Fact("analysed", judge.ModulesIn(e.digests), &found) {
		e.read = e.readOf(found)
	}
	known := e.facts.Fact("namespaces", e.read, &e.repo.discovered)
	if err := e.a.settle(ctx, e.repo); err != nil || known {
		return err
	}
	err = e.noteAnalysed()
	if e.repo.discovered == nil {
		return err
	}
	return errors.Join(err, e.facts.KeepFact("namespaces", e.read, e.repo.discovered))
}

// noteAnalysed keeps which files the analysis depends on, if there was one.
func (e *evaluator) noteAnalysed() error {
	if e.repo.facts == nil || e.noted {
		return nil
	}
	e.noted = true
	found, ok := judge.AnalysedFor(e.repo.facts, e.repo.depends(e.repo.facts))
	if !ok {
		e.read = e.digest
		return nil
	}
	e.read = e.readOf(found)
	return e.facts.KeepFact("analysed", judge.ModulesIn(e.digests), found)
}

// readOf is the digest of what an analysis depends on, the configuration with it.
func (e *evaluator) readOf(found judge.Analysed) string {
	return e.repo.config.source + "\n" + found.In(e.digests)
}

// findFiles finds which files decide about which hosts. That follows from the files alone.
func (e *evaluator) findFiles(ctx context.Context) error {
	if e.cache.Fact("files", e.read, &e.files) {
		e.files = e.files.Within(e.digest)
		return nil
	}
	beside := ""
	facts, err := e.a.analyse(ctx, e.repo, nil)
	if err == nil && e.flags.standIns {
		var used usedNames
		used, err = e.a.usedNames(ctx, e.repo)
		beside = fmt.Sprintf("%q", used)
	}
	if err != nil {
		return err
	}
	if err := e.noteAnalysed(); err != nil {
		return err
	}
	e.files = judge.FilesOfAll(facts, e.repo.depends(facts), e.digests, beside)
	err = e.cache.KeepFact("files", e.read, e.files)
	e.repo.letGo()
	return err
}

// dependencies are all that the outcome of an evaluation depends on, besides files of the repository;
// ok is false if an input is given that may be another one the next time. What the stand-ins are
// follows from the names that the repository uses, the namespaces and this program.
func (e *evaluator) dependencies(ctx context.Context) (parts []string, ok bool, err error) {
	overrides, err := e.flags.parsedOverrides()
	if err != nil || slices.ContainsFunc(overrides, func(o harness.Override) bool { return !o.Fixed() }) {
		return nil, false, err
	}
	nix, ok, err := harness.Identity(ctx, e.flags.nix)
	if err != nil || !ok {
		return nil, false, err
	}
	self, err := ownProgram()
	if err != nil {
		return nil, false, err
	}
	c, namespaces := e.repo.config.Eval, e.repo.config.Namespace
	return []string{
		e.repo.files.Prefix, self, e.flags.nix, nix, absoluteStore(e.flags.store), absoluteStore(e.flags.evalStore),
		fmt.Sprintf("%q %q %q %q %t %q %t %t", namespaces, c.HostsIn, c.Record, c.Roots, c.Effects, c.Secrets, e.flags.standIns, c.AllowIFD),
		fmt.Sprintf("%q", overrides),
	}, true, nil
}

// ownProgram distinguishes this program from every other version of it.
func ownProgram() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %s %d %d", strings.TrimSpace(version), name, info.Size(), info.ModTime().UnixNano()), nil
}

func (e *evaluator) open(ctx context.Context) (err error) {
	if e.runner == nil {
		e.runner, err = e.a.runner(ctx, e.repo, e.flags)
	}
	return err
}

// Close ends what was begun to evaluate.
func (e *evaluator) Close() error {
	if e.runner == nil {
		return nil
	}
	return e.runner.Close()
}

// hosts lists the hosts that the configuration does not exclude.
func (e *evaluator) hosts(ctx context.Context) ([]harness.Host, error) {
	list, known := e.cache.Hosts(e.listFiles())
	if !known {
		if err := e.open(ctx); err != nil {
			return nil, err
		}
		var err error
		if list, err = e.a.list(ctx, e.runner); err != nil {
			return nil, err
		}
		if err := e.keep(func() error { return e.cache.KeepHosts(list, e.listFiles()) }); err != nil {
			return nil, err
		}
	}
	return e.a.listed(list, e.repo.config.Eval)
}

// listFiles is the digest of the files that decide which hosts there are: hosts of further outputs are
// not followed to their files.
func (e *evaluator) listFiles() string {
	if len(e.repo.config.Eval.HostsIn) > 0 {
		return e.digest
	}
	return e.files.List
}

// eval gives what each of the hosts is, and hands on each as it is known, many at once, which may let go of
// its records.
func (e *evaluator) eval(ctx context.Context, hosts []harness.Host, each func(i int, o *harness.Outcome)) ([]harness.Outcome, error) {
	each = e.notingHomes(each)
	outcomes, missing := e.known(hosts, each)
	e.tellKnown(outcomes, len(hosts)-len(missing))
	if len(missing) == 0 {
		return outcomes, nil
	}
	if err := e.open(ctx); err != nil {
		return nil, err
	}
	var unknown []harness.Host
	for _, i := range missing {
		unknown = append(unknown, hosts[i])
	}
	e.repo.letGo()
	found, err := e.runner.EvalEach(ctx, unknown, func(n int, o *harness.Outcome) error {
		err := e.cache.Stage(o, e.files.Host(o.Host.String()))
		each(missing[n], o)
		return err
	})
	if err != nil {
		return nil, errors.Join(err, e.cache.Discard())
	}
	for n, i := range missing {
		outcomes[i] = found[n]
	}
	err = e.keep(func() error { return e.keepOutcomes(ctx, found) })
	return outcomes, errors.Join(err, e.cache.Discard())
}

// notingHomes notes which roots the homes of a host have, before its records are let go of.
func (e *evaluator) notingHomes(each func(i int, o *harness.Outcome)) func(i int, o *harness.Outcome) {
	return func(i int, o *harness.Outcome) {
		o.InHomes = rootsOfHomes(*o, e.repo.config.Eval.Roots)
		if each != nil {
			each(i, o)
		}
	}
}

// known gives what is known of hosts from earlier runs, and the places of the others.
func (e *evaluator) known(hosts []harness.Host, each func(i int, o *harness.Outcome)) (outcomes []harness.Outcome, missing []int) {
	outcomes = make([]harness.Outcome, len(hosts))
	is := make([]bool, len(hosts))
	_ = e.a.each(len(hosts), func(i int) error { // what cannot be read is not known
		if outcomes[i], is[i] = e.cache.Outcome(hosts[i], e.files.Host(hosts[i].String())); is[i] {
			each(i, &outcomes[i])
		}
		return nil
	})
	for i := range hosts {
		if !is[i] {
			missing = append(missing, i)
		}
	}
	return outcomes, missing
}

// tellKnown says of how many hosts nothing had to be evaluated.
func (e *evaluator) tellKnown(outcomes []harness.Outcome, n int) {
	if n == 0 || e.a.flags.quiet {
		return
	}
	fmt.Fprintf(e.a.err, "%d of %d hosts are known from an earlier run: nothing they depend on has changed\n", n, len(outcomes))
	lines := &lineProgress{out: e.a.err, verbose: e.a.flags.verbose}
	for _, o := range outcomes {
		if o.Cached {
			lines.details(o)
		}
	}
}

// keepOutcomes keeps what was evaluated and staged, unless nix evaluated a file that a host is not known to depend
// on: then nothing that is said of files holds.
func (e *evaluator) keepOutcomes(ctx context.Context, found []harness.Outcome) error {
	_, file, err := e.a.strayedFile(ctx, e.repo, found)
	if err != nil || file != "" {
		return err
	}
	return e.cache.Commit()
}

// keep writes to the cache, if what was evaluated is what the cache was opened for.
func (e *evaluator) keep(write func() error) error {
	if e.cache == nil {
		return nil
	}
	evaluated, err := e.runner.FrozenDigest()
	if err != nil || evaluated != e.digest {
		return err
	}
	return write()
}

// changed names the files of the work tree that are no longer as they were when the run began.
func (e *evaluator) changed(ctx context.Context) ([]string, error) {
	if e.runner != nil {
		return e.runner.Changed(ctx)
	}
	return e.tree.ChangedSince(ctx, e.digest, e.repo.root)
}
