# mxmcheck: the commands of this repository. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
export CGO_ENABLED := 0
GO ?= go
GOFLAGS_BUILD := -buildvcs=false -trimpath

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "%-18s %s\n", $$1, $$2 }'

.PHONY: go
go: # the Go that go.mod asks for, or one line that says so
	@want=$$(sed -n 's/^go //p' go.mod); \
	have=$$($(GO) env GOVERSION 2>/dev/null | sed 's/^go//'); \
	if [ -z "$$have" ]; then echo "mxmcheck: no Go here; install Go $$want or newer from https://go.dev/dl" >&2; exit 2; fi; \
	if [ "$$(printf '%s\n' "$$want" "$$have" | sort -V | head -n 1)" != "$$want" ]; then \
		echo "mxmcheck: Go $$have is too old; install Go $$want or newer from https://go.dev/dl" >&2; exit 2; fi

.PHONY: nix
nix: ## install Nix from Debian, if there is none and this user may
	@command -v nix >/dev/null || sh make/debian.sh nix-bin nix "install Nix first: on Debian 'apt-get install nix-bin', elsewhere see https://nixos.org/download"

.PHONY: build
build: go ## build bin/mxmcheck, a static binary
	@$(GO) build $(GOFLAGS_BUILD) -ldflags "-X main.commit=$$(git rev-parse HEAD 2>/dev/null) -X main.rulesURL=$(RULES_URL)" -o bin/mxmcheck ./cmd/mxmcheck

.PHONY: check
check: nix build ## lint and evaluate this repository's own hosts, with the built-in stand-ins
	@bin/mxmcheck check --stand-ins

.PHONY: snapshot
snapshot: nix build ## accept what this repository's hosts are now
	@bin/mxmcheck snapshot --stand-ins

.PHONY: test
test: nix go ## run every test, none from the cache, for which go reads again what the tests have read: gigabytes
	$(GO) test $(GOFLAGS_BUILD) -count=1 -timeout 30m ./...
	$(GO) test $(GOFLAGS_BUILD) -run '^$$' -fuzz '^FuzzParse$$' -fuzztime 20000x ./analyzer/syntax
	@$(MAKE) --no-print-directory vendor-hash

.PHONY: vet
vet: go ## go vet and staticcheck
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

.PHONY: vendor-hash
vendor-hash: nix go ## verify the vendorHash of nix/package.nix; WRITE=1 corrects it
	@dir=$$(mktemp -d); trap 'chmod -R u+w "$$dir"; rm -rf "$$dir"' EXIT; \
	$(GO) mod vendor -o "$$dir/vendor" || exit 2; \
	want=$$(nix --extra-experimental-features nix-command hash path "$$dir/vendor") || exit 2; \
	have=$$(sed -n 's/.*vendorHash = "\(.*\)";.*/\1/p' nix/package.nix); \
	if [ "$$want" = "$$have" ]; then echo "vendorHash $$have verified"; exit 0; fi; \
	if [ -n "$(WRITE)" ]; then sed -i "s|vendorHash = \".*\";|vendorHash = \"$$want\";|" nix/package.nix; echo "vendorHash is now $$want"; exit 0; fi; \
	echo "nix/package.nix: vendorHash is $$have, but the modules hash to $$want; correct it with: make vendor-hash WRITE=1" >&2; exit 1

.PHONY: clean
clean: ## remove what was built
	@rm -rf bin dist

-include make/*.mk
