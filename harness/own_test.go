package harness

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/harness/standin"
)

// bothWays evaluates every host of a flake by its own modules and by forcing every option.
func bothWays(t *testing.T, o Options) (own, whole []Outcome) {
	t.Helper()
	o.Effects, o.Exact, o.Jobs = true, true, 2
	for way, into := range map[string]*[]Outcome{"modules": &own, wholeWay: &whole} {
		o.way = way
		r, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		list, err := r.Hosts(t.Context())
		if err == nil {
			*into, err = r.Eval(t.Context(), list.Hosts)
		}
		for i := range *into { // what modules take from inputs is no definition
			(*into)[i].Effects = withoutTaken((*into)[i].Effects)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return own, whole
}

// sameEffects compares both ways, and gives what only the modules tell. What Nix calls by no file is
// told by the whole walk without one, whosever it is; the modules tell which of it is the
// repository's, and where it stands.
func sameEffects(t *testing.T, own, whole Outcome) (more []Record) {
	t.Helper()
	if own.Failure != nil || whole.Failure != nil {
		t.Fatalf("%s: %+v, %+v", own.Host, own.Failure, whole.Failure)
	}
	rest := slices.Clone(own.Effects)
	for _, one := range whole.Effects {
		i := slices.IndexFunc(rest, func(r Record) bool {
			return r.Path == one.Path && cmp.Equal(r.Value, one.Value) && r.Exact.Under == one.Exact.Under && (len(one.Files) == 0 || slices.Equal(r.Files, one.Files))
		})
		switch {
		case i >= 0:
			rest = slices.Delete(rest, i, i+1)
		case IsBroken(one) && slices.ContainsFunc(rest, func(r Record) bool { return r.Path == one.Path && IsBroken(r) }):
			rest = slices.DeleteFunc(rest, func(r Record) bool { return oneOf(r, one) })
		case len(one.Files) > 0:
			t.Errorf("%s: only the whole walk has %s = %s of %s", own.Host, one.Path, renderValue(one.Value), one.Files)
		}
	}
	return rest
}

// oneOf reports whether a definition is one of those that the whole walk could not join. The modules
// tell them one by one.
func oneOf(r, joined Record) bool {
	return (r.Path == joined.Path || strings.HasPrefix(r.Path, joined.Path+".")) && !slices.ContainsFunc(r.Files, func(file string) bool { return !slices.Contains(joined.Files, file) })
}

func noneMore(t *testing.T, h Host, more []Record) {
	t.Helper()
	for _, one := range more {
		t.Errorf("%s: only the modules have %s = %s of %s", h, one.Path, renderValue(one.Value), one.Files)
	}
}

// The hosts of this repository, with the stand-ins.
func TestOwnModulesTellWhatTheWholeWalkTells(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	inputs, err := LockedInputs(root)
	if err != nil {
		t.Fatal(err)
	}
	var wanted []standin.Want
	for _, in := range inputs {
		wanted = append(wanted, standin.Want{StandIn: standin.Of(in.Name, in.Repository)})
	}
	folders, err := standin.Materialize(t.TempDir(), wanted, standin.Options{Namespaces: []string{"mxmlabs"}, Packages: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	files, err := ListFiles(t.Context(), root, false)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Root: root, Files: files, Roots: []string{"mxmlabs"}}
	for i, in := range inputs {
		o.Overrides = append(o.Overrides, Override{Input: in.Name, Ref: "path:" + folders[i]})
	}
	own, whole := bothWays(t, o)
	effects := 0
	for i := range own {
		effects += len(own[i].Effects)
		noneMore(t, own[i].Host, sameEffects(t, own[i], whole[i]))
	}
	t.Logf("%d hosts, %d effects", len(own), effects)
}

// A fleet on a complete NixOS, whose folder MXMCHECK_NIXOS names: `make real-nixos`.
func TestOwnModulesOfARealFleet(t *testing.T) {
	nixpkgs := os.Getenv("MXMCHECK_NIXOS")
	if nixpkgs == "" {
		t.Skip("set MXMCHECK_NIXOS, or run make real-nixos")
	}
	root := realFleet(t)
	files, err := ListFiles(t.Context(), root, false)
	if err != nil {
		t.Fatal(err)
	}
	own, whole := bothWays(t, Options{Root: root, Files: files, Roots: []string{"fleet"}, Overrides: []Override{{Input: "nixpkgs", Ref: "path:" + nixpkgs}}})
	for i := range own {
		if len(own[i].Effects) < 50 {
			t.Errorf("%s: only %d effects", own[i].Host, len(own[i].Effects))
		}
		noneMore(t, own[i].Host, sameEffects(t, own[i], whole[i]))
	}
}

// realFleet writes fixtures/real/fleet.txtar.
func realFleet(t testing.TB) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("..", "fixtures", "real", "fleet.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	f := fleet{dir: filepath.Join(t.TempDir(), "fleet")}
	for _, one := range archive.Files {
		f.file(t, one.Name, string(one.Data))
	}
	return f.dir
}

// foreignFlake has options of all shapes, and modules of its own without a file.
const foreignFlake = `{
  outputs = _: let lib = import ./lib; in {
    lib = lib // {
      nixosSystem = { modules, ... }: lib.evalModules {
        modules = [ { net.texts = [ "foreign" ]; } ] ++ modules ++ [
          ./options.nix
          ({ lib, ... }: { net.texts = lib.mkAfter [ "foreign" ]; net.name = lib.mkDefault "foreign"; net.set.foreign = "foreign"; })
          { net.texts = lib.mkBefore [ "foreign" ]; }
        ];
      };
      wrapped = module: { _file = ./options.nix; imports = [ module ]; };
    };
  };
}
`

const foreignOptions = `{ lib, ... }:
let option = type: default: lib.mkOption { inherit type default; description = "An option."; }; in
{
  options.mxmlabs.x = option lib.types.int 1;
  options.net = {
    texts = option (lib.types.listOf lib.types.str) [ ];
    name = option lib.types.str "foreign";
    set = option (lib.types.attrsOf lib.types.str) { };
    deep.er.lines = option lib.types.lines "";
    sub = option (lib.types.attrsOf (lib.types.submodule { options.value = option lib.types.str ""; })) { };
  };
}
`

// module writes a module whose values name the file that it stands in, in one of many forms.
func module(rng *rand.Rand, file string, depth int) string {
	mark := `"own ` + file + `"`
	priority := []string{"", "lib.mkDefault ", "lib.mkForce ", "lib.mkIf true ", "lib.mkIf false ", "lib.mkOverride 30 "}
	order := append(priority, "lib.mkBefore ", "lib.mkAfter ", "lib.mkOrder 200 ")
	wrap := func(all []string, value string) string { return all[rng.IntN(len(all))] + "(" + value + ")" }
	var body []string
	for _, line := range []string{
		"net.texts = " + wrap(order, "["+mark+"]") + ";",
		"net.name = lib.mkOverride " + fmt.Sprint(10+rng.IntN(5)) + " (lib.mkIf false " + mark + ");",
		"net.set = " + wrap(priority, "{ k"+strings.Trim(strings.NewReplacer("/", "", ".", "").Replace(file), "/")+fmt.Sprint(rng.IntN(1000000))+" = "+mark+"; }") + ";",
		"net.deep = " + wrap(priority, "{ er.lines = "+wrap(order, mark)+"; }") + ";",
		"net.sub = lib.mkMerge [ { s" + fmt.Sprint(rng.IntN(1000000)) + ".value = " + mark + "; } (lib.mkIf false { t.value = throw \"not read\"; }) ];",
	} {
		if rng.IntN(2) == 0 {
			body = append(body, line)
		}
	}
	if depth > 0 && rng.IntN(2) == 0 {
		body = append(body, "imports = [ "+module(rng, file, depth-1)+" ];")
	}
	set := "{ " + strings.Join(body, " ") + " }"
	switch rng.IntN(8) {
	case 0:
		return "({ lib, ... }: " + set + ")"
	case 1:
		return "(_: " + set + ")"
	case 2:
		return "(args: { config = args.lib.mkMerge [ { net.texts = [ " + mark + " ]; } (args.lib.mkIf true { net.deep.er.lines = " + mark + "; }) ]; })"
	case 3:
		return "(lib.setAttrByPath [ \"net\" \"set\" ] { k" + fmt.Sprint(rng.IntN(1000000)) + " = " + mark + "; })"
	case 4:
		return "(lib.mkIf true { net.texts = [ " + mark + " ]; })"
	case 5:
		return "(nixpkgs.lib.wrapped " + set + ")"
	case 6:
		return "{ options.mine.o" + fmt.Sprint(rng.IntN(1000000)) + " = lib.mkOption { default = " + mark + "; }; config = { mxmlabs.x = lib.mkForce 2; }; }"
	}
	return set
}

// Generated hosts: modules inline in the flake and in a part of it, in files, wrapped, made by
// functions of lib, imported by each other and disabled, beside modules of an input without a file.
// Every value says whose it is and where it stands.
func TestOwnModulesOfGeneratedHosts(t *testing.T) {
	lib := os.Getenv("MXMCHECK_LIB")
	if lib == "" {
		lib = filepath.Join("standin", "inputs", "nixpkgs", "lib")
	}
	f := fleet{dir: filepath.Join(t.TempDir(), "fleet")}
	foreign := fleet{dir: filepath.Join(t.TempDir(), "nixpkgs")}
	if err := os.CopyFS(filepath.Join(foreign.dir, "lib"), os.DirFS(lib)); err != nil {
		t.Fatal(err)
	}
	foreign.file(t, "flake.nix", foreignFlake)
	foreign.file(t, "options.nix", foreignOptions)
	rng := rand.New(rand.NewPCG(1, 2))
	var hosts []string
	for i := range 30 {
		var modules []string
		for n := range 1 + rng.IntN(5) {
			switch name := fmt.Sprintf("m/%d-%d.nix", i, n); rng.IntN(4) {
			case 0:
				f.file(t, name, "{ lib, nixpkgs ? null, ... }@args: { imports = [ "+strings.ReplaceAll(module(rng, name, 1), "nixpkgs.lib.wrapped ", "")+" ]; net.texts = [ \"own "+name+"\" ]; }\n")
				modules = append(modules, "./"+name)
				if rng.IntN(3) == 0 {
					modules = append(modules, "{ disabledModules = [ ./"+name+" ]; }")
				}
			case 1:
				f.file(t, name, "{ lib, nixpkgs }: "+module(rng, name, 2)+"\n")
				modules = append(modules, "(import ./"+name+" { inherit lib nixpkgs; })")
			default:
				modules = append(modules, module(rng, "flake.nix", 2))
			}
		}
		hosts = append(hosts, fmt.Sprintf("    h%d = lib.nixosSystem { modules = [ %s ]; };", i, strings.Join(modules, "\n      ")))
	}
	f.file(t, "flake.lock", fleetLock)
	f.file(t, "flake.nix", "{\n  inputs.nixpkgs.url = \"github:NixOS/nixpkgs\";\n  outputs = { nixpkgs, ... }: let inherit (nixpkgs) lib; in { nixosConfigurations = {\n"+strings.Join(hosts, "\n")+"\n  }; };\n}\n")
	own, whole := bothWays(t, Options{Root: f.dir, Roots: []string{"mxmlabs"}, Overrides: []Override{{Input: "nixpkgs", Ref: "path:" + foreign.dir}}})
	told := 0
	for i := range own {
		sameEffects(t, own[i], whole[i])
		ours := func(records []Record) (n int) {
			for _, r := range records {
				if strings.Contains(renderValue(r.Value), `"own `) {
					n++
				}
			}
			return n
		}
		for _, r := range own[i].Effects {
			if text := renderValue(r.Value); len(r.Files) != 1 || !strings.Contains(text, "own "+r.Files[0]) {
				t.Errorf("%s: %s = %s is attributed to %s", own[i].Host, r.Path, text, r.Files)
			}
		}
		if n := ours(own[i].Effects); n != len(own[i].Effects) || n < ours(whole[i].Effects) {
			t.Errorf("%s: %d effects, %d of them the repository's, the whole walk has %d\n%s\n%s", own[i].Host, len(own[i].Effects), n, ours(whole[i].Effects), SnapshotOf(own[i]).Render(), SnapshotOf(whole[i]).Render())
		}
		told += len(own[i].Effects)
	}
	if told < 100 {
		t.Errorf("only %d effects", told)
	}
}
