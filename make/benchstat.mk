# The median of RUNS rounds, and its confidence interval, one metric a line.
RUNS ?= 10
BENCHSTAT = $(GO) run golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da
ROWS = awk -F , '$$3 == "CI" { unit = $$2 } $$1 ~ /-[0-9]+$$/ && unit != "sec/op" { printf "%-28s %10.4g ± %s\n", unit, $$2, $$3 }'
