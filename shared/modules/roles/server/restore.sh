# Reads files of this machine back from its backup, into a folder of their own: never over what runs.
usage() {
  cat >&2 <<'USAGE'
usage: mxm-restore --list                           which backups there are
       mxm-restore --list SNAPSHOT [PATH…]          what a backup holds; nothing is written
       mxm-restore SNAPSHOT FOLDER [PATH…]          write it below FOLDER, all or the PATHs alone
SNAPSHOT is an ID of the list, or latest. FOLDER is new or empty. PATHs begin with /.
USAGE
  exit 2
}
refuse() {
  echo "mxm-restore: $1" >&2
  exit 2
}

list=
if [ "${1:-}" = --list ]; then
  list=1
  shift
fi
for word in "$@"; do
  case $word in -*) usage ;; esac
done
[ -n "$list" ] || [ "$#" -ge 2 ] || usage

for file in "$RESTIC_REPOSITORY_FILE" "$RESTIC_PASSWORD_FILE" ${environment_file:+"$environment_file"}; do
  [ -r "$file" ] || refuse "$file cannot be read: run this as root, on a machine that has its secrets"
done
if [ -n "$environment_file" ]; then
  set -a
  # shellcheck source=/dev/null
  . "$environment_file"
  set +a
fi

if [ -n "$list" ] && [ "$#" = 0 ]; then
  exec restic snapshots --host "$host"
fi

snapshot=$1
shift
if [ -n "$list" ]; then
  exec restic ls --long --host "$host" "$snapshot" "$@"
fi

folder=$1
shift
if [ -e "$folder" ] && [ -n "$(ls -A "$folder")" ]; then
  refuse "$folder is not empty: restore into a new folder, and move what is needed from there"
fi
include=()
for path in "$@"; do
  case $path in /*) ;; *) refuse "$path does not begin with /" ;; esac
  include+=(--include "$path")
done
mkdir -p -m 0700 "$folder"
exec restic restore --host "$host" --target "$folder" ${include[@]+"${include[@]}"} "$snapshot"
