.PHONY: bench-growth
bench-growth: go ## how the bytes and the time of an analysis grow with its input; at most 2.2 times the bytes for twice the input
	@$(GO) test $(GOFLAGS_BUILD) ./cmd/mxmcheck -run '^$$' -bench '^BenchmarkGrowth$$' -benchtime 1x | grep -v '^Benchmark\|^goos\|^goarch\|^pkg\|^cpu\|ns/op'
