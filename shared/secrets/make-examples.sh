#!/bin/sh
# Makes the example secrets of this repository anew: a test key, .sops.yaml, and one encrypted file for each host
# that has secrets. The key is committed, so whatever it encrypts is public: for a real machine, put the age
# recipients of your own people and hosts (ssh-to-age < ssh_host_ed25519_key.pub) into .sops.yaml, and delete this key.
#
# usage: shared/secrets/make-examples.sh        needs age-keygen and sops
set -eu
cd "$(dirname "$0")/../.."
key=shared/secrets/worthless-test-key.txt

rm -f "$key"
age-keygen -o "$key" 2>/dev/null
recipient=$(age-keygen -y "$key")

rule() {
  printf '  - path_regex: %s\n    age: %s\n' "$1" "$2"
}
host_recipient() { # stands for the host's own key, whose private half only the host has
  age-keygen 2>/dev/null | age-keygen -y
}
encrypt() {
  SOPS_AGE_KEY_FILE=$key sops --encrypt --input-type yaml --output-type yaml --filename-override "$1" /dev/stdin > "$1"
}

# folder below infrastructure/ | name of the secret | its value
examples='
hetzner/database         app        password  example-password
local-machines/atlas     developer  password  !locked
local-machines/developer git        token     example-token
local-machines/orion     developer  password  !locked
local-machines/vega      developer  token     example-token
'

{
  echo '# Who can open which file. Made by shared/secrets/make-examples.sh with a test key that is worth nothing.'
  echo 'creation_rules:'
  echo "$examples" | while read -r host _; do
    [ -z "$host" ] || rule "^infrastructure/$host/secrets\\.yaml\$" "$recipient,$(host_recipient)"
  done
} > .sops.yaml

echo "$examples" | while read -r host group name value; do
  [ -z "$host" ] || printf '%s:\n  %s: "%s"\n' "$group" "$name" "$value" | encrypt "infrastructure/$host/secrets.yaml"
done
