.PHONY: mistakes
mistakes: go ## make each named mistake in a copy of this tree, and count those that the rules see
	@$(GO) test $(GOFLAGS_BUILD) ./cmd/mxmcheck -run '^TestMistakesOfThisTree$$' -count 1 -v | grep -vE '^(=== |ok|PASS|---|    --- PASS)'
