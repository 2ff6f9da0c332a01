package standin_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whoever has secrets that the test key opens, and does not call them examples, is warned: each kind of host, a home by
// itself and one inside a host, and secrets with a file of their own.
func TestTreeWarnsOfSecretsThatTheTestKeyOpens(t *testing.T) {
	root := copyOfTree(t)
	if diff := cmp.Diff(map[string][]string{}, root.warnings(t)); diff != "" {
		t.Fatalf("nothing was changed (-want +got):\n%s", diff)
	}
	const local, example = "infrastructure/local-machines/", "example = true;"
	const home = `
  mxmlabs.platforms.home-manager.secrets = {
    enable = true;
    file = ./secrets.yaml;
    keyFile = "/home/developer/.config/sops/age/keys.txt";
  };`
	tests := []struct{ name, file, old, new, host, opened string }{
		{"a NixOS host", "infrastructure/hetzner/bastion/secrets.nix", example, "", "nixos/bastion", "secrets.yaml"},
		{"a Mac", local + "vega/secrets.nix", example, "", "darwin/vega", "secrets.yaml"},
		{"a home by itself", local + "developer/secrets.nix", example, "", "home/developer", "secrets.yaml"},
		{"a home inside a NixOS host", local + "atlas/home.nix", "imports", home + " imports", "nixos/atlas", "secrets.yaml"},
		{"a home inside a Mac", local + "vega/home.nix", "imports", home + " imports", "darwin/vega", "secrets.yaml"},
		{"a secret with a file of its own", local + "vega/secrets.nix", "file = ./secrets.yaml;\n    " + example + "\n  };", "file = ./own.yaml;\n  };\n  sops.secrets.other.sopsFile = ./secrets.yaml;", "darwin/vega", "secrets.yaml"},
		{"a secret of a home with a file of its own", local + "developer/secrets.nix", "file = ./secrets.yaml;\n    " + example, "file = ./own.yaml;\n  };\n  sops.secrets.other = {\n    sopsFile = ./secrets.yaml;\n  };\n  mxmlabs.platforms.home-manager.secrets = {", "home/developer", "secrets.yaml"},
	}
	for _, machine := range []string{"vega", "developer"} {
		own := filepath.Join(string(root), local, machine, "own.yaml")
		if err := os.WriteFile(own, []byte("sops: {}\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer root.replace(t, test.file, test.old, test.new)()
			got := root.warnings(t)
			if len(got) != 1 || len(got[test.host]) != 1 || !strings.Contains(got[test.host][0], test.opened+" can be opened with shared/secrets/worthless-test-key.txt, which is public") {
				t.Errorf("want one warning of %s on %s, got %q", test.opened, test.host, got)
			}
		})
	}
}

// warnings are those of all hosts and of the homes inside them, by KIND/NAME. The real home-manager hands those of a home to
// its host as well, which is no second one.
func (r tree) warnings(t *testing.T) map[string][]string {
	t.Helper()
	const ask = `builtins.mapAttrs (_: host: {
		own = host.config.warnings or [ ];
		homes = builtins.concatMap (home: home.warnings or [ ]) (builtins.attrValues (host.config.home-manager.users or { }));
	})`
	warned := map[string][]string{}
	for _, kind := range []string{"nixos", "darwin", "home"} {
		out, stderr, err := nixEval(t, "path:"+string(r)+"#"+kind+"Configurations", "--apply", ask)
		if err != nil {
			t.Fatalf("%v\n%s", err, stderr)
		}
		var hosts map[string]struct{ Own, Homes []string }
		if err := json.Unmarshal(out, &hosts); err != nil {
			t.Fatal(err)
		}
		for name, host := range hosts {
			all := host.Homes
			for _, own := range host.Own {
				handed := false
				for _, home := range host.Homes {
					handed = handed || strings.HasSuffix(own, home)
				}
				if !handed {
					all = append(all, own)
				}
			}
			if len(all) > 0 {
				warned[kind+"/"+name] = all
			}
		}
	}
	return warned
}
