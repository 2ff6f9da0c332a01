#!/bin/sh
# facts.sh PROGRAMS CORPUS OUT LIST: prints the facts of every git work tree CORPUS/OWNER+NAME to OUT/OWNER+NAME.
# PROGRAMS holds "facts" and "depends". The namespaces are those of LIST, else those of CORPUS/LIST, which
# has the same form. Where one of the programs fails, its error is a line of the file, and the repository
# is named at the end.
set -u
programs=$1 corpus=$2 out=$3 list=$4
mkdir -p "$out" || exit 2
for dir in "$corpus"/*/; do
	name=$(basename "$dir")
	[ -d "$dir/.git" ] || continue
	namespaces=$(cat "$list" "$corpus/LIST" 2>/dev/null | awk -v name="$name" '$1 == name { print $4; exit }' | tr , ' ')
	[ "$namespaces" != - ] || namespaces=
	for program in facts depends; do
		# shellcheck disable=SC2086
		if ! timeout 60 "$programs/$program" "$dir" $namespaces 2>"$out/error"; then
			echo "failed $program $(head -n 1 "$out/error" | cut -c 1-200)"
			echo "$name: $program failed" >&2
		fi
	done >"$out/$name"
	rm -f "$out/error"
done
echo "$(find "$out" -name '*+*' | wc -l) repositories, $(cat "$out"/*+* | wc -l) facts"
! grep -q '^failed ' "$out"/*+*
