.PHONY: bench-peers
bench-peers: build ## time mxmcheck beside other tools on PATH, whole processes over CORPUS=DIR
	@test -d "$(CORPUS)" || { echo "mxmcheck: name a folder of .nix files: make bench-peers CORPUS=DIR" >&2; exit 2; }
	@log=$$(mktemp); trap 'rm -f "$$log"' EXIT; \
	MXMCHECK="$(CURDIR)/bin/mxmcheck" CORPUS="$(abspath $(CORPUS))" $(GO) test ./cmd/mxmcheck -run '^$$' -bench '^BenchmarkPeers$$' -benchtime 1x -count $(RUNS) -timeout 2h >"$$log" || { cat "$$log" >&2; exit 1; }; \
	grep -E 'files, |not on PATH' "$$log" | sed 's/^ *[^ ]* //' | sort -u; \
	$(BENCHSTAT) -format csv "$$log" 2>/dev/null | $(ROWS)
