.PHONY: screens
screens: python nix go ## draw the screens in the README anew, with rich from PyPI
	@venv=$$(mktemp -d); trap 'rm -rf "$$venv"' EXIT; \
	python3 -m venv "$$venv" && "$$venv/bin/pip" install -q --disable-pip-version-check rich==15.0.0 || { echo "mxmcheck: rich could not be installed from PyPI" >&2; exit 2; }; \
	$(GO) test $(GOFLAGS_BUILD) ./cmd/mxmcheck -run '^TestScreens$$' -args -draw "$$venv/bin/python"
