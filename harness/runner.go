package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// Options say how nix is to be asked.
type Options struct {
	Nix       string // program; "nix" if empty
	Root      string // the flake's folder
	Files     Files  // as ListFiles gave them
	Jobs      int    // hosts at once
	Timeout   time.Duration
	Heap      uint64     // bytes per host
	Overrides []Override // for the flake's inputs
	Roots     []string   // option paths recorded whole
	Effects   bool       // record what the repository defines outside the roots
	StandIns  bool       // the overrides are the built-in stand-ins
	Progress  func(Outcome)
}

// Override replaces one input of the flake.
type Override struct{ Input, Ref string }

// Runner asks nix about one frozen copy of a flake. Close it.
type Runner struct {
	options  Options
	dir      string   // the frozen copy
	store    []string // flags that choose another store
	storeDir string   // that store's folder; "" for the machine's own
	sources  sources
}

// Host is one host of the flake.
type Host struct {
	host.ID
	System string // as in x86_64-linux; "" if evaluation does not tell
}

// Open freezes the flake and lets nix look at it once.
func Open(ctx context.Context, options Options) (*Runner, error) {
	if options.Nix == "" {
		options.Nix = "nix"
	}
	if _, err := os.Stat(filepath.Join(options.Root, "flake.nix")); err != nil {
		return nil, diag.WithHint(fmt.Errorf("no flake.nix in %s", options.Root), "run it in a flake repository, or name one with -C")
	}
	if options.Files.Git && !slices.Contains(options.Files.Tracked, "flake.nix") {
		return nil, diag.WithHint(errors.New("flake.nix is not tracked by git, so nix does not see it"), "git add flake.nix")
	}
	dir, err := freeze(options.Root, options.Files)
	if err != nil {
		return nil, err
	}
	r := &Runner{options: options, dir: dir}
	if err := r.look(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Close removes the frozen copy.
func (r *Runner) Close() error { return os.RemoveAll(r.dir) }

func (r *Runner) look(ctx context.Context) error {
	if err := r.openStore(ctx); err != nil {
		return err
	}
	if err := r.checkLock(ctx); err != nil {
		return err
	}
	tree, err := r.nix(ctx, append([]string{"flake", "archive", "--json", "--dry-run", "path:" + r.dir}, r.flakeFlags()...)...)
	if err != nil {
		return err
	}
	if r.sources, err = newSources(r.dir, tree); err != nil {
		return err
	}
	r.sources.store = r.storeDir
	r.options.Overrides = r.sources.stored(r.options.Overrides)
	return nil
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

// checkLock refuses a lock file that lacks an input: with overrides nix itself no longer does.
func (r *Runner) checkLock(ctx context.Context) error {
	declared, err := r.nix(ctx, "eval", "--json", "--file", filepath.Join(r.dir, "flake.nix"), "--apply", "flake: builtins.attrNames (flake.inputs or { })")
	if err != nil {
		return err
	}
	var names []string
	if err := json.Unmarshal(declared, &names); err != nil {
		return fmt.Errorf("nix named the inputs as %q: %w", declared, err)
	}
	locked, err := lockedInputs(filepath.Join(r.dir, "flake.lock"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if !slices.Contains(locked, name) {
			return diag.WithHint(fmt.Errorf("flake.lock lacks the input %q that flake.nix declares", name), "nix flake lock, and commit flake.lock")
		}
	}
	return nil
}

// LockedInputs names the inputs that the flake.lock in root holds for the flake itself, sorted.
func LockedInputs(root string) ([]string, error) {
	names, err := lockedInputs(filepath.Join(root, "flake.lock"))
	slices.Sort(names)
	return names, err
}

func lockedInputs(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var lock struct {
		Root  string
		Nodes map[string]struct{ Inputs map[string]any }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return nil, fmt.Errorf("flake.lock: %w", err)
	}
	var names []string
	for name := range lock.Nodes[lock.Root].Inputs {
		names = append(names, name)
	}
	return names, nil
}

func (r *Runner) flakeFlags() []string {
	flags := []string{"--no-update-lock-file"}
	for _, o := range r.options.Overrides {
		flags = append(flags, "--override-input", o.Input, o.Ref)
	}
	return flags
}

// sealed are the flags of every call: nothing is built, fetched by a configuration of the flake,
// or remembered.
func (r *Runner) sealed() []string {
	return append([]string{
		"--extra-experimental-features", "nix-command flakes",
		"--option", "eval-cache", "false",
		"--option", "accept-flake-config", "false",
		"--option", "allow-import-from-derivation", "false",
		"--option", "warn-dirty", "false",
		"--log-format", "internal-json",
	}, r.store...)
}

func (r *Runner) env() []string {
	env := gitEnv(r.dir)
	// Newer versions look at the features before they read flags that stand behind the command.
	env = append(env, "NIX_CONFIG="+strings.TrimPrefix(os.Getenv("NIX_CONFIG")+"\nextra-experimental-features = nix-command flakes", "\n"))
	if heap := r.options.Heap; heap > 0 {
		env = append(env, "GC_MAXIMUM_HEAP_SIZE="+strconv.FormatUint(heap, 10))
		if heap < 384<<20 { // nix's own choice for the first heap
			env = append(env, "GC_INITIAL_HEAP_SIZE="+strconv.FormatUint(heap/2, 10))
		}
	}
	return env
}

// nix asks once and gives the answer; what nix complains of becomes one error.
func (r *Runner) nix(ctx context.Context, args ...string) ([]byte, error) {
	ctx, cancel := r.withTimeout(ctx)
	defer cancel()
	var last logRecord
	var plain string
	out, err := stream(ctx, r.dir, r.env(), func(line string) {
		if record, ok := parseLog(line); ok && record.isError() {
			last = record
		} else if !ok && !strings.HasPrefix(line, "@nix ") {
			plain = line
		}
	}, r.options.Nix, append(args, r.sealed()...)...)
	if err == nil {
		return out, nil
	}
	return nil, r.nixError(ctx, err, last, plain)
}

func (r *Runner) nixError(ctx context.Context, err error, last logRecord, plain string) error {
	switch {
	case errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist):
		return diag.WithHint(fmt.Errorf("nix is not here: %w", err), "install it (Debian: apt install nix-bin), or name it with --nix")
	case errors.Is(err, errTimeout) || ctx.Err() != nil:
		return err
	}
	text := r.sources.text(firstOf(last.RawMsg, strings.TrimPrefix(last.Msg, "error: "), strings.TrimPrefix(plain, "error: "), err.Error()))
	hint := "the flake itself does not evaluate; nix flake show says more"
	if strings.Contains(text, "unrecognised flag") || strings.Contains(text, "unknown setting") {
		hint = "mxmcheck needs Nix 2.8 or newer"
	}
	return diag.WithHint(fmt.Errorf("nix: %s", text), hint)
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

var errTimeout = errors.New("it took longer than it may")

func (r *Runner) withTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	if r.options.Timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, r.options.Timeout, fmt.Errorf("%w (%s)", errTimeout, r.options.Timeout))
}

// evalFlags evaluate an output of hosts. The system is one that nobody has: nix would otherwise
// look into packages.<system> first, and one broken package would fail every host.
func (r *Runner) evalFlags(output, apply string) []string {
	flags := []string{"eval", "--json", "--option", "system", "none-none", "path:" + r.dir + "#" + output, "--apply", apply}
	return append(flags, r.flakeFlags()...)
}

// Hosts names every host of the flake, in the order of host.Compare.
func (r *Runner) Hosts(ctx context.Context) ([]Host, error) {
	var hosts []Host
	for _, kind := range host.Kinds() {
		found, err := r.hostsOf(ctx, kind)
		if err != nil {
			return nil, err
		}
		hosts = append(hosts, found...)
	}
	if len(hosts) == 0 {
		return nil, diag.WithHint(errors.New("the flake has no hosts"), "hosts are the attributes of nixosConfigurations, darwinConfigurations and homeConfigurations")
	}
	slices.SortFunc(hosts, func(a, b Host) int { return host.Compare(a.ID, b.ID) })
	return hosts, nil
}

const systemsOf = `builtins.mapAttrs (_: one: let
  told = builtins.tryEval (one.pkgs.stdenv.hostPlatform.system or one.pkgs.system or one.config.nixpkgs.hostPlatform.system or one.config.nixpkgs.hostPlatform or "");
in if told.success && builtins.isString told.value then builtins.unsafeDiscardStringContext told.value else "")`

func (r *Runner) hostsOf(ctx context.Context, kind host.Kind) ([]Host, error) {
	systems, err := r.systems(ctx, kind, systemsOf)
	if missing(err, kind) {
		return nil, nil
	}
	if err != nil { // a host that does not evaluate has a name still, and hides no other's system
		systems, err = r.systemsApart(ctx, kind)
	}
	if err != nil {
		return nil, err
	}
	var hosts []Host
	for name, system := range systems {
		hosts = append(hosts, Host{ID: host.ID{Kind: kind.Name, Name: name}, System: system})
	}
	return hosts, nil
}

// systems applies a function to an output of hosts, and reads systems by host.
func (r *Runner) systems(ctx context.Context, kind host.Kind, apply string) (map[string]string, error) {
	out, err := r.nix(ctx, r.evalFlags(kind.Output, apply)...)
	if err != nil {
		return nil, err
	}
	var systems map[string]string
	if err := json.Unmarshal(bytes.TrimSpace(out), &systems); err != nil {
		return nil, fmt.Errorf("nix named the hosts of %s as %q: %w", kind.Output, out, err)
	}
	return systems, nil
}

// systemsApart asks for the system of each host in a process of its own. A host that does not
// evaluate has none; why not is what Eval tells.
func (r *Runner) systemsApart(ctx context.Context, kind host.Kind) (map[string]string, error) {
	names, err := r.systems(ctx, kind, `builtins.mapAttrs (_: _: "")`)
	if err != nil {
		return nil, err
	}
	hosts := slices.Collect(maps.Keys(names))
	found := make([]string, len(hosts))
	var group errgroup.Group
	group.SetLimit(max(1, r.options.Jobs))
	for i, name := range hosts {
		group.Go(func() error {
			quoted := probe.NixString(name)
			one, err := r.systems(ctx, kind, fmt.Sprintf("all: (%s) { %s = all.%s; }", systemsOf, quoted, quoted))
			if err == nil {
				found[i] = one[name]
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i, name := range hosts {
		names[name] = found[i]
	}
	return names, nil
}

// missing reports whether nix says that the flake does not have this output.
func missing(err error, kind host.Kind) bool {
	return err != nil && strings.Contains(err.Error(), "does not provide attribute") && strings.Contains(err.Error(), kind.Output)
}

func (r *Runner) args(name, nonce string, skip []string) probe.Args {
	return probe.Args{Nonce: nonce, Host: name, Roots: r.options.Roots, Sources: r.sources.spellings(), Effects: r.options.Effects, Skip: skip}
}
