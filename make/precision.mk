LIST ?= make/precision.list

.PHONY: precision
precision: build ## count the findings of each rule in the repositories of LIST, which CORPUS=DIR holds; SHOW=OWNER+NAME or all, RULE=NAME: the findings with the source around them
	@test -d "$(CORPUS)" || { echo "mxmcheck: name the folder of the repositories: make precision CORPUS=DIR" >&2; exit 2; }
	@make/precision.sh "$(CURDIR)/bin/mxmcheck" "$(CORPUS)" "$(LIST)" "$(SHOW)" "$(RULE)"

.PHONY: bench-lint
bench-lint: go ## time and memory of lint, every rule on, on CORPUS=DIR and on ten copies of it, with options below NAMESPACE=NS
	@test -d "$(CORPUS)" || { echo "mxmcheck: name a repository: make bench-lint CORPUS=DIR NAMESPACE=NS" >&2; exit 2; }
	@CORPUS="$(abspath $(CORPUS))" NAMESPACE="$(NAMESPACE)" $(GO) test ./rules -run '^$$' -bench '^BenchmarkLint$$' -benchtime 3x
