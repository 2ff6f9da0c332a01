package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"mxmcheck/analyzer/diag"
)

// Options say how nix is to be asked.
type Options struct {
	Nix       string // program; "nix" if empty
	Root      string // the flake's folder
	Files     Files  // as ListFiles gave them
	Jobs      int    // hosts at once
	Timeout   time.Duration
	Heap      uint64     // bytes per host
	Memory    uint64     // bytes that a host is expected to take, until it is known
	Budget    uint64     // bytes that hosts may take together; 0 for a share of what is free
	Peaks     string     // file that keeps what hosts took; "" for none
	Overrides []Override // for the flake's inputs
	Roots     []string   // option paths recorded whole
	Effects   bool       // record what the repository defines outside the roots
	Secrets   []string   // patterns of option paths whose values are kept as set or unset only
	Exact     bool       // the outcomes are compared with each other: see probe.Exact
	StandIns  bool       // the overrides are the built-in stand-ins
	Started   func(Host)
	Progress  func(Outcome)
}

// Override replaces one input of the flake.
type Override struct{ Input, Ref string }

// Runner asks nix about one frozen copy of a flake. Close it.
type Runner struct {
	options  Options
	scratch  scratch  // holds the frozen copy, and the flake that wraps it
	store    []string // flags that choose another store
	storeDir string   // that store's folder; "" for the machine's own
	sources  sources
	secrets  secrets

	lowDefinitions bool // the repository may define options at the priority of their defaults
}

// Open freezes the flake and lets nix look at it once.
func Open(ctx context.Context, options Options) (*Runner, error) {
	if options.Nix == "" {
		options.Nix = "nix"
	}
	if !exists(filepath.Join(options.Root, "flake.nix")) {
		return nil, diag.WithHint(fmt.Errorf("no flake.nix in %s", options.Root), "run it in a flake repository, or name one with -C")
	}
	if options.Files.Git && !slices.Contains(options.Files.Tracked, "flake.nix") {
		return nil, diag.WithHint(errors.New("flake.nix is not tracked by git, so nix does not see it"), "git add flake.nix")
	}
	hidden, err := newSecrets(options.Secrets)
	if err != nil {
		return nil, err
	}
	folder, err := newScratch()
	if err != nil {
		return nil, err
	}
	r := &Runner{options: options, scratch: folder, secrets: hidden}
	if err := r.open(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Close removes the frozen copy.
func (r *Runner) Close() error { return r.scratch.remove() }

// flakeDir is the frozen folder of flake.nix.
func (r *Runner) flakeDir() string { return filepath.Join(r.scratch.tree(), r.options.Files.Prefix) }

// pathRef is a folder, as nix names it.
func pathRef(dir string) string { return "path:" + dir }

func (r *Runner) open(ctx context.Context) error {
	folder, files := r.options.Files.whole(r.options.Root)
	if err := freeze(r.scratch.tree(), folder, files); err != nil {
		return err
	}
	var err error
	if r.lowDefinitions, err = definesDefaults(r.scratch.tree()); err != nil {
		return fmt.Errorf("read the work tree: %w", err)
	}
	if err := r.openStore(ctx); err != nil {
		return err
	}
	if err := r.checkLock(ctx); err != nil {
		return err
	}
	tree, err := r.nix(ctx, append([]string{"flake", "archive", "--json", "--dry-run", pathRef(r.flakeDir())}, r.flakeFlags()...)...)
	if err != nil {
		return err
	}
	if r.sources, err = newSources(r.scratch.tree(), tree); err != nil {
		return err
	}
	r.sources.store, r.sources.prefix = r.storeDir, r.options.Files.Prefix
	return r.wrap(ctx)
}

// wrap writes and locks the flake that is asked in place of the flake itself.
func (r *Runner) wrap(ctx context.Context) error {
	if err := writeWrapper(r.scratch, r.options.Files.Prefix); err != nil {
		return err
	}
	overrides := overrideFlags(outputName+"/", r.sources.stored(r.options.Overrides))
	if _, err := r.nix(ctx, append([]string{"flake", "lock", pathRef(r.scratch.wrapper())}, overrides...)...); err != nil {
		return err
	}
	if r.options.Files.Prefix == "" {
		return nil
	}
	// The archive was of the flake's folder alone.
	out, err := r.nix(ctx, r.evalFlags(outputName+".sourceInfo.outPath")...)
	if err != nil {
		return err
	}
	return json.Unmarshal(out, &r.sources.self)
}

// openStore finds a store that can be written, and opens it before many processes do at once:
// on a fresh store two of them can get into each other's way.
func (r *Runner) openStore(ctx context.Context) error {
	_, err := r.nix(ctx, "eval", "--expr", `builtins.toFile "mxmcheck" ""`)
	if err == nil || errors.Is(err, exec.ErrNotFound) || errors.Is(err, errTimeout) || ctx.Err() != nil {
		return err
	}
	cache, cacheErr := os.UserCacheDir()
	if cacheErr != nil {
		return err
	}
	store := filepath.Join(cache, "mxmcheck", "store")
	if mkdirErr := os.MkdirAll(store, 0o755); mkdirErr != nil {
		return err
	}
	r.store, r.storeDir = []string{"--store", store}, store
	if _, second := r.nix(ctx, "eval", "--expr", `builtins.toFile "mxmcheck" ""`); second != nil {
		return err
	}
	return nil
}
