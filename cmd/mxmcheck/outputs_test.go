package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What this repository orders, deploys and names is in the gate: each of these changes is reported,
// with the value and the command that accepts it.
func TestChangesOfOutputsAreTold(t *testing.T) {
	root := copyOfThisRepository(t)
	for name, one := range map[string]struct{ command, file, old, new, told string }{
		"a port at Hetzner":     {"check", "infrastructure/default.nix", "volumes.postgresql = 50;\n      openPorts = [", "volumes.postgresql = 50;\n      openPorts = [ 5432", `hcloud_firewall.database.rule.[1].port`},
		"a volume's protection": {"snapshot --check outputs/terraform.hetzner", "shared/terraform/hetzner.nix", "\n      delete_protection = true;", "\n      delete_protection = false;", `hcloud_volume.database-postgresql.delete_protection`},
		"who deploys":           {"snapshot --check outputs/deploy.nodes", "infrastructure/default.nix", `deployUser = "developer";`, `deployUser = "operator";`, `deploy.nodes.developer.sshUser`},
		"where a node is":       {"snapshot --check outputs/deploy.nodes", "infrastructure/default.nix", `address.ipv4 = "192.0.2.30";`, `address.ipv4 = "192.0.2.31";`, `deploy.nodes.developer.hostname`},
		"a DNS name":            {"snapshot --check outputs/dnsRecords", "infrastructure/default.nix", `"app.example.org"`, `"api.example.org"`, `dnsRecords.`},
	} {
		path := filepath.Join(root, one.file)
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), one.old) {
			t.Fatalf("%s: %q is not in %s: %v", name, one.old, one.file, err)
		}
		changed := strings.Replace(string(text), one.old, one.new, 1)
		if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		var out, complaints bytes.Buffer
		code := run(append(strings.Fields(one.command), "--stand-ins", "--quiet", "-C", root), streams{in: strings.NewReader(""), out: &out, err: &complaints})
		if code != exitFindings || !strings.Contains(out.String(), one.told) || !strings.Contains(out.String(), "outputs/") {
			t.Errorf("%s: exit %d, and nothing of %s\n%s%s", name, code, one.told, out.String(), complaints.String())
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
