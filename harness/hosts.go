package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// Host is one host of the flake.
type Host struct {
	host.ID
	System string // as in x86_64-linux; "" if evaluation does not tell
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
	systems, err := r.systems(ctx, systemsOf+" "+outputOf(kind))
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

// systems evaluates an expression of the flake to systems by host.
func (r *Runner) systems(ctx context.Context, expression string) (map[string]string, error) {
	out, err := r.nix(ctx, r.evalFlags(expression)...)
	if err != nil {
		return nil, err
	}
	var systems map[string]string
	if err := json.Unmarshal(bytes.TrimSpace(out), &systems); err != nil {
		return nil, fmt.Errorf("nix named the hosts as %q: %w", out, err)
	}
	return systems, nil
}

// systemsApart asks for the system of each host in a process of its own. A host that does not
// evaluate has none; why not is what Eval tells.
func (r *Runner) systemsApart(ctx context.Context, kind host.Kind) (map[string]string, error) {
	names, err := r.systems(ctx, `builtins.mapAttrs (_: _: "") `+outputOf(kind))
	if err != nil {
		return nil, err
	}
	hosts := make([]string, 0, len(names))
	for name := range names {
		hosts = append(hosts, name)
	}
	found := make([]string, len(hosts))
	var group errgroup.Group
	group.SetLimit(max(1, r.options.Jobs))
	for i, name := range hosts {
		group.Go(func() error {
			quoted := probe.NixString(name)
			one, err := r.systems(ctx, fmt.Sprintf("(%s) { %s = %s.%s; }", systemsOf, quoted, outputOf(kind), quoted))
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
