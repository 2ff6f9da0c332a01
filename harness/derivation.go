package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"strings"

	"github.com/nix-community/go-nix/pkg/derivation"
	"golang.org/x/sync/errgroup"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// Derived is the derivation that builds a host: its system, or its home.
type Derived struct {
	Path   string // in the store; "" if it is not known
	Reason string // why not
}

// Derivations evaluates what builds each host, as many at once as Eval. Nothing is built.
func (r *Runner) Derivations(ctx context.Context, hosts []Host) ([]Derived, error) {
	derived := make([]Derived, len(hosts))
	memory := newAdmission(r.options)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, r.options.Jobs))
	for i, one := range hosts {
		group.Go(func() error {
			leave, err := memory.enter(ctx, one.ID, false)
			if err != nil {
				return err
			}
			defer leave()
			derived[i] = r.derived(ctx, one)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return nil
		})
	}
	return derived, group.Wait()
}

func (r *Runner) derived(ctx context.Context, one Host) Derived {
	kind, _ := host.KindNamed(one.Kind)
	expression := fmt.Sprintf("%s.%s.%s.drvPath", one.set(), probe.NixString(one.attr()), kind.Built)
	out, err := r.nix(ctx, r.evalFlags(expression)...)
	if err != nil {
		return Derived{Reason: fmt.Sprintf("%s does not evaluate: %s", kind.Built, strings.TrimPrefix(err.Error(), "nix: "))}
	}
	var name string
	if err := json.Unmarshal(out, &name); err != nil || !strings.HasSuffix(name, ".drv") {
		return Derived{Reason: kind.Built + " is no derivation"}
	}
	return Derived{Path: name}
}

// drv is a derivation as it stands in the store.
type drv = derivation.Derivation

// readDerivation reads what nix wrote to the store.
func (r *Runner) readDerivation(name string) (*drv, error) {
	file, err := os.Open(r.storeDir + strings.TrimPrefix(name, r.storeDir))
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("it is not in the store")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", storePathName(name), err)
	}
	defer file.Close() // only read from
	read, err := derivation.ReadDerivation(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", storePathName(name), err)
	}
	return read, nil
}

// sameOutputs reports whether two derivations build the same: they may differ in how something
// whose hash is known is fetched.
func sameOutputs(a, b *drv) bool {
	return maps.EqualFunc(a.Outputs, b.Outputs, func(x, y *derivation.Output) bool { return x.Path != "" && x.Path == y.Path })
}

// fixed is what an output's content has to be, where that is known beforehand.
func fixed(d *drv, output string) string {
	o, ok := d.Outputs[output]
	switch {
	case !ok:
		return ""
	case o.Hash == "":
		return "built"
	}
	return "fixed to " + o.HashAlgorithm + ":" + o.Hash
}
