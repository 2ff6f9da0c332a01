.PHONY: names
names: ## write the names of lib and builtins of the last three years again: REPO=DIR, the git folder of a clone of nix-community/nixpkgs.lib; SINCE=DATE
	@[ -n "$(REPO)" ] || { echo "mxmcheck: no clone of nixpkgs.lib given: make names REPO=DIR" >&2; exit 2; }
	@make/names.sh "$(abspath $(REPO))" "$(or $(SINCE),3 years ago)" >analyzer/upstream/names.txt
