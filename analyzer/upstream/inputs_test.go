package upstream

import "testing"

// An address names its owner and its repository, in whatever form it is written.
func TestAddress(t *testing.T) {
	tests := []struct {
		address           Address
		owner, repository string
	}{
		{Address{URL: "github:someone/dots"}, "someone", "dots"},
		{Address{URL: "github:someone/dots/main?dir=x"}, "someone", "dots"},
		{Address{URL: "github:hercules-ci/flake-parts"}, "", "flake-parts"},
		{Address{URL: "gitlab:someone/dots"}, "someone", "dots"},
		{Address{URL: "git+ssh://git@github.com/someone/dots.git"}, "someone", "dots"},
		{Address{URL: "git+https://github.com/someone/dots.git?ref=main"}, "someone", "dots"},
		{Address{URL: "git+https://codeberg.org/someone/dots"}, "", "dots"},
		{Address{URL: "https://github.com/NixOS/nixpkgs/archive/x.tar.gz"}, "", "nixpkgs"},
		{Address{URL: "https://flakehub.com/f/hercules-ci/flake-parts/0.1.*"}, "", "flake-parts"},
		{Address{URL: "github:snowfallorg/lib?ref=v3.0.3"}, "snowfallorg", "snowfall-lib"},
		{Address{URL: "path:./parts/local"}, "", "local"},
		{Address{URL: "flake:flake-parts"}, "", "flake-parts"},
		{Address{URL: "flake-parts"}, "", "flake-parts"},
		{Address{Repo: "dots"}, "", "dots"},
		{Address{Follows: "hyprland/flake-parts"}, "", "flake-parts"},
		{Address{}, "", "named"},
	}
	for _, test := range tests {
		if owner, repository := test.address.OwnerOf(), test.address.RepositoryOf("named"); owner != test.owner || repository != test.repository {
			t.Errorf("%+v: owner %q, repository %q; want %q, %q", test.address, owner, repository, test.owner, test.repository)
		}
	}
}
