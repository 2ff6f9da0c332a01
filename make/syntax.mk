# The parser beside the real one.
NIX ?= nix-instantiate
MUTANTS ?= 2000
SEED ?= 1

# $(call beside,TEST) runs a test of the parser on the files below DIR.
define beside
@if [ -z "$(DIR)" ]; then echo "mxmcheck: no folder to compare; say make $@ DIR=…" >&2; exit 2; fi
@tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; dir=$$(cd "$(DIR)" && pwd) || exit 2; \
$(GO) test $(GOFLAGS_BUILD) -c -o "$$tmp/oracle" ./analyzer/syntax && cd analyzer/syntax && \
ORACLE_DIR="$$dir" ORACLE_NIX="$(NIX)" MUTANTS=$(MUTANTS) SEED=$(SEED) "$$tmp/oracle" -test.timeout 0 -test.run '^$(1)$$'
endef

.PHONY: parse-oracle
parse-oracle: go ## compare the parser with nix-instantiate --parse on every .nix file below DIR; NIX=… names another one
	$(call beside,TestPrintsAsNixDoes)

.PHONY: parse-mutants
parse-mutants: go ## likewise on MUTANTS broken copies of the files below DIR; SEED=… makes others
	$(call beside,TestMutantsAreReadAsNixDoes)

.PHONY: bench-syntax
bench-syntax: go ## time the parser alone and with scopes over the files below CORPUS, RUNS times
	@log=$$(mktemp); trap 'rm -f "$$log"' EXIT; \
	CORPUS="$(if $(CORPUS),$(abspath $(CORPUS)))" $(GO) test ./analyzer/syntax -run '^$$' -bench . -benchmem -count $(RUNS) -timeout 2h >"$$log" || { cat "$$log" >&2; exit 1; }; \
	$(BENCHSTAT) "$$log"
