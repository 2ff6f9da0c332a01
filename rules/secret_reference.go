package rules

import "regexp"

// reference matches what a tool for secrets puts one in the place of: op://vault/item/field, vault:secret/data/x#key,
// ref+sops://file#/key, os.environ/NAME. A scheme of the net, with a password in its address, is none.
var reference = regexp.MustCompile(`(?i)^(?:op|pass|gopass|lpass|lastpass|bw|bws|rbw|bitwarden|vault|hashivault|secrets?|sops|age|env|environment|keyring|keychain|infisical|doppler|akeyless|dashlane|proton-?pass|keeper|conjur|` +
	`aws-?sm|awssecretsmanager|awsssm|gcp-?sm|gcpsecretmanager|azkv|azurekeyvault|akv|ref\+[a-z0-9]+|secretref\+[a-z0-9]+)://\S|` +
	`^(?:vault|bws?|env|ref\+[a-z0-9]+|infisical|doppler|keyring|awssm|awsssm|gcpsm|azkv):[A-Za-z]\S|^arn:aws:(?:secretsmanager|ssm):|^(?:os\.environ|process\.env|env)[/.][A-Za-z_]\w*$|^os\.environ\[`)

func isReference(text string) bool { return reference.MatchString(text) }
