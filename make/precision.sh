#!/bin/sh
# precision.sh MXMCHECK CORPUS LIST: how many findings each rule has in the repositories of LIST, by set.
# CORPUS holds them as OWNER+NAME, each a git work tree.
set -eu
mxmcheck=$1 corpus=$2 list=$3
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
grep -v '^#' "$list" | while read -r name revision set namespaces; do
	dir=$corpus/$name
	if [ ! -d "$dir/.git" ]; then
		echo "absent: https://github.com/$(echo "$name" | tr + /) at $revision" >&2
		continue
	fi
	flags=
	[ "$namespaces" = - ] || flags=$(echo ",$namespaces" | sed 's/,/ --namespace /g')
	code=0
	# shellcheck disable=SC2086
	"$mxmcheck" lint -C "$dir" $flags --statistics --quiet >"$out/one" || code=$?
	if [ $code -gt 1 ]; then
		echo "mxmcheck ends with $code in $name" >&2
		exit 2
	fi
	awk -v set="$set" '$1 ~ /^[0-9]+$/ && $2 ~ /^[a-z]+(-[a-z]+)+$/ { print set, $2, $1 }' "$out/one" >>"$out/all"
	echo "$set" >>"$out/read"
done
for set in dev first second none; do
	echo "$set: $(grep -c "^$set\$" "$out/read" || true) repositories"
	awk -v set="$set" '$1 == set { n[$2] += $3 } END { for (rule in n) printf "%6d  %s\n", n[rule], rule }' "$out/all" | sort -k1,1nr -k2
done
