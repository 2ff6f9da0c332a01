package harness

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"mxmcheck/analyzer/diag"
)

// sealed are the flags of every call: nothing is built unless the
// configuration allows it, fetched by a configuration of the flake,
// or remembered; and nothing is fetched at all, once the inputs are here.
func (r *Runner) sealed() []string {
	flags := append([]string{
		"--extra-experimental-features", "nix-command flakes",
		"--option", "eval-cache", "false",
		"--option", "accept-flake-config", "false",
		"--option", "allow-import-from-derivation", strconv.FormatBool(r.options.AllowIFD),
		"--option", "warn-dirty", "false",
		"--log-format", "internal-json",
	}, r.version.sealed()...)
	if r.offline {
		flags = append(flags, "--offline")
	}
	return append(flags, r.store...)
}

// overrideFlags replace inputs of the wrapped flake.
func overrideFlags(overrides []Override) []string {
	var flags []string
	for _, o := range overrides {
		flags = append(flags, "--override-input", outputName+"/"+o.Input, o.Ref)
	}
	return flags
}

// evalFlags apply a function to the flake.
func (r *Runner) evalFlags(body string) []string {
	return []string{"eval", "--json", r.wrapperRef() + "#" + outputName, "--no-update-lock-file", "--apply", outputName + ": " + body}
}

func (r *Runner) env() []string {
	env := gitEnv(r.scratch.dir)
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

// nix runs one command and gives its output; what nix complains of becomes one error.
func (r *Runner) nix(ctx context.Context, args ...string) ([]byte, error) {
	return r.nixPlain(ctx, append(args, r.sealed()...)...)
}

// nixPlain runs one with no flags but those given.
func (r *Runner) nixPlain(ctx context.Context, args ...string) ([]byte, error) {
	ctx, cancel := r.withTimeout(ctx)
	defer cancel()
	var last logRecord
	var plain string
	out, _, err := stream(ctx, r.scratch.dir, r.env(), func(text []byte) {
		line := string(text)
		if record, ok := parseLog(line); ok && record.isError() {
			last = record
		} else if !ok && !strings.HasPrefix(line, "@nix ") {
			plain = line
		}
	}, r.options.Nix, args...)
	if err == nil {
		return out, nil
	}
	return nil, r.nixError(ctx, err, last, plain)
}

// newerInput matches what versions of nix say of an input, or a lock, that has what they do not know.
var newerInput = regexp.MustCompile(`unsupported (?:\w+ )*input attribute|input attribute '[^']*' not supported by scheme|has unsupported version \d|unsupported lock file version`)

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
	if newerInput.MatchString(text) && r.version.flavour != "" {
		hint = fmt.Sprintf("%s is %s %d.%d, and a newer one wrote what flake.lock or flake.nix says of an input; name a newer one with --nix", r.options.Nix, r.version.flavour, r.version.major, r.version.minor)
	}
	if store := storeHint(last, text); store != "" {
		text, hint = "the store cannot be opened: "+text, store
	}
	return diag.WithHint(fmt.Errorf("nix: %s", r.hideMessage(withoutFlags(text))), hint)
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
