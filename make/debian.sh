#!/bin/sh
# debian.sh PACKAGE WHAT HINT: installs a package of Debian, if this user may; otherwise one line says that WHAT is
# missing, and what to do about it.
set -eu
package=$1 what=$2 hint=$3
as=
[ "$(id -u)" = 0 ] || as='sudo -n'
if ! command -v apt-get >/dev/null || ! { [ -z "$as" ] || $as true 2>/dev/null; }; then
	echo "mxmcheck: no $what here, and no right to install it; $hint" >&2
	exit 2
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $as apt-get update && $as env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package"; } >"$log" 2>&1; then
	tail -n 3 "$log" >&2
	echo "mxmcheck: $package could not be installed from Debian; $hint" >&2
	exit 2
fi
