SEEDS ?= 500

.PHONY: affected
affected: nix go ## make SEEDS small repositories, change one byte in each, and let nix say whether --affected leaves out a host that changed
	@$(GO) test $(GOFLAGS_BUILD) ./cmd/mxmcheck -run '^(TestAffectedIsSound|TestEachWayReachesItsHost|TestAffectedSkips)$$' -count 1 -v -timeout 2h -affected-seeds $(SEEDS) | grep -vE '^ *(=== |--- PASS)'
