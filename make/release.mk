GORELEASER ?= github.com/goreleaser/goreleaser/v2@v2.15.2
RELEASE := bin/release

.PHONY: release-pages
release-pages: build # manual pages and completions, for packages
	@rm -rf $(RELEASE); mkdir -p $(RELEASE)/completions
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) bin/mxmcheck man $(RELEASE)/man1
	@for shell in bash fish zsh; do bin/mxmcheck completion $$shell >$(RELEASE)/completions/mxmcheck.$$shell || exit 1; done

.PHONY: release-dry
release-dry: go ## build a release as a tag would, and publish nothing; the first time it builds goreleaser, which takes minutes
	@$(GO) run $(GORELEASER) release --clean --snapshot --skip=publish
	@for f in dist/mxmcheck_*_*.tar.gz; do tar -tzf "$$f" | grep -qx mxmcheck && tar -tzf "$$f" | grep -q '^man1/mxmcheck.1' || { echo "$$f lacks a part" >&2; exit 1; }; done
	@(cd dist && sha256sum --check --quiet SHA256SUMS) && ls dist/*.tar.gz
	@tar -xzOf dist/mxmcheck_linux_$$($(GO) env GOARCH).tar.gz mxmcheck >bin/mxmcheck-released && chmod 755 bin/mxmcheck-released && bin/mxmcheck-released --version && rm bin/mxmcheck-released
