.PHONY: python
python: # a Python that makes virtual environments
	@python3 -c 'import ensurepip, venv' 2>/dev/null || sh make/debian.sh python3-venv "python3 with venv" "install it first: on Debian 'apt-get install python3-venv'"

.PHONY: pre-commit
pre-commit: python nix build ## install the real pre-commit from PyPI, and run every hook of .pre-commit-hooks.yaml with it
	@sh make/pre-commit.sh bin/mxmcheck
