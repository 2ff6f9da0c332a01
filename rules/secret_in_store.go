package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func secretInStore() analyzer.Rule {
	return analyzer.Rule{
		Name:     "secret-in-store",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a secret that every user of the machine can read in the store",
			Why: `What a configuration says is copied to /nix/store, which anybody may read: a secret written out, one read
by readFile, and a file named by a path. Hand over a file that exists on the machine only: with sops-nix or agenix, and
an option that takes its name. A written secret is named where its form says that a program made it: tokens and private keys, by their beginnings, whatever the
option; rows of hexadecimal digits, and letters and digits mixed as no word has them, where the option's name says that it holds a secret. Words and numbers that a person made
up are for weak-password. Hashes, public
keys, files that are encrypted or hold a hash, references that a tool for secrets resolves, placeholders, names of columns, variables and
credentials, users of installers, machines of tests, switches, what reaches a database through a socket, a password of a database here that is the user's name beside it, keys that everybody can read at their source, the password of an empty key, values that say, or of which a comment
says, that they are none, what stands for the case that an option is null which has a default and which nothing sets, and options that nothing reads (unused-option names those) are left alone. Elements of lists are read as well.`,
			Bad:     "{ ... }:\n{ services.app.settings.secret_key = \"1d0df220ab6742f87a33503ebe58a5c3\"; }\n",
			Good:    "{ config, ... }:\n{ services.app.settings.secret_key_file = config.sops.secrets.app.path; }\n",
			Unknown: "values that are computed, and options whose name does not tell that they hold a secret",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				if !isTrial(f.Name) {
					checkTexts(p, f)
				}
			}
			checkStore(p, false)
		},
	}
}

// storeCheck looks for secrets of one form: those that a person made up, or all others.
type storeCheck struct {
	*analyzer.Pass
	madeUp bool
}

func checkStore(p *analyzer.Pass, madeUp bool) {
	c := storeCheck{p, madeUp}
	for _, f := range p.Repo.Files {
		if isTrial(f.Name) {
			continue
		}
		// What the whole file is for is read only where it defines a user, which few do.
		passing := sync.OnceValue(func() bool { return isMedia(f) || ofTrialHosts(p.Repo, f) })
		live := sync.OnceValue(func() bool { return isLive(f) })
		for _, d := range f.Definitions {
			if len(d.Path) > 0 && !d.Dynamic && !forTest(d) && !(ofUser(d.Path) && (hasWord(d.Path[2], "vmtest") || passing() || isOwnName(d) && live())) {
				c.definition(d)
			}
		}
	}
}

// forTest reports whether a definition is only for a virtual machine that tries the host out.
func forTest(d *analyzer.Definition) bool {
	path := slices.Concat(d.Within, d.Path)
	return d.Priority == analyzer.VMPriority || path[0] == "nodes" || path[0] == "virtualisation" && len(path) > 1 && strings.HasPrefix(path[1], "vmVariant") || isInstallerImage(path)
}

// definition checks a definition, and those in the elements of its lists.
func (c storeCheck) definition(d *analyzer.Definition) {
	c.one(d, d.File.Definitions)
	for _, group := range inElements(d) {
		if isOfNothing(c.Repo, d) {
			return
		}
		for _, inner := range group {
			c.one(inner, group)
		}
	}
}

// one checks one definition; beside are the others of its file, or of its element of a list.
func (c storeCheck) one(d *analyzer.Definition, beside []*analyzer.Definition) {
	text, _ := syntax.StaticText(d.Value)
	what, written := storedSecret(c.Repo, d, text)
	if what == "" || c.madeUp != (written && !isGenerated(text)) || isNoSecret(c.Repo, d, beside, text) || c.madeUp && isForEverybody(d) {
		return
	}
	c.Report(diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: fmt.Sprintf("%q is %s, which everybody can read in the store; name a file that exists on the machine only", d.Path, what)})
}

// storedSecret says how a definition brings a secret into the store, "" if it does not; a text that is written out may be
// one that a person made up.
func storedSecret(repo *analyzer.Repo, d *analyzer.Definition, text string) (what string, written bool) {
	const out = "written out here"
	switch x := syntax.Unparen(d.Value); {
	case issued.MatchString(text) && !(strings.HasPrefix(text, accessKeyID) && namesUser.MatchString(d.Path.Name())):
		return out, false
	case inEnvironment(d.Path) && isWrittenSecret(text) && !ofContainer(d, text):
		return out, true
	case isSecretFile(d.Path.Name()):
		if file, ok := x.(*syntax.Path); ok && !isProtected(d.File.Text(file)) && !takesCiphertext(d.Path) && !isLocked(repo, d.File, file) {
			return "the file " + d.File.Text(file), false
		}
	case isSecret(d.Path.Name()) && !ofAddress(d.Path):
		if text, ok := syntax.StaticText(x); ok && isWrittenSecret(text) && !namesColumn(d.Path, text) && !namesKey(repo, d.Path, text) {
			return out, true
		} else if fn := readsFile(repo, d.File, x); fn != "" {
			return "read here by " + fn, false
		}
	}
	return "", false
}

// isLocked reports whether a path leads to a file that is encrypted, or holds a hash.
func isLocked(repo *analyzer.Repo, f *analyzer.File, x syntax.Expr) bool {
	p, ok := syntax.Unparen(x).(*syntax.Path)
	if !ok {
		return false
	}
	text, literal := literalPath(p)
	if !literal {
		return false
	}
	head, locked := repo.Sealed(path.Join(path.Dir(f.Name), text))
	return locked || hashed.MatchString(head)
}

// takesCiphertext knows options whose file is encrypted to the machine, and made to lie in the store.
func takesCiphertext(path analyzer.Path) bool {
	return path.HasPrefix(analyzer.Path{"boot", "initrd", "clevis", "devices"})
}

// isNoSecret reports whether what looks like a secret is none, or opens nothing. It is looked for last: few values look
// like one.
func isNoSecret(repo *analyzer.Repo, d *analyzer.Definition, beside []*analyzer.Definition, text string) bool {
	return namesCredential(d, text) || isSwitch(d.Path.Name(), text) || overSocket(d, beside) || isNameBeside(d, text, beside) || opensNothing(d, beside) || namesProvider(d, text, beside) || saysNoSecret(d, text) || isOfNothing(repo, d) || isNeverTaken(repo, d)
}

// isOfNothing reports whether the option that a value is for is declared here, and nothing reads it:
// unused-option says so, and no program has this secret. What reads an option is known below the namespaces; for any other
// one whose value reaches a command or a text, as ExecStart = "vnc -passwd ${cfg.password}", it is not.
func isOfNothing(repo *analyzer.Repo, d *analyzer.Definition) bool {
	if !repo.InNamespace(d.Path) && isReadSomewhere(repo, d.Path) {
		return false
	}
	decls := repo.Declaring(d.Path)
	return len(decls) > 0 && !slices.ContainsFunc(decls, func(decl *analyzer.Declaration) bool {
		return !decl.Path.Equal(d.Path) || !isUnused(repo, decl)
	})
}

func isReadSomewhere(repo *analyzer.Repo, option analyzer.Path) bool {
	return slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		return slices.ContainsFunc(f.Reads, func(r *analyzer.Read) bool { return option.HasPrefix(r.Path) && len(r.Path) > 1 })
	})
}

// ofAddress knows the Token of networkd: the part of an IPv6 address that the machine chooses.
func ofAddress(path analyzer.Path) bool {
	return path.Name() == "Token" && (path.HasPrefix(analyzer.Path{"systemd", "network"}) || strings.HasPrefix(strings.ToLower(path[max(0, len(path)-2)]), "ipv6"))
}

// namesKey reports whether a text is the name of a secret, and no secret: one that some module
// declares, or the value of an option by which a secret is selected.
func namesKey(repo *analyzer.Repo, option analyzer.Path, text string) bool {
	for _, f := range repo.Files {
		for _, d := range f.Definitions {
			if len(d.Path) > 2 && d.Path[1] == "secrets" && d.Path[2] == text {
				return true
			}
		}
		for _, r := range f.Reads {
			if r.Selects && option.Equal(r.Path) {
				return true
			}
		}
	}
	return false
}

// spelling is what names differ in that mean the same.
var spelling = strings.NewReplacer("-", "", "_", "")

// isSecret knows options that hold a secret itself.
func isSecret(name string) bool {
	switch strings.ToLower(spelling.Replace(name)) {
	case "password", "initialpassword", "rootpassword", "adminpassword", "adminpass", "userpassword", "dbpassword", "databasepassword",
		"smtppassword", "bindpassword", "passwd", "passphrase", "psk", "presharedkey", "pskraw",
		"token", "accesstoken", "authtoken", "apitoken", "bottoken", "registrationtoken",
		"secret", "clientsecret", "sharedsecret", "jwtsecret", "registrationsharedsecret", "privatekey", "secretkey", "apikey", "secretaccesskey":
		return true
	}
	return false
}

// isSecretFile knows options that take the name of a file with a secret.
func isSecretFile(name string) bool {
	base, isFile := strings.CutSuffix(strings.ToLower(name), "file")
	return isFile && isSecret(base)
}

// standsFor knows texts that are no secret but stand for one that is filled in later, or for none: a
// file's name, a variable, a placeholder, a time to live.
var standsFor = regexp.MustCompile(`(?i)^\s*$|^[/$@<{%!]|\$\{|\{\{|file:|^ext:|^[0-9]+ ?(?:[smhdwy]|(?:second|minute|hour|day|week|month|year)s?)$|^(?:dummy(?:[-_ ].*)?|unused|none|null|placeholder|disabled?|enabled?|generated?|off|on|yes|no|(?:sk-)?not?[-_ ].*|x+|\*+|true|false)$`)

// hashed are texts that a function which cannot be turned around made of a secret: crypt and argon2, and
// what Jupyter, Django, Werkzeug and PostgreSQL write, with the name of the function and a salt. A row of
// hexadecimal digits alone is a key.
var hashed = regexp.MustCompile(`\$(?:[1-7]|2[abxy]|y|gy|apr1|sha1|argon2(?:id?|d)|scrypt)\$|` +
	`^(?:sha(?:1|224|256|384|512)|md5|b?scrypt|argon2\w*)(?::[^:\s]*)*:[A-Za-z0-9+/_=-]{16,}$|` +
	`^(?:pbkdf2|scrypt|bcrypt|argon2)[\w:-]*\$\S+\$\S+$|^SCRAM-SHA-[0-9]+\$|^md5[0-9a-f]{32}$`)

// capitals are names of variables that somebody replaces, or that a program reads.
var capitals = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[A-Z_]{2,}$`)

// issued are the tokens that services give out, by how they begin, and private keys.
var issued = regexp.MustCompile(`^(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}$|` + ofServices + `)|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+\S{16}`)

// accessKeyID begins the name of a key of AWS, which opens nothing without the secret key: the user of a mail relay, say.
const accessKeyID = "AKIA"

// namesUser matches the names of attributes that say who somebody is. Other tokens open what they are for, whatever the
// attribute is called.
var namesUser = regexp.MustCompile(`(?i)(?:^|[a-z_-])(?:user(?:[_-]?name)?|login)$|(?:^|[_-])id$|Id$|access[_-]?key[_-]?id$`)

// inEnvironment knows a variable of some environment that is named as a secret is: GITHUB_TOKEN.
func inEnvironment(path analyzer.Path) bool {
	name := path.Name()
	if len(path) < 2 || name != strings.ToUpper(name) {
		return false
	}
	switch path[len(path)-2] {
	case "environment", "variables", "sessionVariables", "Environment", "env":
		return namesSecret.MatchString(name)
	}
	return false
}

// namesSecret are the names of variables that hold a secret.
var namesSecret = regexp.MustCompile(`_(?:TOKEN|PASSWORD|PASSWD|PASSPHRASE|PASS|SECRET|API_KEY)$|^PGPASSWORD$`)

// ofContainer reports whether a text is a part of the path around a variable, as what a container and
// its database call each other is: no secret that somebody chose, as long as the database opens no
// port.
func ofContainer(d *analyzer.Definition, text string) bool {
	around := d.Path[:len(d.Path)-1]
	if !strings.Contains(strings.ToLower(around.String()), strings.ToLower(text)) {
		return false
	}
	if !ofDatabase.MatchString(d.Path.Name()) {
		return true
	}
	ports := around[:len(around)-1].Join("ports")
	return !slices.ContainsFunc(d.File.Definitions, func(other *analyzer.Definition) bool { return ports.Equal(other.Path) && !isEmptyList(other.Value) })
}

// ofDatabase are variables by which the image of a database is set up.
var ofDatabase = regexp.MustCompile(`^(?:MYSQL|MARIADB|POSTGRES)_`)

func isEmptyList(x syntax.Expr) bool {
	list, ok := syntax.Unparen(x).(*syntax.List)
	return ok && len(list.Elems) == 0
}

// namesColumn reports whether a text names what holds a secret, and is none: a column of a table, or
// the option's own name again.
func namesColumn(path analyzer.Path, text string) bool {
	return text == path.Name() || len(path) > 1 && strings.EqualFold(path[len(path)-2], "columns")
}

// ofUser knows the password of a user of the machine.
func ofUser(path analyzer.Path) bool {
	return len(path) == 4 && path[0] == "users" && (path[1] == "users" || path[1] == "extraUsers")
}

// hasWord reports whether one of the words stands in a name by itself.
func hasWord(name string, words ...string) bool {
	parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune("/-_.", r) })
	return slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(words, part) })
}

func isWrittenSecret(text string) bool {
	return !standsFor.MatchString(text) && !isReference(text) && !isMarked(text) && !capitals.MatchString(text) && !hashed.MatchString(text)
}

// isProtected knows files that are encrypted, or public, by their names.
func isProtected(path string) bool {
	lower := strings.ToLower(path)
	for _, ending := range []string{".age", ".gpg", ".pub", ".asc", ".enc", ".jwe", ".pgp", ".yaml", ".yml", ".json", ".sops"} {
		if strings.HasSuffix(lower, ending) {
			return true
		}
	}
	return strings.Contains(lower, ".sops.") || strings.Contains(lower, ".enc.") || strings.HasPrefix(lower, "/run/")
}

// readsFile is the function by which a value reads a file of the repository, "" if it reads none
// that can be seen.
func readsFile(repo *analyzer.Repo, f *analyzer.File, x syntax.Expr) (fn string) {
	syntax.Walk(x, func(n syntax.Node) bool {
		call, ok := n.(*syntax.Apply)
		if !ok {
			return true
		}
		switch name := syntax.Callee(call); name {
		case "readFile", "fileContents", "toFile":
			if args := syntax.Arguments(call); !strings.Contains(f.Text(args[0]), ".pub") && !isLocked(repo, f, args[0]) {
				fn = name
			}
		}
		return fn == ""
	})
	return fn
}
