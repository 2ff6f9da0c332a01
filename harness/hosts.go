package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// Host is one host of the flake.
type Host struct {
	host.ID
	System string // as in x86_64-linux; "" if evaluation does not tell
}

// Hosts names every host of the flake, in the order of host.Compare. Only names are asked for: what
// system a host has is known once it is evaluated.
func (r *Runner) Hosts(ctx context.Context) ([]Host, error) {
	var expression strings.Builder
	for _, kind := range host.Kinds() {
		fmt.Fprintf(&expression, "%s = builtins.attrNames %s; ", probe.NixString(kind.Name), outputOf(kind))
	}
	out, err := r.nix(ctx, r.evalFlags("{ "+expression.String()+"}")...)
	if err != nil {
		return nil, err
	}
	var names map[string][]string
	if err := json.Unmarshal(bytes.TrimSpace(out), &names); err != nil {
		return nil, fmt.Errorf("nix named the hosts as %q: %w", out, err)
	}
	var hosts []Host
	for kind, list := range names {
		if slices.Contains(list, unknownNames) {
			return nil, diag.WithHint(errors.New("which hosts the flake has is not known: an input without a stand-in makes them"), "evaluate with the locked inputs instead, without --stand-ins")
		}
		for _, name := range list {
			hosts = append(hosts, Host{ID: host.ID{Kind: kind, Name: name}})
		}
	}
	if len(hosts) == 0 {
		return nil, diag.WithHint(errors.New("the flake has no hosts"), "hosts are the attributes of nixosConfigurations, darwinConfigurations and homeConfigurations")
	}
	slices.SortFunc(hosts, func(a, b Host) int { return host.Compare(a.ID, b.ID) })
	return hosts, nil
}

// Systems finds the system of each host, as Eval does, without walking it. A host that does not
// evaluate has none; why not is what Eval tells.
func (r *Runner) Systems(ctx context.Context, hosts []Host) ([]Host, error) {
	bare := *r
	bare.options.Roots, bare.options.Effects, bare.options.Watch = nil, false, nobody{}
	outcomes, err := bare.Eval(ctx, hosts)
	if err != nil {
		return nil, err
	}
	found := make([]Host, len(hosts))
	for i, o := range outcomes {
		found[i] = o.Host
	}
	return found, nil
}
