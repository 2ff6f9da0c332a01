.PHONY: nix-matrix
nix-matrix: go ## run the tests that ask nix with Nix 2.8, 2.26 and 2.34, from Debian roots below NIX_ROOTS; VERSIONS="2.34" for one
	@GO="$(GO)" make/nix-matrix.sh $(VERSIONS)
