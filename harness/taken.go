package harness

import (
	"slices"

	"mxmcheck/harness/probe"
)

// What a host takes from its inputs stands among its effects: modules of inputs that it imports (imports) and disables
// (disabledModules), who makes the host (modulesPath), and, under the stand-ins, what its packages are made of (pkgs).
// So does what the repository declares outside the roots (options): an input may have the same option.

// IsTaken reports whether an effect is no definition: its path is of what a host, or a home in it, takes from its
// inputs, or declares outside the roots.
func IsTaken(path string) bool {
	_, parts := ofHome(probe.SplitPath(path))
	return len(parts) == 1 && isModules(parts[0]) || len(parts) == 1 && parts[0] == makerPath || parts[0] == "pkgs" || isDeclared(parts)
}

// ofHome parts the path of an effect into that of the home, if it is of one in a host, and the rest.
func ofHome(parts []string) (home, rest []string) {
	if len(parts) > 3 && parts[0] == "home-manager" && parts[1] == "users" {
		return parts[:3], parts[3:]
	}
	return nil, parts
}

func isDeclared(parts []string) bool { return len(parts) > 1 && parts[0] == "options" }

func declares(path string) bool {
	_, parts := ofHome(probe.SplitPath(path))
	return isDeclared(parts)
}

// definedPath is the path of the option that an effect is of.
func definedPath(path string) []string {
	parts := probe.SplitPath(path)
	if home, rest := ofHome(parts); isDeclared(rest) {
		return slices.Concat(home, rest[1:])
	}
	return parts
}

func isModules(name string) bool { return name == "imports" || name == "disabledModules" }

// namesModules reports whether an effect names modules. Which ones is all that is recorded of them: the files of inputs
// are up to the lock, and what is imported of the repository is evaluated.
func namesModules(path string) bool {
	parts := probe.SplitPath(path)
	return IsTaken(path) && isModules(parts[len(parts)-1])
}

// makerPath is where each host has an effect.
const makerPath = "modulesPath"

// TakenNotCompared is how many effects say what a host takes from its inputs, and are not compared, because the
// snapshot before does not say it: it was taken by an mxmcheck that did not tell it.
func TakenNotCompared(before, after Snapshot) int {
	if before.StandIn != after.StandIn || tellsTaken(before) || !tellsTaken(after) {
		return 0
	}
	return len(after.Effects) - len(withoutTaken(after.Effects))
}

func tellsTaken(s Snapshot) bool {
	return slices.ContainsFunc(s.Effects, func(r Record) bool { return r.Path == makerPath })
}

func withoutTaken(effects []Record) []Record {
	return slices.DeleteFunc(slices.Clone(effects), func(r Record) bool { return IsTaken(r.Path) })
}
