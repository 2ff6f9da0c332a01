package harness

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// Options say how nix is to be run.
type Options struct {
	Nix            string // program; "nix" if empty
	Root           string // the flake's folder
	Files          Files  // as ListFiles gave them
	Jobs           int    // hosts at once
	Timeout        time.Duration
	Heap           uint64                               // bytes per host
	Memory         uint64                               // bytes that a host is expected to take, until it is known
	Budget         uint64                               // bytes that hosts may take together; 0 for a share of what is free
	Peaks          string                               // file that keeps what hosts took; "" for none
	Times          string                               // file that keeps how long hosts took; "" for none
	Endings        string                               // file that keeps what ended their walks; "" for none
	SelfAttributes func(flakeNix []byte) SelfAttributes // reads them from its text; nil: there are none
	Places         []host.Place                         // further outputs that hold hosts
	Overrides      []Override                           // for the flake's inputs
	Roots          []string                             // option paths recorded whole
	Effects        bool                                 // record what the repository defines outside the roots
	Secrets        []string                             // patterns of option paths whose values are never written, beside those that are secret by their names
	Exact          bool                                 // the outcomes are compared with each other: see probe.Exact
	Store          string                               // nix's --store; "" for its own choice
	EvalStore      string                               // nix's --eval-store, likewise
	AllowIFD       bool                                 // what an evaluation imports from derivations may be built
	StandIns       bool                                 // the overrides are the built-in stand-ins
	Watch          Watcher                              // nil if nobody does
	way            string                               // for tests: see probe.Args.Way
}

// Watcher is called as a run goes on; Started and Ended by many at once.
type Watcher interface {
	Fetching(inputs []string)
	Hosts(count int) // so many are to be evaluated; Finished follows, whatever comes between
	Started(Host)
	Ended(Outcome)
	Finished()
}

type nobody struct{}

func (nobody) Fetching([]string) {}
func (nobody) Hosts(int)         {}
func (nobody) Started(Host)      {}
func (nobody) Ended(Outcome)     {}
func (nobody) Finished()         {}

// Override replaces one input of the flake.
type Override struct {
	Input, Ref string
	ID         string // of a stand-in: what its paths are compared by, which otherwise change with each use of a package
}

// storeEntry is a place in the default store, by its hash: what stands there never changes.
var storeEntry = regexp.MustCompile(`^(?:path:)?(/nix/store/[0-9a-df-np-sv-z]{32}-[^/?#]+)(?:[?#].*)?$`)

// Fixed reports whether what the input is given is the same as long as the reference is: a place in the
// store, which is no link out of it.
func (o Override) Fixed() bool {
	place := storeEntry.FindStringSubmatch(o.Ref)
	if place == nil {
		return false
	}
	info, err := os.Lstat(place[1])
	return err == nil && info.Mode()&fs.ModeSymlink == 0
}

// Runner has nix evaluate one frozen copy of a flake. Close it.
type Runner struct {
	options  Options
	version  version
	scratch  scratch // holds the flake that wraps the frozen copy
	frozen   frozen
	store    []string // flags that choose another store
	storeDir string   // that store's folder; "" for the machine's own
	offline  bool     // every input is here: nix is to fetch nothing
	sources  sources
	secrets  Secrets
	known    *knownSecrets

	definers  map[string]bool // see definers
	unfetched error           // why some inputs are not here
	ends      *endings        // of the hosts that are evaluated
	reader    *probe.Reader   // of their walks
}

// Open freezes the flake and lets nix look at it once.
func Open(ctx context.Context, options Options) (*Runner, error) {
	if options.Nix == "" {
		options.Nix = "nix"
	}
	if options.Watch == nil {
		options.Watch = nobody{}
	}
	if !exists(filepath.Join(options.Root, "flake.nix")) {
		return nil, diag.WithHint(fmt.Errorf("no flake.nix in %s", options.Root), "run it in a flake repository, or name one with -C")
	}
	if options.Files.Git && !slices.Contains(options.Files.Tracked, "flake.nix") {
		return nil, diag.WithHint(errors.New("flake.nix is not tracked by git, so nix does not see it"), "git add flake.nix")
	}
	hidden, err := NewSecrets(options.Secrets)
	if err != nil {
		return nil, err
	}
	folder, err := newScratch()
	if err != nil {
		return nil, err
	}
	r := &Runner{options: options, scratch: folder, secrets: hidden, known: &knownSecrets{}}
	if err := r.open(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Inputs are the inputs of the flake, overridden ones among them, each by its name and by what it holds.
func (r *Runner) Inputs() []string {
	list := make([]string, len(r.sources.inputs))
	for i, in := range r.sources.inputs {
		list[i] = in.name + " " + r.heldBy(in)
	}
	return list
}

// heldBy tells what an input holds: its store path is made from that. Of a folder that is given by its path, nix copies the
// checkout of git too, whose index has the times of its files: no two machines have the same for one commit. What
// is checked out is compared in place of it.
func (r *Runner) heldBy(in input) string {
	folder := r.sources.store + in.store
	if exists(filepath.Join(folder, ".git")) {
		if digest, err := digestWithout(folder, ".git"); err == nil {
			return digest
		}
	}
	return filepath.Base(in.store)
}

// Close removes the frozen copy.
func (r *Runner) Close() error { return r.scratch.remove() }

func (r *Runner) open(ctx context.Context) (err error) {
	if r.version, err = r.probeVersion(ctx); err != nil {
		return err
	}
	r.store, r.storeDir = r.options.stores()
	if err := r.freeze(ctx); err != nil {
		return err
	}
	r.sources = sources{frozen: r.frozen.dir, self: r.frozen.store, prefix: r.options.Files.Prefix, store: r.storeDir}
	if r.definers, err = definers(r.frozen.dir); err != nil {
		return fmt.Errorf("read the work tree: %w", err)
	}
	if err := r.checkNested(); err != nil {
		return err
	}
	if err := r.checkLock(ctx); err != nil {
		return err
	}
	if err := r.wrap(ctx); err != nil {
		return err
	}
	return r.prefetch(ctx)
}

// flakeRef names the frozen flake.
func (r *Runner) flakeRef() string {
	if prefix := strings.TrimSuffix(r.options.Files.Prefix, "/"); prefix != "" {
		return "path:" + r.frozen.store + "?dir=" + prefix
	}
	return "path:" + r.frozen.store
}

// flakeDir is the frozen folder of flake.nix.
func (r *Runner) flakeDir() string { return filepath.Join(r.frozen.dir, r.options.Files.Prefix) }

// wrapperRef names the flake that is evaluated in place of the flake itself.
func (r *Runner) wrapperRef() string { return "path:" + r.scratch.wrapper() }

// wrap writes and locks the flake that is evaluated in place of the flake itself, and learns from its
// lock where every input is in the store.
func (r *Runner) wrap(ctx context.Context) error {
	if err := writeWrapper(r.scratch.wrapper(), r.frozen.store, r.options.Files.Prefix); err != nil {
		return err
	}
	if err := r.lockWrapper(ctx); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(r.scratch.wrapper(), "flake.lock"))
	if err != nil {
		return err
	}
	r.sources.inputs, err = lockedSources(text, filepath.Dir(r.frozen.store))
	return err
}

// prefetch brings the inputs that are not here, once for all processes of the run. From then on nix
// gets --offline. An input that cannot be had may be one that no host needs.
func (r *Runner) prefetch(ctx context.Context) error {
	missing := r.sources.missing()
	if len(missing) > 0 {
		r.options.Watch.Fetching(missing)
		if _, err := r.nix(ctx, append(r.version.prefetch(), r.wrapperRef())...); err != nil {
			r.unfetched = notHere(r.sources.missing(), err)
		}
	}
	r.offline = true
	return ctx.Err()
}

// notHere names inputs that could not be had; of many the first ones.
func notHere(inputs []string, err error) error {
	const shown = 3
	text := "the input " + inputs[0] + " is"
	switch rest := len(inputs) - shown; {
	case rest > 0:
		text = fmt.Sprintf("the inputs %s and %d more are", strings.Join(inputs[:shown], ", "), rest)
	case len(inputs) > 1:
		text = "the inputs " + strings.Join(inputs, ", ") + " are"
	}
	return diag.WithHint(fmt.Errorf("%s not here: %w", text, err), "evaluate where there is a network, or give it with --override-input; --stand-ins needs none")
}

// inStore runs the first command that writes to the store. Where the machine's own cannot be
// written, and no other was named, a store of our own is used from then on. It is also opened before many processes do at
// once: on a fresh store two of them can get into each other's way.
func (r *Runner) inStore(ctx context.Context, args ...string) ([]byte, error) {
	out, err := r.nix(ctx, args...)
	if err == nil || len(r.store) > 0 || errors.Is(err, exec.ErrNotFound) || errors.Is(err, errTimeout) || ctx.Err() != nil {
		return out, err
	}
	cache, cacheErr := os.UserCacheDir()
	if cacheErr != nil {
		return nil, err
	}
	store := filepath.Join(cache, "mxmcheck", "store")
	if mkdirErr := os.MkdirAll(store, 0o755); mkdirErr != nil {
		return nil, err
	}
	r.store, r.storeDir = []string{"--store", store}, store
	out, second := r.nix(ctx, args...)
	if second != nil {
		return nil, err
	}
	return out, nil
}
