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
