.PHONY: facts
facts: go ## print every fact and finding of each repository in CORPUS=DIR to a file of the folder OUT=DIR
	@test -d "$(CORPUS)" && test -n "$(OUT)" || { echo "mxmcheck: name both folders: make facts CORPUS=DIR OUT=DIR" >&2; exit 2; }
	@dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	$(GO) test $(GOFLAGS_BUILD) -c -o "$$dir/facts" ./cmd/mxmcheck && ln -s facts "$$dir/depends" && make/facts.sh "$$dir" "$(CORPUS)" "$(OUT)" make/precision.list

.PHONY: facts-diff
facts-diff: ## count by kind the lines in which two folders of facts differ: OLD=DIR NEW=DIR; the lines are in NEW/diff
	@test -d "$(OLD)" && test -d "$(NEW)" || { echo "mxmcheck: name both folders: make facts-diff OLD=DIR NEW=DIR" >&2; exit 2; }
	@make/facts-diff.sh "$(OLD)" "$(NEW)"
