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
	@GO="$(GO)" sh make/release.sh archives dist $(RELEASE)
