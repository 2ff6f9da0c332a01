#!/bin/sh
# Runs tests with each Nix that Debian has: 2.8 of bookworm, 2.26 of trixie, 2.34 of sid.
#
# Each is in a Debian root of its own below $NIX_ROOTS, made once with debootstrap (which wants
# root; afterwards nobody does). The programs of a root are started outside it, by its own loader
# with its own libraries: so tests run here, in this repository, with that nix first on PATH.
#
#   nix-matrix.sh          run every test of the list below with every nix
#   nix-matrix.sh 2.34     with that one only
#   nix-matrix.sh bin 2.34 print the folder to put first on PATH, for anything else
set -eu

roots=${NIX_ROOTS:-${XDG_CACHE_HOME:-$HOME/.cache}/mxmcheck/nix-matrix}
versions='2.8 2.26 2.34'
go=${GO:-go}

# The tests: a name and a command each. They run in the root of this repository; a line of theirs
# that says "N of N equal" is repeated, and the whole log only of one that fails.
tests() {
	run parser "$go" test -buildvcs=false -trimpath -count=1 -v ./analyzer/syntax -run '^TestPrintsAsNixDoes$'
	run harness "$go" test -buildvcs=false -trimpath -count=1 ./harness ./harness/probe
	run command "$go" test -buildvcs=false -trimpath -count=1 ./cmd/mxmcheck -run '^(TestScripts|TestKilledAtAnyMoment)$'
}

suite() {
	case $1 in
	2.8) echo bookworm ;;
	2.26) echo trixie ;;
	2.34) echo sid ;;
	*) fail "no Debian suite known with Nix $1" "the versions are: $versions" ;;
	esac
}

fail() {
	printf 'mxmcheck: %s\nhint: %s\n' "$1" "$2" >&2
	exit 2
}

# mirror is where this system's packages come from; elsewhere than on Debian it is Debian's own.
mirror() {
	found=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 2>/dev/null | grep -v security | head -n 1) || true
	echo "${NIX_MATRIX_MIRROR:-${found:-http://deb.debian.org/debian/}}"
}

# root makes the Debian root of a suite, unless it is there. Its packages are unpacked and not
# configured: nothing in it is ever started but nix. It is moved to its place when whole.
root() {
	[ ! -x "$roots/$1/usr/bin/nix" ] || return 0
	command -v debootstrap >/dev/null || fail 'debootstrap is not here' 'install it: apt-get install debootstrap'
	[ "$(id -u)" = 0 ] || fail "there is no root of Debian $1 below $roots, and only root can make it" 'run this once as root, or point NIX_ROOTS at roots made before'
	echo "making a root of Debian $1 below $roots" >&2
	mkdir -p "$roots"
	rm -rf "$roots/$1.new"
	if ! unpack "$1" "$roots/$1.new" >"$roots/$1.log" 2>&1; then
		tail -n 5 "$roots/$1.log" >&2
		fail "no root of Debian $1 could be made" "the whole log is $roots/$1.log; NIX_MATRIX_MIRROR names another mirror"
	fi
	mv "$roots/$1.new" "$roots/$1"
}

unpack() {
	debootstrap --foreign --variant=minbase --include=nix-bin "$1" "$2" "$(mirror)" || return 1
	for package in "$2"/var/cache/apt/archives/*.deb; do
		dpkg-deb --extract "$package" "$2" || return 1
		rm "$package"
	done
}

# bin writes a starter for each program of a root's nix, and prints their folder.
bin() {
	name=$(suite "$1") || exit 2
	root "$name"
	at=$roots/$name
	mkdir -p "$at.bin"
	loader=$(find "$at/usr/lib64/" "$at/usr/lib/" -maxdepth 1 -name 'ld-linux*' 2>/dev/null | head -n 1)
	libraries=$(dirname "$(find "$at/usr/lib" -name 'libc.so.6' | head -n 1)")
	for program in "$at"/usr/bin/nix*; do
		starter=$at.bin/$(basename "$program")
		printf '#!/bin/sh\nexec "%s" --library-path "%s" --argv0 "%s" "%s" "$@"\n' \
			"$loader" "$libraries" "$(basename "$program")" "$program" >"$starter.new"
		chmod +x "$starter.new"
		mv "$starter.new" "$starter"
	done
	have=$("$at.bin/nix-instantiate" --version) || fail "Nix $1 in $at does not run" "remove the folder, and it is made anew"
	case $have in
	*" $1."*) echo "$at.bin" ;;
	*) fail "Debian $name has $have, not $1" 'that suite has moved on; point NIX_ROOTS at roots made before' ;;
	esac
}

run() {
	test=$1
	shift
	log=$(mktemp)
	if (PATH=$path:$PATH "$@") >"$log" 2>&1; then
		verdict=ok
	else
		verdict=FAILED failed=1
	fi
	printf '%-5s %-8s %-7s %s\n' "$version" "$test" "$verdict" "$(grep -E '^[0-9]+ of [0-9]+ ' "$log" | head -n 1)"
	[ $verdict = ok ] || cat "$log"
	rm -f "$log"
}

if [ "${1:-}" = bin ]; then
	bin "${2:?which version of Nix}"
	exit
fi
cd "$(dirname "$0")/.."
failed=0
for version in ${*:-$versions}; do
	path=$(bin "$version") || exit 2
	tests
done
exit $failed
