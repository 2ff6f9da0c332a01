#!/bin/sh
# precision.sh MXMCHECK CORPUS LIST [OWNER+NAME [RULE]]: how many findings each rule has in the repositories of LIST, by set;
# of one repository, or of each with "all", every finding with the source around it, so that it can be judged.
# CORPUS holds them as OWNER+NAME, each a git work tree.
set -eu
mxmcheck=$1 corpus=$2 list=$3 show=${4:-} rule=${5:-}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# lint NAME NAMESPACES FLAGS…: one repository as its user would run it; ends with 2 where it could not be looked at.
lint() {
	dir=$corpus/$1 flags=
	[ "$2" = - ] || flags=$(echo ",$2" | sed 's/,/ --namespace /g')
	name=$1
	shift 2
	code=0
	# shellcheck disable=SC2086
	"$mxmcheck" lint -C "$dir" $flags --quiet "$@" >"$out/one" || code=$?
	if [ $code -gt 1 ]; then
		echo "mxmcheck ends with $code in $name" >&2
		exit 2
	fi
}

# around NAME: each finding of $out/one, and four lines of its file before and after it. What follows after the finding's own
# line, and what is unknown, are not findings.
around() {
	awk -v dir="$corpus/$1" -v name="$1" -v rule="$rule" '
		match($0, /^[^ ].*:[0-9]+:[0-9]+: (error|warning|info)\[[a-z-]+\]: /) {
			if (rule != "" && index($0, "[" rule "]: ") == 0) next
			file = line = $0
			sub(/:[0-9]+:[0-9]+: (error|warning|info)\[.*/, "", file)
			line = substr(line, length(file) + 2) + 0
			print "\n== " name " " $0
			path = dir "/" file
			for (n = 1; (getline text < path) > 0; n++)
				if (n >= line - 4 && n <= line + 4) printf "%s%5d  %s\n", n == line ? ">" : " ", n, substr(text, 1, 160)
			close(path)
		}' "$out/one"
}

grep -v '^#' "$list" >"$out/list"
: >"$out/all"
: >"$out/read"
while read -r name revision set namespaces; do
	[ -z "$show" ] || [ "$show" = all ] || [ "$show" = "$name" ] || continue
	if [ ! -d "$corpus/$name/.git" ]; then
		echo "absent: https://github.com/$(echo "$name" | tr + /) at $revision" >&2
		continue
	fi
	if [ -n "$show" ]; then
		lint "$name" "$namespaces" --color never
		around "$name"
		continue
	fi
	lint "$name" "$namespaces" --statistics
	awk -v set="$set" '$1 ~ /^[0-9]+$/ && $2 ~ /^[a-z]+(-[a-z]+)+$/ { print set, $2, $1 }' "$out/one" >>"$out/all"
	echo "$set" >>"$out/read"
done <"$out/list"
[ -z "$show" ] || exit 0
for set in $(awk '!seen[$3]++ { print $3 }' "$out/list"); do
	echo "$set: $(grep -c "^$set\$" "$out/read" || true) repositories"
	awk -v set="$set" '$1 == set { n[$2] += $3 } END { for (rule in n) printf "%6d  %s\n", n[rule], rule }' "$out/all" | sort -k1,1nr -k2
done
