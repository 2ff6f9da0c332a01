#!/bin/sh
# facts.sh FACTS CORPUS OUT LIST: prints the facts of every git work tree CORPUS/OWNER+NAME to OUT/OWNER+NAME.
# The namespaces are those of LIST, else those of CORPUS/LIST, which has the same form. A repository of
# which no facts can be printed has the error in its file, and is named at the end.
set -u
facts=$1 corpus=$2 out=$3 list=$4
mkdir -p "$out" || exit 2
failed=
for dir in "$corpus"/*/; do
	name=$(basename "$dir")
	[ -d "$dir/.git" ] || continue
	namespaces=$(cat "$list" "$corpus/LIST" 2>/dev/null | awk -v name="$name" '$1 == name { print $4; exit }')
	[ "$namespaces" != - ] || namespaces=
	# shellcheck disable=SC2046
	if ! timeout 300 "$facts" "$dir" $(echo "$namespaces" | tr , ' ') >"$out/$name" 2>"$out/$name.err"; then
		tail -n 20 "$out/$name.err" | cut -c 1-300 >>"$out/$name"
		failed="$failed $name"
	fi
	rm -f "$out/$name.err"
done
echo "$(find "$out" -type f ! -name diff | wc -l) repositories, $(cat "$out"/*+* | wc -l) facts"
[ -z "$failed" ] || { echo "no facts of:$failed" >&2; exit 1; }
