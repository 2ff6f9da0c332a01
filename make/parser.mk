# The parser beside the real one.
NIX ?= nix-instantiate

.PHONY: parse-oracle
parse-oracle: go ## compare the parser with nix-instantiate --parse on every .nix file below DIR; NIX=… names another one
	@if [ -z "$(DIR)" ]; then echo "mxmcheck: no folder to compare; say make parse-oracle DIR=…" >&2; exit 2; fi
	@tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; dir=$$(cd "$(DIR)" && pwd) || exit 2; \
	$(GO) test $(GOFLAGS_BUILD) -c -o "$$tmp/oracle" ./analyzer/syntax && cd analyzer/syntax && \
	ORACLE_DIR="$$dir" ORACLE_NIX="$(NIX)" "$$tmp/oracle" -test.run '^TestPrintsAsNixDoes$$'
