# A fleet on a complete NixOS, which is too large to be part of any test that runs by itself:
# fixtures/real/fleet.txtar, and NIXOS, the folder of a nixpkgs flake. What its mutations amount to is in
# fixtures/real/mutations.

.PHONY: real-nixos
real-nixos: nix go ## check what is said of a fleet on a complete NixOS: NIXOS=DIR, a nixpkgs flake
	@if [ -z "$(NIXOS)" ]; then echo "mxmcheck: which nixpkgs? make real-nixos NIXOS=DIR" >&2; exit 2; fi
	MXMCHECK_NIXOS="$(abspath $(NIXOS))" $(GO) test ./harness -count=1 -v -timeout 1h -run 'OfARealFleet$$'
	MXMCHECK_NIXOS="$(abspath $(NIXOS))" $(GO) test $(GOFLAGS_BUILD) ./cmd/mxmcheck -count=1 -v -timeout 1h -run 'OfARealFleet$$'
