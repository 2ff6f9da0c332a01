package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
)

func secretWithoutKey() analyzer.Rule {
	return analyzer.Rule{
		Name:     "secret-without-key",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a secret of sops-nix that its encrypted file does not have",
			Why: `The host builds or starts without the secret: sops-nix looks the key up in the file, whose keys are in
clear. It is the secret's "key", by default its name, with "/" between nested names; the file is its "sopsFile", or
sops.defaultSopsFile of the same host.`,
			Bad: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: { nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; }; };
}
-- web.nix --
{
  sops.defaultSopsFile = ./secrets.yaml;
  sops.secrets."app/pasword" = { };
}
-- secrets.yaml --
app:
    password: ENC[AES256_GCM,data:aa==,type:str]
sops:
    version: 3.9.0
`,
			Good: `-- flake.nix --
{
  outputs = { nixpkgs, ... }: { nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; }; };
}
-- web.nix --
{
  sops.defaultSopsFile = ./secrets.yaml;
  sops.secrets."app/password" = { };
}
-- secrets.yaml --
app:
    password: ENC[AES256_GCM,data:aa==,type:str]
sops:
    version: 3.9.0
`,
			Unknown: "secrets and files with computed names, files that are not in this repository or not YAML or JSON, secrets under a condition that take the host's default file",
		},
		Check: func(p *analyzer.Pass) {
			for _, s := range p.Repo.Secrets {
				if s.Has {
					continue
				}
				message := fmt.Sprintf("secret %q has no key %q in %s", s.Name, s.Key, s.File)
				if nearest, ok := analyzer.Nearest(s.Key, s.Keys); ok {
					message += fmt.Sprintf("; did you mean %q?", nearest)
				}
				p.Report(diag.Diagnostic{Span: s.Span, Message: message, Option: "sops.secrets." + s.Name})
			}
		},
	}
}
