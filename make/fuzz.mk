.PHONY: fuzz-load
fuzz-load: go ## analyse mutated repositories for TIME (default 10m) on WORKERS (default 2): no crash, no hang, no more than 512 MB
	$(GO) test $(GOFLAGS_BUILD) -run '^$$' -fuzz '^FuzzLoad$$' -fuzztime $(or $(TIME),10m) -fuzzminimizetime 5x -parallel $(or $(WORKERS),2) -timeout 0 ./rules
