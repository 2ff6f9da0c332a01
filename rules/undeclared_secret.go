package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func undeclaredSecret() analyzer.Rule {
	return analyzer.Rule{
		Name:     "undeclared-secret",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a secret of sops-nix, agenix or vaultix that nothing declares",
			Why: `config.sops.secrets.NAME.path ends the evaluation of every host where no module sets sops.secrets.NAME, and so does
config.age.secrets.NAME.path. Where the names of some are computed, or another
repository may declare them, only a name that is nearly a declared one, and that stands nowhere else, is reported.`,
			Bad: `-- a.nix --
{ config, ... }:
{
  sops.secrets."app/token".sopsFile = ./secrets.yaml;
  services.app.tokenFile = config.sops.secrets."app/tokn".path;
}
-- secrets.yaml --
app:
    token: ENC[AES256_GCM,data:aa==,type:str]
sops:
    version: 3.9.0
`,
			Good: `-- a.nix --
{ config, ... }:
{
  sops.secrets."app/token".sopsFile = ./secrets.yaml;
  services.app.tokenFile = config.sops.secrets."app/token".path;
}
-- secrets.yaml --
app:
    token: ENC[AES256_GCM,data:aa==,type:str]
sops:
    version: 3.9.0
`,
			Unknown: "names that are like no declared one, or differ from it in digits only, unless every set of secrets is written out and each host that reads one has modules of well known inputs alone; names that stand anywhere else, in Nix or in another file; whether the host that reads a secret is one that declares it",
		},
		Check: func(p *analyzer.Pass) {
			wrong := undeclaredSecrets(p.Repo)
			names := make([]string, len(wrong))
			for i, w := range wrong {
				names[i] = w.name
			}
			spoken := p.Repo.SpokenOf(names)
			for _, w := range asWritten(wrong) {
				if !spoken[w.name] {
					p.Report(diag.Diagnostic{Span: w.span, Message: w.message()})
				}
			}
		},
	}
}

// lackingSecret is a read of a secret that no module declares.
type lackingSecret struct {
	name, meant string
	read        *analyzer.Read
	span        diag.Span // where the name is written
}

func (w lackingSecret) message() string {
	message := fmt.Sprintf("no module declares the secret %q", w.name)
	if w.meant != "" {
		message += fmt.Sprintf("; did you mean %q?", w.meant)
	}
	return message
}

func undeclaredSecrets(repo *analyzer.Repo) (wrong []lackingSecret) {
	var written map[string]bool
	declared, all := map[string][]string{}, map[string]*secretNames{}
	for _, tool := range secretTools {
		declared[tool] = declaredSecrets(repo, tool)
	}
	for _, f := range repo.Files {
		for _, r := range f.Reads {
			name, tool := secretOf(r.Path)
			if name == "" || r.Guarded || slices.Contains(declared[tool], name) || isTrial(f.Name) {
				continue
			}
			meant, like := near(name, declared[tool])
			if like && lettersOf(meant) == lettersOf(name) {
				continue
			}
			if !like {
				if all[tool] == nil {
					all[tool] = allSecrets(repo, tool)
				}
				if !all[tool].surelyLacks(name) || !readsOwnSecrets(repo, f) {
					continue
				}
			}
			if written == nil {
				written = writtenNames(repo)
			}
			if !written[name] {
				wrong = append(wrong, lackingSecret{name: name, meant: meant, read: r})
			}
		}
	}
	return wrong
}

// asWritten gives the places at which the names are written, where the files that read them write
// them: a secret may be read through a name that is bound to it.
func asWritten(wrong []lackingSecret) (places []lackingSecret) {
	seen := map[diag.Span]bool{}
	for _, w := range wrong {
		written := placesOf(w)
		if len(written) == 0 {
			written = []diag.Span{w.read.Span}
		}
		for _, w.span = range written {
			if !seen[w.span] {
				seen[w.span] = true
				places = append(places, w)
			}
		}
	}
	return places
}

// placesOf are the selections in a file that end in a secret's name, or go on behind it.
func placesOf(w lackingSecret) (places []diag.Span) {
	f := w.read.File
	f.Walk(func(n syntax.Node) bool {
		if sel, ok := n.(*syntax.Select); ok {
			names, _ := syntax.StaticPath(sel.Path)
			if i := slices.Index(names, w.name); i > 0 && (names[i-1] == "secrets" || names[i-1] == "placeholder") {
				places = append(places, f.Span(sel))
			}
		}
		return true
	})
	return places
}

// secretTools are the roots below which tools for secrets declare them.
var secretTools = []string{"sops", "age", "vaultix"}

// secretOf is the secret that a path leads to, and whose module it is.
func secretOf(path analyzer.Path) (name, tool string) {
	if len(path) < 3 || !slices.Contains(secretTools, path[0]) || path[1] != "secrets" && path[1] != "placeholder" {
		return "", ""
	}
	return path[2], path[0]
}

// declaredSecrets are the names that modules set below a tool's secrets, of machines and of homes.
func declaredSecrets(repo *analyzer.Repo, tool string) (names []string) {
	for _, f := range repo.Files {
		for _, d := range f.Definitions {
			if i := slices.Index(d.Path, tool); i >= 0 && len(d.Path) > i+2 && d.Path[i+1] == "secrets" {
				names = append(names, d.Path[i+2])
			}
		}
	}
	return names
}

func lettersOf(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, name)
}

// writtenNames are the names that sets bind and the texts that stand in strings: what is selected
// is no name that anything makes.
func writtenNames(repo *analyzer.Repo) map[string]bool {
	written := map[string]bool{}
	for _, f := range repo.All() {
		noteWritten(f.Root, written)
	}
	return written
}

func noteWritten(n syntax.Node, written map[string]bool) {
	switch n := n.(type) {
	case *syntax.Select:
		noteWritten(n.X, written)
		for _, name := range n.Path.Names {
			if i, computed := name.(*syntax.Interp); computed {
				noteWritten(i.X, written)
			}
		}
		if n.Or != nil {
			noteWritten(n.Or, written)
		}
		return
	case *syntax.AttrBinding:
		for _, name := range n.Path.Names {
			if text, ok := syntax.StaticName(name); ok {
				written[text] = true
			}
		}
	case *syntax.Str:
		if text, ok := syntax.StaticText(n); ok {
			written[text] = true
		}
	}
	syntax.EachChild(n, func(child syntax.Node) { noteWritten(child, written) })
}
