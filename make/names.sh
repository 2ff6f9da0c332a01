#!/bin/sh
# Prints the names of the closed sets that unknown-name knows: those that lib had in any of a history's revisions of the last
# years, one a quarter, and the builtins of every nix that make/nix-matrix.sh has.
#
#   names.sh REPO SINCE    REPO: the git folder of a clone of nix-community/nixpkgs.lib; SINCE: a date
set -eu

repo=$1 since=$2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# quarters prints one revision of each quarter since the date, and the newest.
quarters() {
	git --git-dir="$repo" log --since="$since" --format='%H %cd' --date=format:'%Y %m' |
		awk '{ q = $2 "-" int(($3 - 1) / 3); if (q != last) print $1; last = q }'
}

lib_names() {
	git --git-dir="$repo" archive "$1" lib | tar -x -C "$dir"
	nix-instantiate --eval --json -E "import ./make/names.nix { lib = import $dir/lib; }" | sed 's/^"//; s/"$//; s/\\n/\n/g'
	echo
	rm -rf "$dir/lib"
}

builtin_names() {
	nix-instantiate --extra-experimental-features 'flakes fetch-tree fetch-closure dynamic-derivations' --eval --json -E 'builtins.concatStringsSep "\n" (map (name: "builtins." + name) (builtins.attrNames builtins))' |
		sed 's/^"//; s/"$//; s/\\n/\n/g'
	echo
}

{
	for version in 2.8 2.26 2.34; do
		(PATH=$(make/nix-matrix.sh bin $version):$PATH && builtin_names)
	done
	PATH=$(make/nix-matrix.sh bin 2.34):$PATH
	for revision in $(quarters); do lib_names "$revision"; done
} | LC_ALL=C sort -u | sed '/^$/d'
