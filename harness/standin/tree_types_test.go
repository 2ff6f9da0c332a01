package standin_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What the hosts define outside the namespace is judged by the types of the table, with the lib of
// the real nixpkgs if -inputs or -lib names one, else with that of the stand-ins. The hosts are
// always evaluated with the stand-ins, which know what was defined where.
func TestTreeSetsValuesOfTheirTypes(t *testing.T) {
	root := copyOfTree(t)
	hosts, refusal := root.judged(t, nixosOptions(t))
	if refusal != "" {
		t.Fatalf("nothing was changed:\n%s", refusal)
	}
	if len(hosts) != 6 {
		t.Errorf("%d hosts were judged", len(hosts))
	}
	for name, host := range hosts {
		t.Logf("%s: %d settings", name, host.Settings)
		if host.Settings < 40 || len(host.Broken) > 0 {
			t.Errorf("%s has %d settings, and %q", name, host.Settings, host.Broken)
		}
	}
	// A module that is a folder is named by it.
	const (
		web, webFile = "infrastructure/hetzner/web", "infrastructure/hetzner/web/default.nix"
		security     = "shared/modules/platforms/nixos/security.nix"
		zram         = "shared/modules/platforms/nixos/zram.nix"
	)
	tests := []struct{ name, file, old, new, option, place string }{
		{
			"a text for a port", webFile, "{\n", "{\n  networking.firewall.allowedTCPPorts = [ \"8080\" ];\n",
			`networking.firewall.allowedTCPPorts."[definition 1-entry 1]"' is not of type`, web,
		},
		{
			"a port beyond the last", webFile, "{\n", "{\n  networking.firewall.allowedTCPPorts = [ 65536 ];\n",
			`networking.firewall.allowedTCPPorts."[definition 1-entry 1]"' is not of type`, web,
		},
		{
			"a text for a port of SSH", webFile, "{\n", "{\n  services.openssh.ports = [ \"22\" ];\n",
			`services.openssh.ports."[definition 1-entry 1]"' is not of type`, web,
		},
		{
			"an option that nobody looked up", webFile, "{\n", "{\n  services.openssh.sftpFlags = [ ];\n",
			"services.openssh.sftpFlags' does not exist", web,
		},
		{
			"a word for a switch", zram, "zramSwap = {\n      enable = true;", "zramSwap = {\n      enable = \"yes\";",
			"zramSwap.enable' is not of type `boolean'", zram,
		},
		{
			"a value that is none of the choice", security, `PermitRootLogin = "no"`, `PermitRootLogin = "never"`,
			"services.openssh.settings.PermitRootLogin' is not of type", security,
		},
		{
			"a wrong value below a name", webFile, "{\n", "{\n  systemd.services.nginx.wantedBy = [ \"multi-user\" ];\n",
			`systemd.services.nginx.wantedBy."[definition 1-entry 1]"' is not of type`, web,
		},
		{
			"a kind of service that is none", webFile, "{\n", "{\n  systemd.services.nginx.serviceConfig.Type = \"onshot\";\n",
			"systemd.services.nginx.serviceConfig.Type' is not of type", web,
		},
		{
			"a field that a record has not", webFile, "{\n", "{\n  security.sudo.extraRules = [ { user = [ \"a\" ]; commands = [ ]; } ];\n",
			".user' does not exist", web,
		},
	}
	rows := append(nixosOptions(t), nixosOption{"services.openssh.ports", "listOf port"})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer root.replace(t, test.file, test.old, test.new)()
			_, refusal := root.judged(t, rows)
			if !strings.Contains(refusal, test.option) || !strings.Contains(refusal, test.place) {
				t.Errorf("want a refusal of %s in %s, got:\n%s", test.option, test.place, refusal)
			}
		})
	}
}

// Some of what the modules of NixOS assert of the values is judged beside the types.
func TestTreeKeepsWhatNixOSAsserts(t *testing.T) {
	root := copyOfTree(t)
	const (
		server = "shared/modules/roles/server/"
		nixos  = "shared/modules/platforms/nixos/"
	)
	tests := []struct{ name, file, old, new, host, want string }{
		{"a site with TLS and without", server + "web.nix", "rejectSSL = true;", "rejectSSL = true;\n          forceSSL = true;", "web", "a site forces TLS and rejects it"},
		{"an owner without a database", server + "database.nix", "ensureDatabases = lib.attrNames cfg.databases;", "ensureDatabases = [ ];", "database", "a user of PostgreSQL is to own a database that is not made"},
		{"a shell that is off", nixos + "users.nix", "users.mutableUsers", "programs.zsh.enable = lib.mkForce false;\n    users.mutableUsers", "atlas", "the shell of a user is off in programs"},
		{"no release", "infrastructure/local-server/titan/default.nix", `stateVersion = "26.05"`, `stateVersion = "unstable"`, "titan", "system.stateVersion is no release"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer root.replace(t, test.file, test.old, test.new)()
			hosts, refusal := root.judged(t, nixosOptions(t))
			if !slices.Contains(hosts[test.host].Broken, test.want) {
				t.Errorf("want of %s %q, got %q\n%s", test.host, test.want, hosts[test.host].Broken, refusal)
			}
		})
	}
}

// judgedHost says how many settings of a host have their types, and which assertions do not hold.
type judgedHost struct {
	Settings int
	Broken   []string
}

// judged judges the NixOS hosts by the rows, or gives nix' error.
func (r tree) judged(t *testing.T, rows []nixosOption) (hosts map[string]judgedHost, refusal string) {
	t.Helper()
	apply := fmt.Sprintf("import %s { lib = import %s; standIns = import %s; rows = import %s; }",
		absolute(t, "../../fixtures/tree/types.nix"), judgingLib(t), absolute(t, "inputs/nixpkgs/lib"), rowsInNix(t, rows))
	out, stderr, err := nixEvalWith(t, standIns(t), "path:"+string(r)+"#nixosConfigurations", "--impure", "--apply", apply)
	if err != nil {
		stderr = regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(stderr, "")
		return nil, stderr[max(0, strings.Index(stderr, "error:")):]
	}
	if err := json.Unmarshal(out, &hosts); err != nil {
		t.Fatal(err)
	}
	return hosts, ""
}

func judgingLib(t *testing.T) string {
	t.Helper()
	if *realInputs != "" {
		return absolute(t, filepath.Join(*realInputs, "nixpkgs", "lib"))
	}
	if real := flag.Lookup("lib").Value.String(); real != "" {
		return absolute(t, real)
	}
	return absolute(t, "inputs/nixpkgs/lib")
}

func absolute(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// rowsInNix writes rows of the table as a function from types to options.
func rowsInNix(t *testing.T, rows []nixosOption) (file string) {
	t.Helper()
	var out strings.Builder
	out.WriteString("{ types, lib }: with types; [\n")
	for _, row := range rows {
		fmt.Fprintf(&out, "  { path = [ \"%s\" ]; type = %s; }\n", strings.ReplaceAll(row.path, ".", `" "`), row.kind)
	}
	out.WriteString("]\n")
	file = filepath.Join(t.TempDir(), "rows.nix")
	if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}
