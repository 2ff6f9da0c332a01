package standin_test

import (
	"strings"
	"testing"
)

// A mistake in the host list is an error that names the entry and the file, whichever host is evaluated.
func TestTreeRefusesMistakesInItsHostList(t *testing.T) {
	root := copyOfTree(t)
	const list = "infrastructure/default.nix"
	tests := []struct{ name, file, old, new, want string }{
		{"a key that does not exist", list, `deployUser = "deploy";`, `deployuser = "deploy";`, "fleet.hosts.titan.deployuser' does not exist"},
		{"a key of an order", list, "volumes.postgresql", "volume.postgresql", "fleet.hosts.database.hetzner.volume' does not exist"},
		{"a kind that does not exist", list, `kind = "nixos";`, `kind = "nixOS";`, `fleet.hosts.atlas.kind' is not of type`},
		{"no kind", list, `kind = "nixos";`, ``, `fleet.hosts.atlas.kind' was accessed but has no value defined`},
		{"a role that does not exist", list, `role = "hypervisor";`, `role = "hyperviser";`, `fleet.hosts.titan.role' is not of type`},
		{"an address that is none", list, `"192.0.2.10"`, `"192.0.2"`, `fleet.hosts.titan.address.ipv4' is not of type`},
		{"a port that is none", list, "80\n", "80000\n", `fleet.hosts.web.hetzner.openPorts`},
		{"no address", list, `address.ipv4 = "192.0.2.10";`, ``, "fleet.hosts.titan.address.ipv4 is missing"},
		{"one address of two hosts", list, `"192.0.2.10"`, `"192.0.2.21"`, "fleet.hosts.titan: another host has the address 192.0.2.21"},
		{"macOS on Linux", list, `"aarch64-darwin"`, `"x86_64-linux"`, "fleet.hosts.vega.system: x86_64-linux does not run a host of kind darwin"},
		{"a Mac at Hetzner", list, `folder = "local-machines/vega";`, `folder = "local-machines/vega"; hetzner = { serverType = "cx23"; location = "fsn1"; openPorts = [ ]; };`, "fleet.hosts.vega.hetzner: only a host of kind nixos"},
		{"a network that is none", "infrastructure/network.nix", `"10.0.1.0/24"`, `"10.0.1.0"`, "fleet.network.private.subnet' is not of type"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer root.replace(t, test.file, test.old, test.new)()
			for _, output := range []string{"nixosConfigurations.web.config.networking.hostName", "terraform.hetzner"} {
				_, stderr, err := nixEval(t, "path:"+string(root)+"#"+output, "--show-trace")
				if err == nil || !strings.Contains(stderr, test.want) {
					t.Errorf("%s: want an error with %q, got %v\n%s", output, test.want, err, stderr)
				} else if !strings.Contains(stderr, test.file) && !strings.Contains(test.want, "no value defined") {
					t.Errorf("%s: the error does not name %s:\n%s", output, test.file, stderr)
				}
			}
		})
	}
}

// A server is ordered before its addresses are known: then it has an order, and no configuration.
func TestTreeOrdersAServerWithoutAddresses(t *testing.T) {
	root := copyOfTree(t)
	root.replace(t, "infrastructure/default.nix", "address = {\n      ipv4 = \"192.0.2.23\";\n      ipv6 = \"2001:db8:0:3::1\";\n    };", "")
	if _, stderr, err := nixEval(t, "path:"+string(root)+"#terraform.hetzner"); err != nil {
		t.Errorf("%v\n%s", err, stderr)
	}
	want := "fleet.hosts.bastion.address.ipv4 is missing; write there what Terraform printed for bastion_ipv4"
	if _, stderr, err := nixEval(t, "path:"+string(root)+"#deploy.nodes.bastion.hostname"); err == nil || !strings.Contains(stderr, want) {
		t.Errorf("want an error with %q, got %v\n%s", want, err, stderr)
	}
}
