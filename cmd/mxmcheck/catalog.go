package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/catalog"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/cmd/mxmcheck/judge"
	"mxmcheck/cmd/mxmcheck/report"
	"mxmcheck/harness"
)

type catalogFlags struct {
	evalFlags
	output string
}

func newCatalog(a *app) *cobra.Command {
	var flags catalogFlags
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: "Take down which options NixOS, macOS and homes have here, for lint",
		Args:  noArguments(func(string) string { return "mxmcheck catalog --output FILE keeps it in the repository" }),
		Long: `catalog asks nix which options the hosts of the flake have: of one host of each kind, and of more where
hosts import other modules of inputs, up to three of a kind. No option is forced. It is kept in the user's cache folder for this
flake.lock, and lint, fix and check read it from there without nix: rule unknown-option then names
settings that no module declares, and setting-type values that their options do not take.

--output FILE keeps it in the repository too, for machines without nix; "catalog" in mxmcheck.toml names
the file, compressed where its name ends in .gz. A catalog of another flake.lock is left out. With
--override-input it holds what the inputs given declare, and is kept for the flake.lock all the same.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runCatalog(cmd.Context(), &flags) },
	}
	flags.addCatalog(cmd)
	cmd.Flags().StringVar(&flags.output, "output", "", "keep it in `FILE` too, a path from the root (default: the configuration's)")
	return cmd
}

// addCatalog adds the flags of evaluation that make sense here: what stand-ins declare is no catalog.
func (f *evalFlags) addCatalog(cmd *cobra.Command) {
	f.add(cmd)
	for _, name := range []string{"stand-ins", "system"} {
		if err := cmd.Flags().MarkHidden(name); err != nil {
			panic(err) // add has it
		}
	}
}

func (a *app) runCatalog(ctx context.Context, flags *catalogFlags) (err error) {
	if err := a.formatIn("text"); err != nil {
		return err
	}
	if flags.standIns || len(flags.systems) > 0 {
		return diag.WithHint(errors.New("a catalog is of the locked inputs, and of all systems"), "leave out --stand-ins and --system")
	}
	repo, err := a.open(ctx)
	if err != nil {
		return err
	}
	lock, err := lockDigest(repo)
	if err != nil {
		return err
	}
	facts, err := a.analyse(ctx, repo, nil)
	if err != nil {
		return err
	}
	runner, err := a.runner(ctx, repo, &flags.evalFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, runner.Close()) }()
	list, err := a.list(ctx, runner)
	if err != nil {
		return fmt.Errorf("list hosts: %w", err)
	}
	hosts, err := a.listed(list, repo.config.Eval)
	if err != nil {
		return err
	}
	found, err := a.askDeclared(ctx, runner, facts, hosts)
	if err != nil {
		return err
	}
	taken := judge.CatalogOf(facts, found)
	taken.Lock, taken.Nix = lock, runner.Version()
	if err := a.tellUncatalogued(found, taken); err != nil {
		return err
	}
	return a.keepCatalog(repo, taken, cmp.Or(flags.output, repo.config.Catalog))
}

// askDeclared evaluates what hosts declare. In place of those that do not evaluate others of their kind are asked,
// twice at most.
func (a *app) askDeclared(ctx context.Context, runner *harness.Runner, facts *analyzer.Repo, hosts []harness.Host) (found []harness.Declared, err error) {
	asked := map[host.ID]bool{}
	for range 3 {
		chosen := slices.DeleteFunc(judge.ForCatalog(facts, hosts), func(h harness.Host) bool { return asked[h.ID] })
		more, err := runner.Declared(ctx, chosen)
		if err != nil || len(more) == 0 {
			return found, err
		}
		for _, one := range more {
			found, asked[one.Host.ID] = append(found, one), true
			if one.Failure != nil {
				hosts = slices.DeleteFunc(slices.Clone(hosts), func(h harness.Host) bool { return h.ID == one.Host.ID })
			}
		}
	}
	return found, nil
}

// tellUncatalogued names the hosts that could not be evaluated, and the places that are not known. It is an
// error where there is nothing else.
func (a *app) tellUncatalogued(found []harness.Declared, taken *catalog.Catalog) error {
	for _, one := range found {
		if one.Failure != nil {
			fmt.Fprintf(a.err, "note: the options of %s are not known: %s\n", one.Host.ID, oneLine(one.Failure.String()))
		}
	}
	for _, tree := range taken.Trees {
		for _, path := range tree.Root.Unseen() {
			fmt.Fprintf(a.err, "note: %s of %s does not evaluate: what is there is not known\n", strings.Join(path, "."), tree.Host)
		}
	}
	if len(taken.Trees) == 0 {
		return diag.WithHint(errors.New("the options of no host are known"), "mxmcheck snapshot says more of why hosts do not evaluate")
	}
	return nil
}

// keepCatalog writes it to the cache folder and, where one is named, to a file of the repository.
func (a *app) keepCatalog(r *repository, taken *catalog.Catalog, output string) error {
	packed, err := taken.Packed()
	if err != nil {
		return err
	}
	kept := cachedCatalog(taken.Lock)
	if kept == "" && output == "" {
		return diag.WithHint(errors.New("no folder to keep the catalog in"), "set HOME or XDG_CACHE_HOME, or --output FILE")
	}
	if kept != "" {
		if err := writeWhole(kept, packed); err != nil {
			return err
		}
	}
	if output != "" {
		if err := r.writeCatalog(output, taken, packed); err != nil {
			return err
		}
	}
	for _, tree := range taken.Trees {
		fmt.Fprintf(a.out, "%s  %s\n", tree.Title(), report.Plural(tree.Root.Size(), "option"))
	}
	if output != "" && r.config.Catalog != output {
		fmt.Fprintf(a.err, "hint: catalog = %q in %s lets lint read it\n", output, configName)
	}
	return nil
}

func (r *repository) writeCatalog(output string, taken *catalog.Catalog, packed []byte) error {
	name := filepath.FromSlash(output)
	if !filepath.IsLocal(name) {
		return fmt.Errorf("%s is outside the repository", output)
	}
	text := taken.Text()
	if strings.HasSuffix(output, ".gz") {
		text = packed
	}
	return writeWhole(filepath.Join(r.root, name), text)
}

func writeWhole(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return renameio.WriteFile(name, text, 0o644)
}

// lockDigest is the SHA-256 of flake.lock.
func lockDigest(r *repository) (string, error) {
	text, err := os.ReadFile(filepath.Join(r.root, "flake.lock"))
	if err != nil {
		return "", diag.WithHint(fmt.Errorf("flake.lock: %w", reasonOf(err)), "a catalog is of what flake.lock pins: nix flake lock")
	}
	return catalog.Digest(text), nil
}

// cachedCatalog is the file in the cache folder that keeps the catalog of a lock; "" where there is no
// folder.
func cachedCatalog(lock string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "mxmcheck", "catalogs", lock+".gz")
}

// knownCatalog is the catalog of a repository's lock; note says why one is left out.
type knownCatalog struct {
	found *catalog.Catalog // nil if there is none
	note  string
}

// catalog finds the catalog of the repository's lock: the configuration's file, else that in the cache
// folder.
func (r *repository) catalog() *knownCatalog {
	if r.known == nil {
		found, note := r.readCatalog()
		r.known = &knownCatalog{found, note}
	}
	return r.known
}

func (r *repository) readCatalog() (found *catalog.Catalog, note string) {
	lock, err := lockDigest(r)
	if err != nil {
		return nil, ""
	}
	if r.config.Catalog != "" {
		if found, note = r.readOneCatalog(filepath.Join(r.root, filepath.FromSlash(r.config.Catalog)), r.config.Catalog, lock); found != nil {
			return found, ""
		}
	}
	file := cachedCatalog(lock)
	if _, err := os.Stat(file); err != nil {
		return nil, note
	}
	cached, why := r.readOneCatalog(file, "of the cache folder", lock)
	if cached != nil {
		return cached, ""
	}
	return nil, cmp.Or(note, why)
}

func (r *repository) readOneCatalog(file, name, lock string) (*catalog.Catalog, string) {
	left := func(why error) string {
		return fmt.Sprintf("the catalog %s is left out: %v; mxmcheck catalog takes it anew", name, why)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, left(reasonOf(err))
	}
	found, err := r.earlier.catalog(file, text)
	switch {
	case err != nil:
		return nil, left(err)
	case found.Lock != lock:
		return nil, left(errors.New("it is of another flake.lock"))
	}
	return found, ""
}
