package harness

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// freeFlake takes what no option is declared for.
const freeFlake = `{
  outputs = _: let lib = import ./lib; in {
    lib = lib // {
      nixosSystem = { modules, ... }: lib.evalModules {
        modules = [ ./options.nix { freeformType = lib.types.lazyAttrsOf lib.types.anything; } ] ++ modules;
      };
    };
  };
}
`

// foreignRepository writes a nixpkgs of which only the lib is real: of MXMCHECK_LIB, else of the
// stand-ins.
func foreignRepository(t *testing.T, flake, options string) string {
	t.Helper()
	lib := os.Getenv("MXMCHECK_LIB")
	if lib == "" {
		lib = filepath.Join("standin", "inputs", "nixpkgs", "lib")
	}
	f := fleet{dir: filepath.Join(t.TempDir(), "nixpkgs")}
	if err := os.CopyFS(filepath.Join(f.dir, "lib"), os.DirFS(lib)); err != nil {
		t.Fatal(err)
	}
	f.file(t, "flake.nix", flake)
	f.file(t, "options.nix", options)
	return f.dir
}

// freeDefinition is one that no option is declared for: where it stands, and what it comes to.
type freeDefinition struct {
	path, text, value string // value: as a snapshot spells it; "" where its condition is false
	file              string
}

var freeForms = []struct{ text, value string }{
	{`%q`, `%q`},
	{`lib.mkForce %q`, `%q`},
	{`lib.mkIf true %q`, `%q`},
	{`lib.mkIf false %q`, ""},
	{`lib.mkMerge [ (lib.mkIf false "not read") (lib.mkBefore %q) ]`, `%q`},
	{`throw %q`, `<error %q>`},
	{`lib.mkIf (throw %q) "not read"`, `<error %q>`},
}

// Generated hosts define what no option is declared for: at the top, beside options, below the root
// and below sets of options, in files and inline. Each of it is a record, once, with its file.
// A walk of every option tells the values that the type makes of them, or that it makes none.
func TestFreeDefinitionsAreRecorded(t *testing.T) {
	nixpkgs := foreignRepository(t, freeFlake, foreignOptions)
	f := fleet{dir: filepath.Join(t.TempDir(), "fleet")}
	rng := rand.New(rand.NewPCG(3, 4))
	var hosts []string
	want := map[string][]freeDefinition{}
	for h := range 12 {
		name := fmt.Sprintf("h%d", h)
		var modules []string
		for m := range 1 + rng.IntN(3) {
			file := []string{"flake.nix", fmt.Sprintf("m/%d-%d.nix", h, m)}[rng.IntN(2)]
			var lines []string
			for d := range 1 + rng.IntN(4) {
				one := freeOne(rng, fmt.Sprintf("d%d-%d-%d", h, m, d), file)
				want[name] = append(want[name], one)
				lines = append(lines, one.text)
			}
			text := "({ lib, ... }: {\n" + strings.Join(lines, "\n") + "\n})"
			if file == "flake.nix" {
				modules = append(modules, text)
				continue
			}
			f.file(t, file, text+"\n")
			modules = append(modules, "./"+file)
		}
		hosts = append(hosts, fmt.Sprintf("%s = nixpkgs.lib.nixosSystem { modules = [ %s ]; };", name, strings.Join(modules, "\n")))
	}
	f.file(t, "flake.lock", fleetLock)
	f.file(t, "flake.nix", "{ inputs.nixpkgs.url = \"github:NixOS/nixpkgs\"; outputs = { nixpkgs, ... }: { nixosConfigurations = {\n"+strings.Join(hosts, "\n")+"\n}; }; }\n")
	own, whole := bothWays(t, Options{Root: f.dir, Roots: []string{"mxmlabs"}, Overrides: []Override{{Input: "nixpkgs", Ref: "path:" + nixpkgs}}})
	for i, one := range own {
		checkFree(t, one, want[one.Host.Name])
		for _, d := range want[one.Host.Name] {
			if d.value != "" && !slices.ContainsFunc(whole[i].Effects, func(r Record) bool {
				return r.Path == d.path || IsBroken(r) && (r.Path == "" || strings.HasPrefix(d.path, r.Path+"."))
			}) {
				t.Errorf("%s: a walk of every option does not tell %s; it has\n%s", one.Host, d.path, SnapshotOf(whole[i]).Render())
			}
		}
	}
}

// freeOne makes a definition; its name is its own, and its value.
func freeOne(rng *rand.Rand, name, file string) freeDefinition {
	path := []string{"", "deep.er.", "net.", "net.deep.", "mxmlabs.", "mxmlabs.deep.", "assertion."}[rng.IntN(7)] + name
	form := freeForms[rng.IntN(len(freeForms))]
	one := freeDefinition{path: path, text: path + " = " + fmt.Sprintf(form.text, name) + ";", file: file}
	if form.value != "" {
		one.value = fmt.Sprintf(form.value, name)
	}
	return one
}

func checkFree(t *testing.T, o Outcome, want []freeDefinition) {
	t.Helper()
	if o.Failure != nil {
		t.Errorf("%s: %+v", o.Host, o.Failure)
		return
	}
	var wanted, got []string
	for _, d := range want {
		if d.value != "" {
			wanted = append(wanted, d.path+" = "+d.value+" of "+d.file)
		}
	}
	for _, r := range withoutTaken(o.Effects) {
		got = append(got, r.Path+" = "+renderValue(r.Value)+" of "+strings.Join(r.Files, " "))
	}
	slices.Sort(wanted)
	slices.Sort(got)
	if !slices.Equal(wanted, got) {
		t.Errorf("%s:\n-want %s\n+got  %s", o.Host, strings.Join(wanted, "\n      "), strings.Join(got, "\n      "))
	}
}
