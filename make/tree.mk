# The tree of machines, beyond what `make check` asks of any repository.

.PHONY: tree-real
tree-real: nix go ## check the tree with real inputs: INPUTS=DIR has a checkout of each, see docs/tree.md
	@make/tree-real.sh $(if $(INPUTS),"$(abspath $(INPUTS))")
	$(GO) test ./harness/standin -count=1 -timeout 30m -run Tree -args -inputs "$(abspath $(INPUTS))"

.PHONY: tree-types
tree-types: nix go ## judge what the NixOS hosts set by the types of NixOS with a real lib of nixpkgs: LIB=DIR
	@if [ -z "$(LIB)" ]; then echo "mxmcheck: no lib given; name the lib folder of a nixpkgs: make tree-types LIB=DIR" >&2; exit 2; fi
	$(GO) test ./harness/standin -count=1 -v -run 'TestTreeSets|TestTreeKeeps' -args -lib "$(abspath $(LIB))"

.PHONY: options-reference
options-reference: nix ## write docs/options.md, the reference of the tree's options
	@nix --extra-experimental-features nix-command eval --raw --file docs/options.nix >docs/options.md.new && mv docs/options.md.new docs/options.md

.PHONY: example-secrets
example-secrets: go ## make the example secrets anew, with a new worthless key
	@shared/secrets/make-examples.sh
