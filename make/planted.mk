.PHONY: planted
planted: go ## plant mistakes, one at a time, in the repositories of make/planted.list, which CORPUS=DIR holds, and count those that lint names; KIND=WORDS: of these kinds only
	@test -d "$(CORPUS)" || { echo "mxmcheck: name the folder of the repositories: make planted CORPUS=DIR" >&2; exit 2; }
	@PLANTED="$(abspath $(CORPUS))" PLANTED_KIND="$(KIND)" $(GO) test $(GOFLAGS_BUILD) ./cmd/mxmcheck -run '^TestPlanted$$' -count 1 -timeout 30m -v | grep -vE '^(=== |ok|PASS|---)'
