package harness

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An input whose modules are given in every way: none of them defines what a host would show.
const takenFlake = `{
  outputs = { self }: let lib = import ./lib; in {
    lib = lib // {
      nixosSystem = given:
        let modules = given.modules ++ [ ({ lib, ... }: { net.texts = lib.mkIf false [ ]; }) ]; in # as that of nixpkgs does
        lib.evalModules {
          specialArgs.modulesPath = "${self}/nixos/modules";
          modules = modules ++ [ ./options.nix { _module.args = { baseModules = [ ./options.nix ]; inherit modules; }; } ];
        };
    };
    m = {
      path = ./nixos/modules/a.nix;
      other = ./nixos/modules/b.nix;
      folder = ./nixos/modules/folder;
      whole = import ./nixos/modules/a.nix;
      whole2 = import ./nixos/modules/b.nix;
      set = import ./nixos/modules/set.nix;
      named = { _file = "${self}/flake.nix#m.named"; imports = [ ./nixos/modules/a.nix ]; };
      named2 = { _file = "${self}/flake.nix#m.named2"; imports = [ ./nixos/modules/a.nix ]; };
      keyed = { key = "an input#keyed"; net.texts = lib.mkIf false [ ]; };
      inline = { lib, ... }: { net.texts = lib.mkIf false [ ]; };
      inline2 = { lib, ... }: { net.texts = lib.mkIf false [ ]; };
      made = import ./nixos/modules/made.nix 1;
      made2 = import ./nixos/modules/made.nix 2;
    };
  };
}
`

// Each module of an input, however it is given and wherever it is imported, is seen to be dropped, and to be another:
// as a change, or as something that is not compared.
func TestModulesTakenFromInputsAreCompared(t *testing.T) {
	nixpkgs := fleet{dir: foreignRepository(t, takenFlake, foreignOptions)}
	for name, text := range map[string]string{
		"a.nix": "{ lib, ... }: { net.texts = lib.mkIf false [ ]; }\n", "b.nix": "{ lib, ... }: { net.texts = lib.mkIf false [ ]; }\n",
		"folder/default.nix": "{ }\n", "set.nix": "{ net = { }; }\n", "made.nix": "n: { lib, ... }: { net.texts = lib.mkIf (n == 3) [ ]; }\n",
	} {
		nixpkgs.file(t, "nixos/modules/"+name, text)
	}
	modules := []string{"path", "other", "folder", "whole", "whole2", "set", "named", "named2", "keyed", "inline", "inline2", "made", "made2"}
	places := map[string]string{ // of the flake and of a file
		"flake": "modules = [ ./own.nix %s ]; ", "inline": "modules = [ ./own.nix { imports = [ %s ]; } ];",
		"nested": "modules = [ ./own.nix { imports = [ { imports = [ %s ]; net.texts = [ \"own\" ]; } ]; } ];",
	}
	forms := map[string]string{"none": "", "path text": "\"${nixpkgs}/nixos/modules/a.nix\"", "other text": "\"${nixpkgs}/nixos/modules/b.nix\"", "disabled": "{ disabledModules = [ \"a.nix\" ]; }", "disabled other": "{ disabledModules = [ nixpkgs.m.other ]; }"}
	for _, name := range modules {
		forms[name] = "nixpkgs.m." + name
	}
	f := fleet{dir: filepath.Join(t.TempDir(), "fleet")}
	f.file(t, "flake.lock", fleetLock)
	f.file(t, "own.nix", "{ lib, ... }: { net.texts = [ \"own own.nix\" ]; }\n")
	var hosts []string
	for place, text := range places {
		for form, module := range forms {
			hosts = append(hosts, fmt.Sprintf("%q = nixpkgs.lib.nixosSystem { %s };", place+": "+form, fmt.Sprintf(text, module)))
		}
	}
	f.file(t, "flake.nix", "{ inputs.nixpkgs.url = \"github:NixOS/nixpkgs\"; outputs = { nixpkgs, ... }: { nixosConfigurations = {\n"+strings.Join(hosts, "\n")+"\n}; }; }\n")
	compareTaken(t, f.dir, nixpkgs.dir)
}

func compareTaken(t *testing.T, root, nixpkgs string) {
	t.Helper()
	r, err := Open(t.Context(), Options{Root: root, Roots: []string{"mxmlabs"}, Effects: true, Jobs: 2, Overrides: []Override{{Input: "nixpkgs", Ref: "path:" + nixpkgs}}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	list, err := r.Hosts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := r.Eval(t.Context(), list.Hosts)
	if err != nil {
		t.Fatal(err)
	}
	exact := 0
	for i, a := range outcomes {
		if a.Failure != nil {
			t.Fatalf("%s: %+v", a.Host, a.Failure)
		}
		if !tellsTaken(SnapshotOf(a)) {
			t.Errorf("%s does not say what it takes:\n%s", a.Host, SnapshotOf(a).Render())
		}
		place, _, _ := strings.Cut(a.Host.Name, ":")
		for _, b := range outcomes[i+1:] {
			if !strings.HasPrefix(b.Host.Name, place+":") || sameModule(a.Host.Name, b.Host.Name) {
				continue
			}
			changed := len(Compare(SnapshotOf(a), SnapshotOf(b))) > 0
			told := slices.ContainsFunc(b.Opaque, func(o Opaque) bool { return o.Path == "imports" && o.Kind == "function" })
			if changed {
				exact++
			} else if !told {
				t.Errorf("%s and %s are the same:\n%s", a.Host, b.Host, SnapshotOf(b).Render())
			}
		}
	}
	t.Logf("%d pairs differ", exact)
}

// sameModule reports whether two hosts import one file, each in its way.
func sameModule(a, b string) bool {
	file := func(name string) string {
		_, form, _ := strings.Cut(name, ": ")
		return map[string]string{"path": "a", "path text": "a", "whole": "a", "other": "b", "other text": "b", "whole2": "b"}[form]
	}
	return file(a) != "" && file(a) == file(b)
}
