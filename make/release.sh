#!/bin/sh
# release.sh tag VERSION SNAPSHOT: refuses to release a tag that is not the version of the program.
# release.sh archives DIST PAGES: says what the archives of a release lack. Each has the program, its texts, a manual page for
# each command and the completions of each shell; the checksums fit; and what is built for this machine names its version and commit.
set -eu
here=$(dirname "$0")
go=${GO:-go}
version=$(cat "$here/../cmd/mxmcheck/version.txt")
fail() {
	echo "mxmcheck: $*" >&2
	exit 1
}

tag() {
	[ "$2" = true ] || [ "$1" = "$version" ] || fail "the tag says $1, and cmd/mxmcheck/version.txt $version"
}

archives() {
	dist=$1 pages=$2 n=0
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	{
		printf '%s\n' mxmcheck LICENSE README.md CHANGELOG.md
		(cd "$pages" && ls man1/*.1 completions/mxmcheck.bash completions/mxmcheck.fish completions/mxmcheck.zsh)
	} | sort >"$tmp/want"
	for archive in "$dist"/mxmcheck_*_*.tar.gz; do
		tar -tzf "$archive" | grep -v '/$' | sort >"$tmp/have"
		diff "$tmp/want" "$tmp/have" || fail "$archive does not hold what it should: < is missing, > is too much"
		n=$((n + 1))
	done
	[ "$n" = 4 ] || fail "$n archives in $dist, not one for each of linux and darwin with amd64 and arm64"
	[ "$(wc -l <"$dist/SHA256SUMS")" -eq "$n" ] || fail "$dist/SHA256SUMS is not of $n files"
	(cd "$dist" && sha256sum --check --quiet SHA256SUMS)
	tar -xzf "$dist/mxmcheck_$("$go" env GOOS)_$("$go" env GOARCH).tar.gz" -C "$tmp" mxmcheck
	said=$("$tmp/mxmcheck" --version)
	case $said in
	*"$version ($(git rev-parse --short=12 HEAD))"*) ;;
	*) fail "the program says that it is $said, not $version of $(git rev-parse --short=12 HEAD)" ;;
	esac
	ls "$dist"/*.tar.gz
	echo "$said"
}

"$@"
