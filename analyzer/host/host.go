// Package host is the table of host kinds: which flake output holds them, which function makes
// them, what their modules are called and called with.
//
// In: nothing. Out: Kinds, Kind, ID. A kind is one row; nothing else names them one by one. It
// refuses to look at any host: how one is evaluated is harness's, how one is found in source is
// analyzer's.
package host

import (
	"cmp"
	"slices"
)

// Kind is one kind of host.
type Kind struct {
	Name   string // the short word: in paths, on the command line, in JSON
	Output string // the flake output that holds the hosts
	Class  string // the module system's class of such a host's modules
	Label  string // the word in prose
	Built  string // the attribute path, within a host, of what is built of it

	Maker        string   // the function of an input that makes a host
	Modules      []string // the flake outputs that hold modules of the class
	Args         []string // arguments that its modules may take beside those of every module
	Guest        bool     // a host of another kind may hold such hosts, as a machine its users' homes
	GuestArgs    []string // arguments that its modules may take besides, inside of another host
	StateVersion string   // the option that every host must set, so that stored data keeps its format
}

// kinds are the rows, in report order.
var kinds = []Kind{
	{
		Name: "nixos", Output: "nixosConfigurations", Class: "nixos", Label: "NixOS", Built: "config.system.build.toplevel",
		Maker: "nixosSystem", Modules: []string{"nixosModules"}, StateVersion: "system.stateVersion",
		Args: []string{"utils", "baseModules", "extraModules", "modules", "noUserModules", "regularModules"},
	},
	{
		Name: "darwin", Output: "darwinConfigurations", Class: "darwin", Label: "macOS", Built: "config.system.build.toplevel",
		Maker: "darwinSystem", Modules: []string{"darwinModules"}, StateVersion: "system.stateVersion",
		Args: []string{"baseModules", "modules", "darwinConfig"},
	},
	{ // home-manager gives osConfig and its kin to every home, null where no machine is around: its modules/misc/submodule-support.nix
		Name: "home", Output: "homeConfigurations", Class: "homeManager", Label: "home", Built: "activationPackage",
		Maker: "homeManagerConfiguration", Modules: []string{"homeModules", "homeManagerModules"}, StateVersion: "home.stateVersion",
		Args: []string{"baseModules", "pkgsPath", "check", "useNixpkgsModule", "osConfig", "nixosConfig", "darwinConfig"}, Guest: true, GuestArgs: []string{"osClass"},
	},
}

// Kinds lists every kind, in report order. The list is shared: nobody changes it.
func Kinds() []Kind { return kinds }

// IsMaker reports whether a function of that name makes a host of some kind.
func IsMaker(name string) bool {
	return slices.ContainsFunc(kinds, func(k Kind) bool { return k.Maker == name })
}

// KindNamed finds a kind by its Name.
func KindNamed(name string) (Kind, bool) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// Outputs stands in an ID where the kind of a host would: it names data that a flake gives beside
// its hosts.
const Outputs = "outputs"

// ID names one host: the kind's Name and the attribute in the flake output.
type ID struct{ Kind, Name string }

func (id ID) String() string { return id.Kind + "/" + id.Name }

// Compare orders hosts by kind, in the order of Kinds, then by name.
func Compare(a, b ID) int {
	return cmp.Or(cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

// rank is the place of a kind; what is none comes last.
func rank(kind string) int {
	if i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == kind }); i >= 0 {
		return i
	}
	return len(kinds)
}
