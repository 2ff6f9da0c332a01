package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func plaintextSecrets() analyzer.Rule {
	return analyzer.Rule{
		Name:     "plaintext-secrets",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a file of secrets that sops did not encrypt",
			Why: `What git tracks is copied to the store of every machine that evaluates the flake, where everybody reads it, and
sops-nix cannot decrypt a file that is not encrypted: the host does not activate. "sops --encrypt --in-place FILE" encrypts it;
what was committed is to be replaced.`,
			Bad: `-- web.nix --
{ ... }:
{
  sops.secrets."app/token".sopsFile = ./secrets.yaml;
}
-- secrets.yaml --
app:
    token: plain
`,
			Good: `-- web.nix --
{ ... }:
{
  sops.secrets."app/token".sopsFile = ./secrets.yaml;
}
-- secrets.yaml --
app:
    token: ENC[AES256_GCM,data:aa==,type:str]
sops:
    version: 3.9.0
`,
			Unknown: "files that are not YAML or JSON, whose path is computed, or that another format is given for",
		},
		Check: func(p *analyzer.Pass) {
			handed := handedToSops(p.Repo)
			for _, f := range p.Repo.Files {
				if isTrial(f.Name) || isExample(f.Name) {
					continue
				}
				for _, d := range f.Definitions {
					if file := sopsFileOf(d, handed); file != "" && !strings.HasPrefix(path.Base(file), ".sops.") && p.Repo.Plaintext(file) { // .sops.yaml has the rules of sops
						p.Report(diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: fmt.Sprintf("%s is not encrypted, and everybody can read it in the store; sops --encrypt --in-place %s", file, file)})
					}
				}
			}
		},
	}
}

// sopsFileOf is the file that a definition gives to sops-nix, by itself or through an option that is
// handed on to it, where it is written out and no format is given beside it; "" for any other
// definition.
func sopsFileOf(d *analyzer.Definition, handed map[string]bool) string {
	if d.Dynamic || !givesToSops(d) && !handed[d.Path.String()] {
		return ""
	}
	literal, ok := syntax.Unparen(d.Value).(*syntax.Path)
	if !ok {
		return ""
	}
	text, ok := literalPath(literal)
	if !ok || text[0] != '.' {
		return ""
	}
	return path.Join(path.Dir(d.File.Name), text)
}

// givesToSops reports whether a definition names a file for sops-nix, without a format beside it.
func givesToSops(d *analyzer.Definition) bool {
	i := slices.Index(d.Path, "sops")
	if i < 0 {
		return false
	}
	group := d.Path[:len(d.Path)-1]
	switch rest := d.Path[i+1:]; {
	case len(rest) == 1 && rest[0] == "defaultSopsFile":
		return !defines(d.File, group.Join("defaultSopsFormat"))
	case len(rest) == 3 && rest[0] == "secrets" && rest[2] == "sopsFile":
		return !defines(d.File, group.Join("format"))
	}
	return false
}

// handedToSops are the options whose value, as it is, is such a file.
func handedToSops(r *analyzer.Repo) map[string]bool {
	handed := map[string]bool{}
	for _, f := range r.Files {
		for _, d := range f.Definitions {
			if _, plain := syntax.Unparen(d.Value).(*syntax.Select); plain && givesToSops(d) && len(d.Uses()) == 1 {
				handed[d.Uses()[0].String()] = true
			}
		}
	}
	return handed
}

func defines(f *analyzer.File, option analyzer.Path) bool {
	return slices.ContainsFunc(f.Definitions, func(d *analyzer.Definition) bool { return d.Path.Equal(option) })
}
