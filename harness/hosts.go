package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// Host is one host of the flake, or data of the flake that are recorded beside the hosts: see Outputs.
type Host struct {
	host.ID
	System string   // as in x86_64-linux; "" if evaluation does not tell
	Set    string   // the attribute path of the set that holds it; "" for its kind's own output
	Attr   string   // its name in that set; "" where it is the host's own
	Paths  []string // of an output: what of it is recorded, sorted
}

// Same reports whether both have the same name and system, wherever they are in the flake.
func (h Host) Same(other Host) bool { return h.ID == other.ID && h.System == other.System }

// set is an expression for the set of the wrapped flake that holds the host; empty if there is none.
func (h Host) set() string { return fmt.Sprintf("(%s.%s or { })", outputName, h.setName()) }

// setName is the attribute path of that set.
func (h Host) setName() string {
	if h.Set != "" {
		return h.Set
	}
	kind, _ := host.KindNamed(h.Kind)
	return kind.Output
}

// attr is the host's name in that set.
func (h Host) attr() string {
	if h.Attr != "" {
		return h.Attr
	}
	return h.Name
}

// Listing is what a flake has of hosts.
type Listing struct {
	Hosts     []Host      // in the order of host.Compare
	Absent    []string    // places of the configuration at which there is no set
	Elsewhere []Elsewhere // what looks like more hosts, if that was wanted
}

// Hosts names every host of the flake. Only names are evaluated: what system a host has is known
// once it is evaluated.
func (r *Runner) Hosts(ctx context.Context) (Listing, error) {
	places := slices.Concat(host.OwnPlaces(), r.options.Places)
	out, err := r.nix(ctx, r.evalFlags(setsExpression(places))...)
	if err != nil {
		return Listing{}, err
	}
	var sets [][]hostSet
	if err := json.Unmarshal(bytes.TrimSpace(out), &sets); err != nil || len(sets) != len(places) {
		return Listing{}, fmt.Errorf("nix named the hosts as %q", out)
	}
	list := listing{taken: map[host.ID]bool{}, sets: slices.Concat(sets...)}
	for i, place := range places {
		if err := list.add(place, sets[i], i >= len(host.Kinds())); err != nil {
			return Listing{}, err
		}
	}
	slices.SortFunc(list.Hosts, func(a, b Host) int { return host.Compare(a.ID, b.ID) })
	return list.Listing, nil
}

// Some refuses a flake without hosts.
func (l Listing) Some() error {
	if len(l.Hosts) > 0 {
		return nil
	}
	return diag.WithHint(errors.New("the flake has no hosts"), "hosts are the attributes of nixosConfigurations, darwinConfigurations and homeConfigurations, and of the outputs that [eval] hosts-in names")
}

// hostSet is a set at a place.
type hostSet struct {
	At    []string // its path
	Names []string
	Stub  string // the input without a stand-in that makes it
}

// setsExpression gives, for each place, the sets that are there. What Any stands for may be no set.
func setsExpression(places []host.Place) string {
	var each strings.Builder
	for _, place := range places {
		fmt.Fprintf(&each, "(find false %s [ ] %s) ", nixNames(place.Path), outputName)
	}
	return fmt.Sprintf(`let
  tail = list: builtins.genList (i: builtins.elemAt list (i + 1)) (builtins.length list - 1);
  find = any: path: at: tree:
    if path == [ ] then (if any && !(builtins.isAttrs tree) then [ ] else [ { inherit at; names = builtins.attrNames tree; stub = tree.mxmcheckStub.input or ""; } ])
    else if !(builtins.isAttrs tree) then [ ]
    else let name = builtins.head path; in
      if name == %s then builtins.concatMap (one: find true (tail path) (at ++ [ one ]) tree.${one}) (builtins.attrNames tree)
      else if builtins.hasAttr name tree then find any (tail path) (at ++ [ name ]) tree.${name}
      else [ ];
in [ %s]`, probe.NixString(host.Any), each.String())
}

func nixNames(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = probe.NixString(name)
	}
	return "[ " + strings.Join(quoted, " ") + " ]"
}

// listing gathers hosts from places.
type listing struct {
	Listing
	taken map[host.ID]bool
	sets  []hostSet // of all places
}

// add takes the hosts of one place. A host whose name is taken has the path of its set before it; a
// set that holds others is no host.
func (l *listing) add(place host.Place, sets []hostSet, further bool) error {
	if further && len(sets) == 0 {
		l.Absent = append(l.Absent, place.Text)
	}
	for _, set := range sets {
		if slices.Contains(set.Names, unknownNames) {
			return unknownHosts(set.Stub)
		}
		for _, name := range set.Names {
			if l.leadsToHosts(append(slices.Clone(set.At), name)) {
				continue
			}
			one := Host{ID: host.ID{Kind: place.Kind.Name, Name: place.Name(set.At, name)}}
			if further {
				one.Set, one.Attr = attrPath(set.At), name
			}
			if l.taken[one.ID] {
				one.Name = strings.Join(set.At, ".") + "." + name
			}
			if l.taken[one.ID] {
				return fmt.Errorf("two hosts are named %s; the second one is in %s", one.ID, attrPath(set.At))
			}
			l.taken[one.ID] = true
			l.Hosts = append(l.Hosts, one)
		}
	}
	return nil
}

// leadsToHosts reports whether a set of hosts is at the path, or below it.
func (l *listing) leadsToHosts(path []string) bool {
	return slices.ContainsFunc(l.sets, func(set hostSet) bool {
		return len(path) <= len(set.At) && slices.Equal(path, set.At[:len(path)])
	})
}

var plainAttr = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_'-]*$`)

// attrPath is a path as Nix writes it.
func attrPath(names []string) string {
	var words []string
	for _, name := range names {
		if !plainAttr.MatchString(name) {
			name = probe.NixString(name)
		}
		words = append(words, name)
	}
	return strings.Join(words, ".")
}

// Systems finds the system of each host, as Eval does, without walking it. A host that does not
// evaluate has none; why not is what Eval says.
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

// unknownHosts says that the hosts come from an input that is stubbed, and what works with such a flake.
func unknownHosts(input string) error {
	if input == "" {
		return diag.WithHint(errors.New("which hosts the flake has is not known: an input without a stand-in makes them"),
			"evaluate with the locked inputs instead, without --stand-ins; mxmcheck lint needs neither")
	}
	return diag.WithHint(fmt.Errorf("which hosts the flake has is not known: the input %q makes them, and has no stand-in", input),
		"give this one as it is: --stand-ins --override-input "+input+" FLAKE; or evaluate with the locked inputs, without --stand-ins; mxmcheck lint needs neither")
}
