package standin_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// A text that names a package has another place in the store on every machine, and a placeholder under the stand-ins: the
// comparison of `nix flake check` leaves places out, and compares what is around them.
func TestTreeComparesTextsThatNamePackages(t *testing.T) {
	const (
		hash = "rys873ip9anan4l3g3l0zfhks2wvwa1a"
		real = "/nix/store/" + hash + "-python3-3.13.5/bin/python3"
		made = "/placeholder/python3/bin/python3"
		kept = "<store python3-3.13.5>/bin/python3"
	)
	tests := []struct {
		name, accepted string // as a snapshot spells it
		now            any
		same           bool
	}{
		{"accepted with stand-ins", `"` + made + ` -m http.server"`, real + " -m http.server", true},
		{"accepted with the locked inputs", `"` + kept + ` -m http.server"`, real + " -m http.server", true},
		{"another argument", `"` + made + ` -m http.server"`, real + " -m http.client", false},
		{"another program of the package", `"` + made + `"`, real + "w", false},
		{"another program, by the locked inputs", `"` + kept + `"`, real + "w", false},
		{"two packages", `"` + made + ` ` + made + `"`, real + " " + real, true},
		{"a package more", `"` + made + `"`, real + " " + real, false},
		{"a package in the place of a word", `"run"`, real, false},
		{"a word in the place of a package", `"` + made + `"`, "python3", false},
		{"another package of the stand-ins", `"` + made + `"`, "/placeholder/python2/bin/python3", false},
		{"a text of several lines", "''\n  | one\n  | " + made + "\n''", "one\n" + real, true},
		{"another line", "''\n  | one\n  | " + made + "\n''", "two\n" + real, false},
		{"an element of a list", "[\n  \"" + made + "\"\n]", []string{real}, true},
		{"another element", "[\n  \"" + made + "\"\n  \"a\"\n]", []string{real, "b"}, false},
		{"a file of the tree", `"./run.sh -v"`, "/nix/store/" + hash + "-source/run.sh -v", true},
		{"another file of the tree", `"./run.sh -v"`, "/nix/store/" + hash + "-source/walk.sh -v", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			now, err := json.Marshal(test.now)
			if err != nil {
				t.Fatal(err)
			}
			text := "mxmcheck 1 nixos host=one system=x86_64-linux root=ns inputs=stand-ins\nns.value = " + test.accepted + "\n    : str host.nix\n"
			expression := fmt.Sprintf(`(import %s { lib = import %s; }) { text = %s; config.ns.value = builtins.fromJSON %s; root = "/nix/store/%s-source"; }`,
				absolute(t, "../../nix/snapshot.nix"), absolute(t, "inputs/nixpkgs/lib"), quoted(text), quoted(string(now)), hash)
			out, err := exec.Command("nix-instantiate", "--eval", "--strict", "--json", "--expr", expression).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if same := strings.HasSuffix(strings.TrimSpace(string(out)), "[]"); same != test.same {
				t.Errorf("%s is %s: %s", test.accepted, now, out)
			}
		})
	}
}

// quoted is a text as Nix writes it.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "${", `\${`).Replace(text) + `"`
}
