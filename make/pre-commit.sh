#!/bin/sh
# pre-commit.sh BINARY: pre-commit from PyPI installs the hooks of this work tree as it does for a user, with go, and
# runs each in a scratch repository: on a clean tree, where it has to pass, and on a mistake, where it has to
# refuse. Go's modules and what is compiled are taken from the caches of this machine.
set -eu
binary=$(realpath "$1")
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

fail() {
	cat "$work/log" >&2
	echo "mxmcheck: pre-commit: $1" >&2
	exit 1
}
# passes WHAT COMMAND…, refuses TEXT WHAT COMMAND…: what the command has to do, and a text that it has to print.
passes() {
	what=$1
	shift
	"$@" >"$work/log" 2>&1 || fail "$what does not pass"
}
refuses() {
	text=$1 what=$2
	shift 2
	if "$@" >"$work/log" 2>&1; then fail "$what passes"; fi
	grep -q "$text" "$work/log" || fail "$what is refused, but not for: $text"
}

python3 -m venv "$work/venv"
if ! "$work/venv/bin/pip" install -q --disable-pip-version-check pre-commit >"$work/log" 2>&1; then
	tail -n 3 "$work/log" >&2
	echo "mxmcheck: pre-commit could not be installed from PyPI" >&2
	echo "hint: run it where pip reaches PyPI or a mirror of it" >&2
	exit 2
fi
PATH=$work/venv/bin:$PATH
GOMODCACHE=$(go env GOMODCACHE) GOCACHE=$(go env GOCACHE)
PRE_COMMIT_HOME=$work/home XDG_CACHE_HOME=$work/cache GIT_CONFIG_GLOBAL=/dev/null
GIT_AUTHOR_NAME=operator GIT_AUTHOR_EMAIL=operator@example.org GIT_COMMITTER_NAME=operator GIT_COMMITTER_EMAIL=operator@example.org
export PATH GOMODCACHE GOCACHE PRE_COMMIT_HOME XDG_CACHE_HOME GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE

# What a user names as `repo:` is a git repository: the files of the work tree, as they are.
mkdir "$work/source"
git ls-files -z | tar --null --ignore-failed-read -T - -cf - 2>/dev/null | tar -xf - -C "$work/source"
git -C "$work/source" init -q
git -C "$work/source" add -f .
git -C "$work/source" commit -qm source
hooks=$(sed -n 's/^- id: //p' .pre-commit-hooks.yaml)

mkdir "$work/repo"
cd "$work/repo"
git init -q -b main
git init -q --bare "$work/remote"
git remote add origin "$work/remote"
mkdir modules
cat >flake.nix <<'END'
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ ./modules/web.nix ./host.nix ]; };
  };
}
END
cat >flake.lock <<'END'
{
  "nodes": {
    "nixpkgs": {
      "locked": { "lastModified": 1, "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "owner": "NixOS", "repo": "nixpkgs", "rev": "0000000000000000000000000000000000000000", "type": "github" },
      "original": { "owner": "NixOS", "repo": "nixpkgs", "type": "github" }
    },
    "root": { "inputs": { "nixpkgs": "nixpkgs" } }
  },
  "root": "root",
  "version": 7
}
END
cat >host.nix <<'END'
{
  ns.web.enable = true;
  networking.hostName = "web";
}
END
cat >modules/web.nix <<'END'
{ config, lib, ... }:
let cfg = config.ns.web; in
{
  options.ns.web.enable = lib.mkEnableOption "the web server";
  config = lib.mkIf cfg.enable { services.nginx.enable = true; };
}
END
printf '[eval]\nmode = "stand-ins"\n' >mxmcheck.toml
{
	echo "repos:"
	echo "  - repo: file://$work/source"
	echo "    rev: $(git -C "$work/source" rev-parse HEAD)"
	echo "    hooks:"
	for hook in $hooks; do echo "      - id: $hook"; done
} >.pre-commit-config.yaml
git add .
"$binary" snapshot --quiet >/dev/null
git add .

began=$(date +%s)
passes "pre-commit install" pre-commit install -t pre-commit -t pre-push --install-hooks
installed=$(($(date +%s) - began))
passes "a clean commit" git commit -m clean
passes "a clean push" git push -q origin main
for hook in $hooks; do
	passes "$hook on a clean tree" pre-commit run --all-files --hook-stage "$(case $hook in *-check) echo pre-push ;; *) echo pre-commit ;; esac)" "$hook"
	grep -q Passed "$work/log" || fail "$hook did not run"
done

sed -i 's/ns\.web\.enable/ns.wbe.enable/' host.nix
refuses 'did you mean "ns.web.enable"' "mxmcheck-lint on a mistyped option" pre-commit run --all-files mxmcheck-lint
refuses 'did you mean "ns.web.enable"' "a commit of a mistyped option" git commit -qam mistyped
refuses 'undeclared-option' "mxmcheck-check on a mistyped option" pre-commit run --all-files --hook-stage pre-push mxmcheck-check
git checkout -q host.nix

sed -i '1i # mxmcheck: ignore[untracked-import] it was missing once' host.nix
refuses 'files were modified by this hook' "mxmcheck-fix on what it can fix" pre-commit run --all-files mxmcheck-fix
git diff --quiet || fail "mxmcheck-fix fixed nothing"

sed -i 's/"web"/"other"/' host.nix
passes "a commit of another value" git commit -qam changed
refuses 'networking.hostName' "a push of a host that is not as accepted" git push -q origin main
echo "pre-commit $(pre-commit --version | cut -d' ' -f2): $(echo "$hooks" | wc -l) hooks installed in $installed s, and each ran"
