package facts

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/host"
)

// Class is a set of kinds of configurations: of each row of host.Kinds a bit, in its order, and
// FlakeParts. The zero Class says that none is known.
type Class uint16

// The classes of modules. A test holds the names of hosts' kinds against the table.
const (
	NixOS Class = 1 << iota
	Darwin
	Home

	FlakeParts Class = 1 << 15 // of the flake itself: no kind of hosts
)

// flakeParts is how modules of flake-parts are called where classes have names.
const flakeParts = "flake-parts"

// Every is all classes.
func Every() Class {
	all := FlakeParts
	for i := range host.Kinds() {
		all |= 1 << i
	}
	return all
}

// Has reports whether one of the kinds is among c.
func (c Class) Has(kinds Class) bool { return c&kinds != 0 }

// Each gives the kinds in c one by one.
func (c Class) Each() []Class {
	var each []Class
	for i := range 16 {
		if kind := Class(1) << i; c.Has(kind) {
			each = append(each, kind)
		}
	}
	return each
}

// Kind is the row of the table that c is the class of; ok is false if c is no class of hosts, or
// more than one.
func (c Class) Kind() (kind host.Kind, ok bool) {
	for i, kind := range host.Kinds() {
		if c == 1<<i {
			return kind, true
		}
	}
	return host.Kind{}, false
}

func (c Class) String() string {
	var names []string
	for i, kind := range host.Kinds() {
		if c.Has(1 << i) {
			names = append(names, kind.Name)
		}
	}
	if c.Has(FlakeParts) {
		names = append(names, flakeParts)
	}
	return strings.Join(names, "+")
}

// classOfModules knows the names by which flake-parts' flake.modules keeps kinds of modules apart.
func classOfModules(name string) Class {
	for i, kind := range host.Kinds() {
		if kind.Class == name {
			return 1 << i
		}
	}
	if name == "flake" {
		return FlakeParts
	}
	return 0
}

// ClassOfOutput knows the flake outputs that hold hosts and modules.
func ClassOfOutput(output string) Class {
	for i, kind := range host.Kinds() {
		if kind.Output == output || slices.Contains(kind.Modules, output) {
			return 1 << i
		}
	}
	if output == "flakeModules" {
		return FlakeParts
	}
	return 0
}
