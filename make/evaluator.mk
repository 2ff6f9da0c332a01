# The evaluator beside the real one.
COUNT ?= 10000

.PHONY: eval-oracle
eval-oracle: go ## compare the evaluator with nix-instantiate NIX on COUNT generated expressions of SEED, with the lib of nixpkgs in LIB; WRITE=1 writes the answers of the written ones instead
	@if [ -z "$(LIB)" ]; then echo "mxmcheck: no lib of nixpkgs to compare with; say make $@ NIX=… LIB=…/nixpkgs/lib" >&2; exit 2; fi
	@EVAL_ORACLE_NIX="$(NIX)" EVAL_ORACLE_LIB="$(abspath $(LIB))" EVAL_ORACLE_SEED=$(SEED) EVAL_ORACLE_COUNT=$(COUNT) \
	$(GO) test $(GOFLAGS_BUILD) ./analyzer/eval -count 1 -v -timeout 0 $(if $(WRITE),-run '^TestWriteAnswers$$' -write-answers,-run '^TestEvaluatesAsNixDoes$$')
