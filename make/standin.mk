.PHONY: standin-oracle
standin-oracle: nix go ## compare fixtures/eval with a real lib, and look for definitions with it: LIB=DIR; WRITE=1 writes the goldens from it
	@[ -n "$(LIB)" ] || { echo "mxmcheck: no lib given; name the lib folder of a nixpkgs: make standin-oracle LIB=DIR" >&2; exit 2; }
	@$(GO) test ./harness/standin -count=1 -v -run '^TestLib$$' -lib "$(abspath $(LIB))" $(if $(WRITE),-write)
	@MXMCHECK_LIB="$(abspath $(LIB))" $(GO) test ./harness -count=1 -run 'OfGeneratedHosts$$|^TestFreeDefinitions'
