package link

import (
	"cmp"
	"slices"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
)

// homes is home-manager's function that makes a home. Its argument is { pkgs, modules ? [ ], lib ? pkgs.lib, … }: pkgs alone
// must be given. nixosSystem and darwinSystem need modules, and nothing else.
const homes = "homeManagerConfiguration"

// macs makes macOS hosts.
const macs = "darwinSystem"

// before2211 are arguments that homeManagerConfiguration took before release 22.11, which had a default for pkgs.
var before2211 = []string{"configuration", "system", "username", "homeDirectory"}

// lacksPackages notes that a home is made without pkgs, where it is home-manager's own function that is called.
func (h *Host) lacksPackages(l *Flake, arg eval.Value) {
	set, ok := arg.(*eval.Set)
	from := h.made.From
	if !ok || !set.Whole() || set.Attrs["pkgs"] != nil || h.made.Maker != homes || from.Root != "inputs" || len(from.Path) == 0 || l.Repository(from.Path[0]) != "home-manager" {
		return
	}
	if slices.ContainsFunc(before2211, func(name string) bool { return set.Attrs[name] != nil }) {
		return
	}
	if u, ok := l.Machine.Fresh().Select(arg, "pkgs", h.made.At).(*eval.Unknown); ok {
		h.needs = u
	}
}

// makersCalled are the calls that make the hosts of the flake, and the functions that are called.
func (l *Flake) makersCalled() map[syntax.Node]string {
	called := map[syntax.Node]string{}
	for _, h := range l.Hosts {
		if h.made != nil && host.IsMaker(h.made.Maker) {
			called[h.made.At.Node] = h.made.Maker
		}
	}
	return called
}

// lackOfHost is lackOf for what the evaluation of a host lacks: of what its maker is called with, the maker needs it.
func (l *Flake) lackOfHost(u *eval.Unknown, called map[syntax.Node]string) (lack Lack, ok bool) {
	f := l.fileAt(u.At)
	if f == nil {
		return Lack{}, false
	}
	lack, ok = l.lackOf(f, u)
	if maker := called[u.At.Node]; maker != "" && (lack.Name == "modules" || lack.Name == "pkgs") {
		lack.Holder, lack.Call, lack.Needed = cmp.Or(lack.Holder, maker), true, true
	}
	return lack, ok
}
