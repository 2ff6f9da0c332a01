package standin_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the hosts define outside the namespace is judged by the types of the table, with the lib of
// the real nixpkgs if -inputs or -lib names one, else with that of the stand-ins. The hosts are
// always evaluated with the stand-ins, which know what was defined where.
func TestTreeSetsValuesOfTheirTypes(t *testing.T) {
	root := copyOfTree(t)
	counts, refusal := root.judged(t, nixosOptions(t))
	if refusal != "" {
		t.Fatalf("nothing was changed:\n%s", refusal)
	}
	if len(counts) != 6 {
		t.Errorf("%d hosts were judged", len(counts))
	}
	for host, settings := range counts {
		t.Logf("%s: %d settings", host, settings)
		if settings < 40 {
			t.Errorf("%s has %d settings", host, settings)
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

// judged gives how many settings of each NixOS host have the types of the rows, or nix' error.
func (r tree) judged(t *testing.T, rows []nixosOption) (counts map[string]int, refusal string) {
	t.Helper()
	apply := fmt.Sprintf("import %s { lib = import %s; standIns = import %s; rows = import %s; }",
		absolute(t, "../../fixtures/tree/types.nix"), judgingLib(t), absolute(t, "inputs/nixpkgs/lib"), rowsInNix(t, rows))
	out, stderr, err := nixEvalWith(t, standIns(t), "path:"+string(r)+"#nixosConfigurations", "--impure", "--apply", apply)
	if err != nil {
		stderr = regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(stderr, "")
		return nil, stderr[max(0, strings.Index(stderr, "error:")):]
	}
	if err := json.Unmarshal(out, &counts); err != nil {
		t.Fatal(err)
	}
	return counts, ""
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
