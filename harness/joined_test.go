package harness

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// besideModule is a module that defines each option of foreignOptions once more. What another module says
// of them may throw: what this one says is recorded all the same.
const besideModule = `{ lib, ... }: {
  net.texts = [ "beside" ];
  net.name = "beside";
  net.set = { beside = "beside"; };
  net.deep.er.lines = lib.mkMerge [ "beside" (lib.mkIf false (throw "not read")) ];
  net.sub.beside.value = "beside";
  mxmlabs.texts = [ "beside" ];
  warnings = [ "beside" ];
  assertions = [ { assertion = false; message = "beside"; } ];
}
`

var besideWant = []string{
	`assertions = <failed "beside">`, `net.deep.er.lines = "beside"`, `net.name = "beside"`, `net.set.beside = "beside"`,
	`net.sub.beside.value = "beside"`, `net.texts = ["beside"]`, `warnings = "beside"`,
}

// throwing are bodies of a module, and the records that it has beside those of the other one, or in
// place of them.
var throwing = map[string]struct{ body, want string }{
	"value":                   {`net.set = throw "bad";`, `net.set = <error "bad">`},
	"part":                    {`net.set = lib.mkMerge [ { more = "more"; } (throw "bad") ];`, `net.set = <error "bad">, net.set.more = "more"`},
	"parts":                   {`net.set = lib.mkMerge (throw "bad");`, `net.set = <error "bad">`},
	"condition":               {`net.set = lib.mkIf (throw "bad") { more = "more"; };`, `net.set = <error "bad">`},
	"condition of a part":     {`net.set = lib.mkMerge [ (lib.mkIf (throw "bad") { x = "x"; }) { more = "more"; } ];`, `net.set = <error "bad">, net.set.more = "more"`},
	"condition of a module":   {`config = lib.mkIf (throw "bad") { net.set.more = "more"; net.name = lib.mkForce "x"; };`, `net.name = <error "bad">, net.set = <error "bad">`},
	"condition of one key":    {`net.set.more = lib.mkIf (throw "bad") "more";`, `net.set.more = <error "bad">`},
	"content":                 {`net.texts = lib.mkIf true (throw "bad");`, `net.texts = <error "bad">`},
	"never":                   {`net.texts = lib.mkIf false (throw "bad");`, ``},
	"priority":                {`net.name = lib.mkOverride (throw "bad") "more";`, `net.name = <error "bad">`},
	"forced":                  {`net.deep.er.lines = lib.mkForce (throw "bad");`, `net.deep.er.lines = <error "bad">, - net.deep.er.lines = "beside"`},
	"overridden":              {`net.deep.er.lines = lib.mkDefault (throw "bad");`, ``},
	"order":                   {`net.texts = lib.mkBefore (throw "bad");`, `net.texts = <error "bad">`},
	"key":                     {`net.set = { more = "more"; bad = throw "bad"; };`, `net.set.bad = <error "bad">, net.set.more = "more"`},
	"submodule":               {`net.sub.beside = throw "bad"; net.sub.more.value = "more";`, `net.sub.beside = <error "bad">, net.sub.more.value = "more"`},
	"submodules":              {`net.sub = throw "bad";`, `net.sub = <error "bad">`},
	"in a submodule":          {`net.sub.beside.value = throw "bad"; net.sub.more.value = "more";`, `net.sub.beside.value = <error "bad">, net.sub.more.value = "more"`},
	"element":                 {`net.texts = [ (throw "bad") "more" ];`, `net.texts = [<error "bad">"more"]`},
	"two":                     {`net.set = lib.mkMerge [ (throw "bad") (throw "worse") ]; net.texts = throw "bad";`, `net.set = <error "bad">, net.set = <error "worse">, net.texts = <error "bad">`},
	"abort":                   {`net.set = abort "bad"; net.texts = [ "more" ];`, `net.set = <error "evaluation aborted with the following error message: 'bad'">, net.texts = ["more"]`},
	"no set":                  {`net.set = { }.bad; net.texts = [ "more" ];`, `net.set = <error "attribute 'bad' missing">, net.texts = ["more"]`},
	"no condition":            {`net.set = lib.mkIf { }.bad { x = "x"; };`, `net.set = <error "attribute 'bad' missing">`},
	"over a default":          {`options.net.own = lib.mkOption { default = null; }; config.net.own = throw "bad";`, `net.own = <error "bad">`},
	"no set over a default":   {`options.net.own = lib.mkOption { default = null; }; config.net.own = { }.bad;`, `net.own = <error "attribute 'bad' missing">`},
	"no guard over a default": {`options.net.own = lib.mkOption { default = null; }; config.net.own = lib.mkIf { }.bad 1;`, `net.own = <error "attribute 'bad' missing">`},
	"warnings":                {`warnings = throw "bad";`, `warnings = <error "bad">`},
	"assertions":              {`assertions = lib.mkIf (throw "bad") [ ];`, `assertions = <error "bad">`},
	"below the root":          {`mxmlabs.texts = throw "bad";`, `mxmlabs.texts = <error "bad">, mxmlabs.texts = ["beside"]`},
	"priority below the root": {`mxmlabs.texts = lib.mkOverride (throw "bad") [ ];`, `mxmlabs.texts = <error "bad">, mxmlabs.texts = ["beside"]`},
	"of an input":             {`net.broken = "more";`, `net.broken = "more", net.broken = <error "of the input">`},
}

const joinedOptions = `
  options.net.broken = option lib.types.str "";
  config.net.broken = lib.mkIf (throw "of the input") "never";
  options.mxmlabs.texts = option (lib.types.listOf lib.types.str) [ ];
  options.warnings = option (lib.types.listOf lib.types.str) [ ];
  options.assertions = option (lib.types.listOf lib.types.unspecified) [ ];
}
`

// One definition of an option that throws, with the real module system, in a file and inline: the
// others are records, and the one that throws is a record with its error.
func TestADefinitionThatThrowsCostsNoOther(t *testing.T) {
	nixpkgs := foreignRepository(t, foreignFlake, strings.TrimSuffix(foreignOptions, "}\n")+joinedOptions)
	f := fleet{dir: t.TempDir()}
	var hosts []string
	for name, one := range throwing {
		file := "m/" + strings.ReplaceAll(name, " ", "-") + ".nix"
		text := "{ lib, ... }: { " + one.body + " }"
		f.file(t, file, text+"\n")
		hosts = append(hosts,
			fmt.Sprintf("%q = lib.nixosSystem { modules = [ ./beside.nix ./%s ]; };", name, file),
			fmt.Sprintf("%q = lib.nixosSystem { modules = [ (%s) (%s) ]; };", name+" inline", text, besideModule))
	}
	f.file(t, "beside.nix", besideModule)
	f.file(t, "flake.lock", fleetLock)
	f.file(t, "flake.nix", "{ inputs.nixpkgs.url = \"github:NixOS/nixpkgs\"; outputs = { nixpkgs, ... }: let inherit (nixpkgs) lib; in { nixosConfigurations = {\n"+strings.Join(hosts, "\n")+"\n}; }; }\n")
	for _, o := range evaluated(t, Options{Root: f.dir, Roots: []string{"mxmlabs"}, Effects: true, Jobs: 2, Overrides: []Override{{Input: "nixpkgs", Ref: "path:" + nixpkgs}}}) {
		checkThrown(t, o, throwing[strings.TrimSuffix(o.Host.Name, " inline")].want)
	}
}

func checkThrown(t *testing.T, o Outcome, more string) {
	t.Helper()
	want := slices.Clone(besideWant)
	for one := range strings.SplitSeq(more, ", ") {
		if gone, found := strings.CutPrefix(one, "- "); found {
			want = slices.DeleteFunc(want, func(kept string) bool { return kept == gone })
		} else if one != "" {
			want = append(want, one)
		}
	}
	var got []string
	for _, r := range withoutTaken(o.Effects) {
		got = append(got, r.Path+" = "+strings.NewReplacer("\n", "", "  ", "", "[ ", "[").Replace(renderValue(r.Value)))
		if len(r.Files) != 1 {
			t.Errorf("%s: %s is of %q", o.Host, r.Path, r.Files)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if o.Failure != nil || !slices.Equal(want, got) {
		t.Errorf("%s in %d walks: %v\n-want %s\n+got  %s", o.Host, o.Walks, o.Failure, strings.Join(want, "\n      "), strings.Join(got, "\n      "))
	}
}
