SAVES ?= 30

.PHONY: bench-watch
bench-watch: go ## time lint --watch from a saved file to its report, SAVES times, in this repository or in the checkout CORPUS=DIR
	@CORPUS="$(if $(CORPUS),$(abspath $(CORPUS)))" $(GO) test $(GOFLAGS_BUILD) ./cmd/mxmcheck -run '^$$' -bench '^BenchmarkWatch$$' -benchtime $(SAVES)x | sed -n 's/^BenchmarkWatch[^ ]*//p'
