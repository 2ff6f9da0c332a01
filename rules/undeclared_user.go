package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func undeclaredUser() analyzer.Rule {
	return analyzer.Rule{
		Name:     "undeclared-user",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a user or group that nothing declares",
			Why: `users.users.NAME makes a new user where no module declares one of that name, and NixOS refuses one that is neither a
normal nor a system user. The owner of a secret who is not there fails when the machine is activated, and a unit whose User is not
there does not start. Modules of NixOS and of inputs declare users too: only a name that is nearly that of a user, a group or a service which
this repository sets, and that stands nowhere else, is reported.`,
			Bad: `{ pkgs, ... }:
{
  users.users.alice.isNormalUser = true;
  users.users.allice.extraGroups = [ "wheel" ];
}
`,
			Good: `{ pkgs, ... }:
{
  users.users.alice.isNormalUser = true;
  users.users.alice.extraGroups = [ "wheel" ];
}
`,
			Unknown: "names that are like none which is set here, that have fewer than four letters, or that differ from one in a digit; names that stand anywhere else, in Nix or in another file",
		},
		Check: func(p *analyzer.Pass) {
			wrong := strangeUsers(p.Repo, usersOf(p.Repo))
			names := slices.Sorted(maps.Keys(wrong))
			spoken := p.Repo.SpokenOf(names)
			for _, name := range names {
				if spoken[name] || standsElsewhere(p.Repo, name) {
					continue
				}
				for _, w := range wrong[name] {
					p.Report(diag.Diagnostic{Span: w.d.Span, Message: fmt.Sprintf("no module declares the %s %q; did you mean %q?", w.what, name, w.meant)})
				}
			}
		},
	}
}

// strangeUser is a definition that names a user, or a group, which nothing declares.
type strangeUser struct {
	d           *analyzer.Definition
	what, meant string
}

// strangeUsers are the names of users and groups that are like a known one, with the first place in each file.
func strangeUsers(repo *analyzer.Repo, known map[string]source) map[string][]strangeUser {
	wrong, seen := map[string][]strangeUser{}, map[string]bool{}
	all := slices.Sorted(maps.Keys(known))
	for _, f := range repo.Files {
		for _, d := range f.Definitions {
			name, what := namedUser(d)
			key := f.Name + " " + name
			if name == "" || known[name] != 0 || seen[key] || isTrial(f.Name) {
				continue
			}
			seen[key] = true
			if i := slices.IndexFunc(all, func(user string) bool {
				return oneSlip(name, user) && !countedUp(name, user) && !(known[user] == byService && isLonger(name, user))
			}); i >= 0 {
				wrong[name] = append(wrong[name], strangeUser{d, what, all[i]})
			}
		}
	}
	return wrong
}

// isLonger reports whether one name is the other with more behind it: the service iodine has the user iodined.
func isLonger(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// countedUp reports whether both names end in a digit: a function may make one of each number.
func countedUp(a, b string) bool {
	return unicode.IsDigit(rune(a[len(a)-1])) && unicode.IsDigit(rune(b[len(b)-1]))
}

// namedUser is the user or group that a definition names: whose options it sets, or whom a secret or a unit belongs to.
func namedUser(d *analyzer.Definition) (name, what string) {
	path := d.Path
	switch {
	case len(path) < 3:
		return "", ""
	case path[0] == "users" && path[1] == "users" && path.Name() != "group", path[0] == "home-manager" && path[1] == "users":
		if d.Classes()&^analyzer.NixOS != 0 {
			return "", "" // elsewhere the system has users that no module declares
		}
		return path[2], "user"
	}
	switch path[0] {
	case "users", "systemd", "age", "sops", "vaultix":
	default:
		return "", ""
	}
	text, _ := syntax.StaticText(d.Value)
	switch path.Name() {
	case "owner", "User":
		return text, "user"
	case "group", "Group":
		return text, "group"
	}
	return "", ""
}

// usersOf are the names of all users and groups that modules declare, and of services that they set, whose modules may
// declare one.
func usersOf(repo *analyzer.Repo) map[string]source {
	known, computed := map[string]source{}, false
	for _, f := range repo.Files {
		for _, d := range f.Definitions {
			computed = computed || len(d.Path) == 2 && d.Path[0] == "users" && d.Path[1] == "users"
			if name, by := declaredUser(d); name != "" {
				known[name] = max(known[name], by)
			}
		}
	}
	if computed {
		noteUserNames(repo, known)
	}
	return known
}

// source is what makes a user or a group.
type source uint8

const (
	byService source = iota + 1 // the module of a service may
	byName                      // a module of this repository does
)

// declaredUser is the user, group or service that a definition makes, "" if it makes none.
func declaredUser(d *analyzer.Definition) (name string, by source) {
	switch path := d.Path; {
	case len(path) > 2 && path[0] == "users" && path[1] == "groups", len(path) == 3 && path[0] == "users" && path[1] == "users":
		return path[2], byName
	case len(path) > 3 && path[0] == "users" && path[1] == "users" && (path[3] == "isNormalUser" || path[3] == "isSystemUser"):
		return path[2], byName
	case len(path) > 1 && path[0] == "services":
		return path[1], byService
	}
	return "", 0
}

// noteUserNames adds what options that are called for it say a user's name is, where users.users.${name} is declared.
func noteUserNames(repo *analyzer.Repo, known map[string]source) {
	for _, f := range repo.Files {
		for _, d := range f.Definitions {
			if last := strings.ToLower(d.Path.Name()); last == "user" || last == "username" || last == "name" && len(d.Path) > 1 && strings.HasPrefix(d.Path[len(d.Path)-2], "user") {
				if text, ok := syntax.StaticText(d.Value); ok {
					known[text] = byName
				}
			}
		}
	}
}
