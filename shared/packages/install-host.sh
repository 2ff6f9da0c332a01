# Installs a host of the list on a machine: its disk is erased. What reaches the host, and its addresses, are in $list:
# one line each, HOST JUMP ADDRESS…, where JUMP is - for a host that SSH reaches straight.
usage() {
  echo "usage: install-host HOST ADDRESS [OPTION…]" >&2
  echo "Installs HOST of this flake on the machine at ADDRESS. Its disk is erased. OPTIONs are those of nixos-anywhere." >&2
  exit 2
}
[ "$#" -ge 2 ] || usage
host=$1
address=$2
shift 2

entry=$(awk -v host="$host" '$1 == host' <<<"$list")
if [ -z "$entry" ]; then
  echo "install-host: infrastructure/default.nix has no NixOS host $host" >&2
  exit 2
fi
read -r _ jump known <<<"$entry"
case " $known " in
*" $address "*) echo "$address is an address of $host." >&2 ;;
*) echo "$address is NOT an address of $host, which the list has at: ${known:-no address}." >&2 ;;
esac
echo "Everything on the disk of the machine at $address is erased. Type the name of the host to go on:" >&2
read -r answer || true # what was typed before the end of the input counts
if [ "$answer" != "$host" ]; then
  echo "install-host: nothing is done" >&2
  exit 1
fi

# The private address of a host is known to the machine before it alone. Whom one is there is for ~/.ssh/config to say, or
# for JUMP, as in operator@192.0.2.23.
if [ "$jump" != - ] && [ "$address" = "${known%% *}" ]; then
  set -- --ssh-option "ProxyJump=${JUMP:-$jump}" "$@"
fi
exec nixos-anywhere --flake ".#$host" --target-host "root@$address" "$@"
