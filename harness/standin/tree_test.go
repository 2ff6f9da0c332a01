package standin_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
	"mxmcheck/harness/probe"
	"mxmcheck/harness/standin"
)

// The tree of this repository, evaluated with the stand-ins, or with checkouts of the real inputs:
// go test ./harness/standin -run Tree -args -inputs DIR, where DIR has one folder for each input, and
// utils and systems, which deploy-rs takes.
var realInputs = flag.String("inputs", "", "folder with a checkout of each input, in place of the stand-ins")

// evaluate gives one output of this repository's flake as JSON.
func evaluate(t *testing.T, output string) []byte {
	t.Helper()
	out, stderr, err := nixEval(t, "../..#"+output)
	if err != nil {
		t.Fatalf("nix eval %s: %v\n%s", output, err, stderr)
	}
	return out
}

// nixEval gives what an output of a flake is as JSON, and what nix said about it.
func nixEval(t *testing.T, output string, more ...string) (out []byte, stderr string, err error) {
	t.Helper()
	return nixEvalWith(t, inputs(t), output, more...)
}

// nixEvalWith does so with the given folders for the inputs of the flake.
func nixEvalWith(t *testing.T, inputs map[string]string, output string, more ...string) (out []byte, stderr string, err error) {
	t.Helper()
	args := []string{"--extra-experimental-features", "nix-command flakes", "eval", "--json", "--no-write-lock-file", output}
	for name, folder := range inputs {
		args = append(args, "--override-input", name, "path:"+folder)
	}
	var said bytes.Buffer
	cmd := exec.Command("nix", append(args, more...)...)
	cmd.Stderr = &said
	out, err = cmd.Output()
	return out, said.String(), err
}

// inputs are the folders that stand for the inputs of the flake.
func inputs(t *testing.T) map[string]string {
	t.Helper()
	if *realInputs == "" {
		return standIns(t)
	}
	folders := map[string]string{
		"deploy-rs/utils":         filepath.Join(*realInputs, "utils"),
		"deploy-rs/utils/systems": filepath.Join(*realInputs, "systems"),
	}
	for _, name := range standin.Names() {
		folders[name] = filepath.Join(*realInputs, name)
	}
	return folders
}

// standIns are the folders of the stand-ins, by the input that each stands for.
func standIns(t *testing.T) map[string]string {
	t.Helper()
	var wanted []standin.Want
	for _, name := range standin.Names() {
		wanted = append(wanted, standin.Want{StandIn: name})
	}
	written, err := standin.Materialize(t.TempDir(), wanted, standin.Options{
		Namespaces: []string{"mxmlabs"}, Packages: packages(t),
	})
	if err != nil {
		t.Fatal(err)
	}
	folders := map[string]string{}
	for i, one := range wanted {
		folders[one.StandIn] = written[i]
	}
	return folders
}

// packages are the names below pkgs that the tree uses.
func packages(t *testing.T) []string {
	t.Helper()
	repo, err := analyzer.Load(t.Context(), os.DirFS("../.."), analyzer.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	return repo.PackageNames()
}

// The comparison of `nix flake check` is written in Nix, and reads what the harness wrote.
func TestTreeComparesItsHostsWithTheirSnapshots(t *testing.T) {
	root := t.TempDir()
	if out, err := exec.Command("git", "clone", "-q", "../..", root).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}
	replace := func(file, old, new string) func() {
		name := filepath.Join(root, file)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), old) {
			t.Fatalf("%s holds no %q", file, old)
		}
		if err := os.WriteFile(name, []byte(strings.Replace(string(text), old, new, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		return func() {
			if err := os.WriteFile(name, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := []struct{ name, check, file, old, new, want string }{
		{
			"what a host sets is another value", "snapshot-web",
			"infrastructure/hetzner/web/default.nix", "http://127.0.0.1:8080", "http://127.0.0.1:9090",
			`mxmlabs.roles.server.web.virtualHosts."app.example.org".proxyTo is "http://127.0.0.1:9090", accepted was "http://127.0.0.1:8080"`,
		},
		{
			"an element of a list is another", "snapshot-vega",
			"infrastructure/caches.nix", "https://cache.example.org", "https://cache2.example.org",
			`mxmlabs.base.nix-config.caches.[0].url is "https://cache2.example.org", accepted was "https://cache.example.org"`,
		},
		{
			"an option is gone", "snapshot-bastion",
			"shared/modules/development/go.nix", "privateModules = lib.mkOption", "directModules = lib.mkOption",
			`mxmlabs.development.go.privateModules is nothing, accepted was [ ]`,
		},
		{
			"an option is new", "snapshot-titan",
			"shared/modules/roles/server.nix", "options.mxmlabs.roles.server.enable",
			"options.mxmlabs.roles.server.rack = lib.mkOption { default = 1; };\n  options.mxmlabs.roles.server.enable",
			`mxmlabs.roles.server.rack is not in the snapshot`,
		},
		{
			"an option of a home inside a host", "snapshot-atlas",
			"infrastructure/local-machines/atlas/home.nix", `tf = "tofu"`, `tf = "terraform"`,
			"home-manager.users.developer.mxmlabs.platforms.home-manager.shell.aliases is {",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			output := root + "#checks.x86_64-linux." + test.check + ".name"
			if got, stderr, err := nixEval(t, output); err != nil {
				t.Fatalf("nothing was changed: %v\n%s%s", err, got, stderr)
			}
			defer replace(test.file, test.old, test.new)()
			if _, stderr, err := nixEval(t, output); err == nil || !strings.Contains(stderr, test.want) {
				t.Errorf("want an error with %q, got %v\n%s", test.want, err, stderr)
			}
		})
	}
}

// What the hosts define outside the namespace is forced, and must be declared by who has the say:
// nix-darwin and home-manager. With the stand-ins this shows only that the names exist on macOS.
func TestTreeDefinesWhatTheInputsDeclare(t *testing.T) {
	expression := "(" + readText(t, "../../fixtures/tree/forced.nix") + ") (" + readText(t, "../../fixtures/tree/force.nix") + ")"
	names, err := filepath.Glob("../../snapshots/*/*.snap")
	names = slices.DeleteFunc(names, func(name string) bool { return filepath.Base(filepath.Dir(name)) == host.Outputs })
	if err != nil || len(names) != 8 {
		t.Fatalf("snapshots: %v, %v", names, err)
	}
	for _, name := range names {
		host := strings.TrimSuffix(filepath.Base(name), ".snap")
		t.Run(host, func(t *testing.T) {
			kind := filepath.Base(filepath.Dir(name))
			paths := pathsOf(t, name)
			if *realInputs != "" && kind == "nixos" {
				paths += ` [ "fileSystems" ]` // disko makes them
			}
			apply := expression + " [" + paths + " ]"
			out, stderr, err := nixEval(t, "../..#"+kind+"Configurations."+host, "--apply", apply)
			if err != nil {
				t.Fatalf("%v\n%s", err, stderr)
			}
			var got struct{ Forced, Undeclared, Failed []string }
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatal(err)
			}
			t.Logf("%d options of the inputs forced, %d definitions that no input declares", len(got.Forced), len(got.Undeclared))
			if len(got.Failed) > 0 {
				t.Errorf("assertions that do not hold: %q", got.Failed)
			}
			if *realInputs != "" && kind != "nixos" && len(got.Undeclared) > 0 {
				t.Errorf("no input declares %q", got.Undeclared)
			}
		})
	}
}

// pathsOf are the definitions outside the namespace, of a snapshot, each a list of names in Nix.
func pathsOf(t *testing.T, name string) string {
	t.Helper()
	var out strings.Builder
	for _, effect := range readSnapshot(t, name).Effects {
		if harness.IsTaken(effect.Path) { // it is no definition
			continue
		}
		out.WriteString(" [")
		for _, part := range probe.SplitPath(effect.Path) {
			if !strings.HasPrefix(part, `"`) {
				part = `"` + part + `"`
			}
			out.WriteString(" " + part)
		}
		out.WriteString(" ]")
	}
	return out.String()
}

func TestTreeDeploysEveryHostThatHasADeployUser(t *testing.T) {
	type profile struct{ User, Path string }
	type node struct {
		Hostname, SSHUser           string
		SSHOpts                     []string
		AutoRollback, MagicRollback bool
		Profiles                    map[string]profile
	}
	text := evaluate(t, "deploy")
	var got struct{ Nodes map[string]node }
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for name, n := range got.Nodes {
		for what, p := range n.Profiles {
			if p.Path == "" {
				t.Errorf("%s.%s has no path", name, what)
			}
			n.Profiles[what] = profile{User: p.User}
		}
	}
	machine := func(address string, opts ...string) node {
		return node{address, "deploy", append([]string{}, opts...), true, true, map[string]profile{"system": {User: "root"}}}
	}
	want := map[string]node{
		"bastion":   machine("192.0.2.23"),
		"database":  machine("10.0.1.3", "-o", "ProxyJump=deploy@192.0.2.23"),
		"titan":     machine("192.0.2.10"),
		"web":       machine("10.0.1.2", "-o", "ProxyJump=deploy@192.0.2.23"),
		"developer": {"192.0.2.30", "developer", []string{}, true, true, map[string]profile{"home": {User: "developer"}}},
	}
	if diff := cmp.Diff(want, got.Nodes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if *realInputs != "" {
		validateDeploy(t, text)
	}
}

// validateDeploy compares with the schema that deploy-rs itself checks with.
func validateDeploy(t *testing.T, text []byte) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(*realInputs, "deploy-rs", "interface.json"))
	if err != nil {
		t.Fatal(err)
	}
	var deploy any
	if err := json.Unmarshal(text, &deploy); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(deploy); err != nil {
		t.Error(err)
	}
}

func TestTreeHasACurrentReferenceOfItsOptions(t *testing.T) {
	want, err := exec.Command("nix", "--extra-experimental-features", "nix-command", "eval", "--raw", "--file", "../../docs/options.nix").Output()
	if err != nil {
		t.Fatalf("%v", err)
	}
	got, err := os.ReadFile("../../docs/options.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/options.md is not what the options are; write it with: make options-reference (-want +got):\n%s", diff)
	}
}

func TestTreeNamesEveryHostThatHasAnAddress(t *testing.T) {
	out := evaluate(t, "dnsRecords")
	var records []struct{ Owner, Type, Address string }
	if err := json.Unmarshal(out, &records); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, record := range records {
		got = append(got, record.Owner+" "+record.Type+" "+record.Address)
	}
	want := []string{
		"bastion.example.org A 192.0.2.23", "bastion.example.org AAAA 2001:db8:0:3::1",
		"database.example.org A 192.0.2.22", "database.example.org AAAA 2001:db8:0:2::1",
		"developer.example.org A 192.0.2.30",
		"titan.example.org A 192.0.2.10",
		"web.example.org A 192.0.2.21", "web.example.org AAAA 2001:db8:0:1::1",
		"example.org A 192.0.2.21", "example.org AAAA 2001:db8:0:1::1",
		"www.example.org A 192.0.2.21", "www.example.org AAAA 2001:db8:0:1::1",
		"app.example.org A 192.0.2.21", "app.example.org AAAA 2001:db8:0:1::1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
