package main

import (
	"context"
	"fmt"
	"slices"

	"mxmcheck/analyzer/diag"
	"mxmcheck/harness"
)

// outputs are the data of the flake that are recorded beside its hosts.
func (c evalConfig) outputs() ([]harness.Host, error) {
	outputs, err := harness.Outputs(c.Record)
	if err != nil {
		return nil, diag.WithHint(fmt.Errorf("record: %w", err), "as in terraform.hetzner, or deploy.nodes.*.{hostname,sshUser}")
	}
	return outputs, nil
}

// hostsAndOutputs lists all that has a snapshot.
func (e *evaluator) hostsAndOutputs(ctx context.Context) ([]harness.Host, error) {
	hosts, err := e.hosts(ctx)
	if err != nil {
		return nil, err
	}
	outputs, err := e.repo.config.Eval.outputs()
	return append(hosts, outputs...), err
}

// wantedOnSystems leaves out the hosts of other systems; outputs are of none.
func (e *evaluator) wantedOnSystems(ctx context.Context, chosen []harness.Host) (wanted []harness.Host, passed int, err error) {
	hosts := slices.DeleteFunc(slices.Clone(chosen), harness.Host.IsOutput)
	outputs := slices.DeleteFunc(slices.Clone(chosen), func(h harness.Host) bool { return !h.IsOutput() })
	hosts, passed, err = e.ofSystems(ctx, hosts)
	return append(hosts, outputs...), passed, err
}

// ofHosts are the outcomes of hosts, without those of outputs.
func ofHosts(outcomes []harness.Outcome) []harness.Outcome {
	return slices.DeleteFunc(slices.Clone(outcomes), func(o harness.Outcome) bool { return o.Host.IsOutput() })
}
