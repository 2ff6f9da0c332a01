FLEETS ?= 20 100

.PHONY: bench-harness
bench-harness: nix build ## time mxmcheck beside loops of nix eval over generated fleets of FLEETS hosts
	@for hosts in $(FLEETS); do \
		log=$$(mktemp); \
		MXMCHECK="$(CURDIR)/bin/mxmcheck" FLEET=$$hosts $(GO) test ./harness -run '^$$' -bench '^BenchmarkFleet$$' -benchtime 1x -count $(RUNS) -timeout 2h >"$$log" || { cat "$$log" >&2; rm -f "$$log"; exit 1; }; \
		echo "$$hosts hosts"; $(BENCHSTAT) -format csv "$$log" 2>/dev/null | $(ROWS); rm -f "$$log"; done

SHARDS ?= 8

.PHONY: bench-shards
bench-shards: nix build ## evaluate 1,000 small generated hosts in SHARDS shards, kill one, merge them
	@MXMCHECK="$(CURDIR)/bin/mxmcheck" FLEET=$(or $(HOSTS),1000) SHARDS=$(SHARDS) $(GO) test ./harness -run '^$$' -bench '^BenchmarkShards$$' -benchtime 1x -timeout 2h

.PHONY: bench-real
bench-real: nix build ## time mxmcheck beside nix eval over a fleet on a complete NixOS: NIXOS=DIR, a nixpkgs flake
	@if [ -z "$(NIXOS)" ]; then echo "mxmcheck: which nixpkgs? make bench-real NIXOS=DIR" >&2; exit 2; fi
	@log=$$(mktemp); trap 'rm -f "$$log"' EXIT; \
	MXMCHECK="$(CURDIR)/bin/mxmcheck" MXMCHECK_NIXOS="$(abspath $(NIXOS))" $(GO) test ./harness -run '^$$' -bench '^BenchmarkRealFleet$$' -benchtime 1x -count $(RUNS) -timeout 2h >"$$log" || { cat "$$log" >&2; exit 1; }; \
	$(BENCHSTAT) -format csv "$$log" 2>/dev/null | $(ROWS)
