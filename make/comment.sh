#!/usr/bin/env bash
# comment.sh FILE: put FILE into the one comment of a pull request that begins with our marker, and into
# a new one where there is none. A comment of somebody else is never touched; what is too long ends with
# a whole line. GH_TOKEN, GITHUB_REPOSITORY and PULL say where.
set -euo pipefail
marker='<!-- mxmcheck -->'
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{ echo "$marker"; cat "$1"; } >"$body"
if [ "$(wc -c <"$body")" -gt 60000 ]; then
	head -c 60000 "$body" | sed '$d' >"$body.cut"
	printf '\nCut here: the summary of the run has the rest.\n' >>"$body.cut"
	mv "$body.cut" "$body"
fi
comments="repos/$GITHUB_REPOSITORY/issues/$PULL/comments"
id=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$marker\")) | .id" | head -n 1)
if [ -n "$id" ]; then
	gh api --silent -X PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F "body=@$body"
else
	gh api --silent "$comments" -F "body=@$body"
fi
