.PHONY: race
race: nix go ## run the tests of everything that is concurrent under the race detector, which wants a C compiler
	@command -v $${CC:-cc} >/dev/null || { echo "mxmcheck: no C compiler here, which the race detector needs; on Debian: apt-get install gcc libc6-dev" >&2; exit 2; }
	CGO_ENABLED=1 $(GO) test $(GOFLAGS_BUILD) -race -count=1 ./harness ./analyzer/... ./rules
	CGO_ENABLED=1 $(GO) test $(GOFLAGS_BUILD) -race -count=1 ./cmd/mxmcheck -run '^(TestLiveProgress|TestScripts)$$/^(snapshot|walk_misbehaves|hosts_apart|interrupted|heap)$$'
