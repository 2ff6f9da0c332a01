#!/bin/sh
# facts-diff.sh OLD NEW: how many lines of each kind are in one folder of facts only, and in which
# repositories. Every such line, with its repository, is written to NEW/diff.
set -u
old=$1 new=$2
: >"$new/diff"
for name in $(cd "$old" && ls; cd - >/dev/null && cd "$new" && ls); do
	[ "$name" != diff ] && echo "$name"
done | sort -u | while read -r name; do
	if [ ! -f "$old/$name" ] || [ ! -f "$new/$name" ]; then
		echo "$name is in one folder only" >&2
		continue
	fi
	LC_ALL=C diff "$old/$name" "$new/$name" | sed -n "s/^\([<>]\) /$name \1 /p" >>"$new/diff"
done
awk '{ seen[$3]; if ($2 == "<") gone[$3]++; else came[$3]++; repo[$1]++ }
END {
	for (kind in seen) printf "%-18s -%d +%d\n", kind, gone[kind], came[kind] | "sort"
	close("sort")
	for (name in repo) printf "%7d %s\n", repo[name], name | "sort -rn"
}' "$new/diff"
echo "$(wc -l <"$new/diff") lines differ; they are in $new/diff"
[ ! -s "$new/diff" ]
