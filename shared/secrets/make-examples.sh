#!/bin/sh
# Makes the example secrets of this repository anew: a test key, .sops.yaml, and one encrypted file for each host
# that has secrets. The key is committed, so whatever it encrypts is public: for a real machine, put the age
# recipients of your own people and hosts (ssh-to-age < ssh_host_ed25519_key.pub) into .sops.yaml, and delete this key.
#
# usage: shared/secrets/make-examples.sh        needs Go, or age-keygen and sops as in `nix develop`
set -eu
cd "$(dirname "$0")/../.."
key=shared/secrets/worthless-test-key.txt

# Where the programs are not installed, these versions of them are built from source.
keygen() {
  if command -v age-keygen >/dev/null; then age-keygen "$@"; else go run filippo.io/age/cmd/age-keygen@v1.3.2 "$@"; fi
}
encrypt() {
  if command -v sops >/dev/null; then sops --encrypt "$@"; else go run github.com/getsops/sops/v3/cmd/sops@v3.13.3 --encrypt "$@"; fi
}

# folder below infrastructure/ | secret, as GROUP/NAME | its value
examples='
hetzner/bastion          root/password       !locked
hetzner/database         app/password        example-password
hetzner/database         backup/environment  AWS_ACCESS_KEY_ID=example\nAWS_SECRET_ACCESS_KEY=example-password
hetzner/database         backup/password     example-password
hetzner/database         backup/repository   s3:https://objects.example.org/database
hetzner/database         report/password     example-password
hetzner/database         root/password       !locked
hetzner/web              app/environment     DATABASE_PASSWORD=example-password
hetzner/web              backup/password     example-password
hetzner/web              backup/repository   rest:https://backup.example.org/web
hetzner/web              root/password       !locked
local-machines/atlas     developer/password  !locked
local-machines/developer git/token           example-token
local-machines/orion     developer/password  !locked
local-machines/vega      developer/token     example-token
'
hosts=$(printf '%s\n' "$examples" | awk 'NF { print $1 }' | uniq)

rule() {
  printf '  - path_regex: %s\n    age: %s\n' "$1" "$2"
}
host_recipient() { # stands for the host's own key, whose private half only the host has
  keygen 2>/dev/null | keygen -y
}
plain() { # the secrets of a host, one group of names after the other
  printf '%s\n' "$examples" | awk -v host="$1" '$1 == host {
    split($2, name, "/")
    if (name[1] != group) print name[1] ":"
    group = name[1]
    printf "  %s: \"%s\"\n", name[2], $3 }'
}

rm -f "$key"
keygen -o "$key" 2>/dev/null
recipient=$(keygen -y "$key")
echo "$recipient" >shared/secrets/worthless-recipient.txt

{
  echo '# Who can open which file. Made by shared/secrets/make-examples.sh with a test key that is worth nothing.'
  echo 'creation_rules:'
  for host in $hosts; do
    rule "^infrastructure/$host/secrets\\.yaml\$" "$recipient,$(host_recipient)"
  done
} >.sops.yaml

for host in $hosts; do
  file=infrastructure/$host/secrets.yaml
  plain "$host" >"$file"
  encrypt --in-place "$file"
done
