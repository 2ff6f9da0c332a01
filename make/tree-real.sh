#!/bin/sh
# Whether a folder holds the inputs that `make tree-real` needs: tree-real.sh DIR. It says in one line what is lacking, and exits 2.
set -eu

refuse() {
  echo "mxmcheck: $1; $2" >&2
  exit 2
}

dir=${1-}
hint="it needs a checkout of each input at the revision in flake.lock, and of utils and systems: docs/tree.md"
[ -n "$dir" ] || refuse "no inputs given" "make tree-real INPUTS=DIR; $hint"
[ -d "$dir" ] || refuse "there is no folder $dir" "$hint"
dir=$(cd "$dir" && pwd)

lacking=
for name in deploy-rs disko flake-parts home-manager nix-darwin nixpkgs sops-nix systems terranix utils; do
  [ -f "$dir/$name/flake.nix" ] || lacking="$lacking $name"
done
[ -z "$lacking" ] || refuse "$dir has no flake in:$lacking" "$hint"
for file in deploy-rs/interface.json nixpkgs/lib/default.nix; do
  [ -f "$dir/$file" ] || refuse "$dir has no $file" "$hint"
done

version=$(nix --version | sed 's/.* //')
case $version in
0.* | 1.* | 2.[0-8] | 2.[0-8].*) refuse "Nix $version does not mark overridden inputs as flakes" "a newer one: PATH=\$(make/nix-matrix.sh bin 2.34):\$PATH make tree-real INPUTS=$dir" ;;
esac

here=$(cd "$(dirname "$0")" && pwd)
said=$(mktemp)
trap 'rm -f "$said"' EXIT
missing=$(nix --extra-experimental-features 'nix-command flakes' eval --raw --impure --expr "import $here/tree-real.nix { nixpkgs = \"$dir/nixpkgs\"; }" 2>"$said") ||
  refuse "$dir/nixpkgs cannot be read: $(sed -n 's/^ *error: \(..*\)/\1/p' "$said" | tail -1)" "it needs legacyPackages and lib.nixosSystem"
[ -z "$missing" ] || refuse "$dir/nixpkgs lacks $missing" "a whole nixpkgs has them; to a part of one, add them as placeholders"
