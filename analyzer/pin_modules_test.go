package analyzer

import (
	"slices"
	"testing"

	"mxmcheck/analyzer/syntax"
)

// What the imports of a file take from pins, however they are written.
func TestPinsIn(t *testing.T) {
	for _, tt := range []struct {
		file string
		want []string
	}{
		{`{ imports = [ (import (import ../../npins).gateway) ]; }`, []string{"gateway"}},
		{`{ imports = [ ((import ./npins).gateway + "/module.nix") ]; }`, []string{"gateway"}},
		{`let sources = import ./npins; in { imports = [ sources.gateway "${sources.router}/x.nix" ]; }`, []string{"gateway", "router"}},
		{`let s = import ./npins/default.nix; inherit (s) gateway; in { imports = [ gateway ]; }`, []string{"gateway"}},
		{`let s = import ./nix/sources.nix { }; in { imports = [ (import s.gateway { }).nixosModules.y ]; }`, []string{"gateway"}},
		{`{ sources, ... }: { imports = map (n: sources.${n} + "/m.nix") [ "a" "b" ]; }`, []string{fetchedPin}},
		{`{ sources, ... }: let those = [ sources.gateway ]; in { imports = [ ./x.nix ] ++ those; }`, []string{"gateway"}},
		{`{ imports = [ "${builtins.fetchTarball "https://github.com/acme/gateway/archive/main.tar.gz"}/m.nix" ]; }`, []string{"gateway"}},
		{`let g = builtins.fetchTarball { url = "https://example.org/x.tar.gz"; }; in { imports = [ (g + "/m.nix") ]; }`, []string{fetchedPin}},
		{`let g = builtins.getFlake "github:acme/gateway"; in { imports = [ g.nixosModules.default ]; }`, []string{"gateway"}},
		{`{ pkgs, ... }: { imports = [ (pkgs.fetchFromGitHub { owner = "acme"; repo = "gateway"; } + "/m.nix") ]; }`, []string{"gateway"}},
		{`let lib = x; in lib.nixosSystem { modules = [ (import ./lon.nix).gateway ]; }`, []string{"gateway"}},
		{`{ imports = [ ((import ./npins).agenix + "/modules/age.nix") ((import ./npins)."home-manager" + "/nixos") ]; }`, nil},
		{`{ imports = [ (builtins.fetchTarball "https://github.com/nix-community/home-manager/archive/master.tar.gz" + "/nixos") ]; }`, nil},
		{`{ inputs, ... }: { imports = [ inputs.gateway.nixosModules.default ./sources ]; }`, nil},
		{`let sources = import ./npins; in { imports = [ ./a.nix ]; services.a.src = sources.gateway; }`, nil},
		{`let sources = { gateway = ./g; }; in { imports = [ sources.gateway ]; }`, nil},
		{`let all = import ./npins // { own = ./o; }; s = builtins.mapAttrs (_: p: p { }) all; in { imports = [ s.gateway ]; }`, []string{"gateway"}},
		{`{ sources, ... }: { imports = [ (import sources.flake-compat { src = sources.gateway; }).defaultNix.nixosModules.x ]; }`, []string{"gateway"}},
		{`{ sources, ... }: { imports = [ (import sources.flake-compat { src = sources.nix-index-database; }).defaultNix.nixosModules.x ]; }`, nil},
		{`let a = b; b = a; sources = a; in { imports = [ a sources.x ]; }`, nil},
	} {
		f := &File{File: syntax.Parse("a.nix", []byte(tt.file))}
		if got := pinsIn(f, "sources"); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.file, got, tt.want)
		}
	}
}
