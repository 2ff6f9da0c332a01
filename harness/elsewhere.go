package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"mxmcheck/analyzer/host"
)

// Elsewhere is an output that looks like a set of hosts and is not looked into.
type Elsewhere struct {
	Place string // as hosts-in takes it: systems are Any
	Hosts int    // names there, of all systems
}

// lookTime bounds the look at what else the flake has: nothing depends on it.
const lookTime = 10 * time.Second

// Elsewhere finds outputs that look like sets of hosts and that no place leads to. Other outputs may
// fail in every way: an error means only that they could not be looked at.
func (r *Runner) Elsewhere(ctx context.Context) ([]Elsewhere, error) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	out, err := r.nix(ctx, r.evalFlags(elsewhereExpression())...)
	if err != nil {
		return nil, err
	}
	var sets []struct {
		At    []string
		Hosts int
	}
	if err := json.Unmarshal(bytes.TrimSpace(out), &sets); err != nil {
		return nil, fmt.Errorf("nix named other outputs as %q: %w", out, err)
	}
	var found []Elsewhere
	for _, set := range sets {
		if slices.ContainsFunc(r.options.Places, func(p host.Place) bool { return p.Holds(set.At) }) {
			continue
		}
		text := placeText(set.At)
		if i := slices.IndexFunc(found, func(e Elsewhere) bool { return e.Place == text }); i >= 0 {
			found[i].Hosts += set.Hosts
			continue
		}
		found = append(found, Elsewhere{text, set.Hosts})
	}
	return found, nil
}

var systemName = regexp.MustCompile(`^` + systems + `$`)

// systems are the names of platforms, as a regular expression that Nix knows too.
const systems = "[a-z0-9_]+-(linux|darwin|freebsd|netbsd|openbsd|windows|cygwin|none)"

// placeText is a path as hosts-in takes it.
func placeText(path []string) string {
	names := slices.Clone(path)
	for i, name := range names {
		if i > 0 && systemName.MatchString(name) {
			names[i] = host.Any
		}
	}
	return strings.Join(names, ".")
}

// elsewhereExpression lists sets that have the name of an output of hosts, in an output or in what
// an output has for a system, and sets whose first value is what a configuration evaluates to.
func elsewhereExpression() string {
	var outputs []string
	for _, place := range host.OwnPlaces() {
		outputs = append(outputs, place.Text)
	}
	return fmt.Sprintf(`let
  inherit (builtins) attrNames concatMap elem head isAttrs length match removeAttrs tryEval;
  kinds = %s;
  packages = [ "packages" "legacyPackages" "devShells" "checks" "apps" "formatter" "bundlers" "hydraJobs" "lib" "overlays" "templates" ];
  ifSet = value: let found = tryEval (if isAttrs value && (value.type or null) != "derivation" then value else { }); in if found.success then found.value else { };
  isHost = value: let found = ifSet value; in found ? config && found ? options && (found ? extendModules || found ? pkgs || found ? _module);
  entry = at: value: let names = attrNames (ifSet value); in if names == [ ] then [ ] else [ { inherit at; hosts = length names; } ];
  named = at: set: concatMap (kind: if set ? ${kind} then entry (at ++ [ kind ]) set.${kind} else [ ]) kinds;
  ofHosts = at: set: let names = attrNames set; in if names != [ ] && isHost set.${head names} then entry at set else [ ];
  known = name: elem name packages || match ".*Modules?" name != null;
  look = at: set:
    named at set ++ (if known (head at) then [ ] else ofHosts at set)
    ++ (if length at == 1 && !(known (head at)) && set ? nodes then ofHosts (at ++ [ "nodes" ]) (ifSet set.nodes) else [ ]);
  outputs = removeAttrs (ifSet (%s.outputs or { })) kinds;
in concatMap (name: let set = ifSet outputs.${name}; in
  look [ name ] set
  ++ concatMap (system: if match %q system == null then [ ] else look [ name system ] (ifSet set.${system})) (attrNames set)
) (attrNames outputs)`, nixNames(outputs), outputName, systems)
}
