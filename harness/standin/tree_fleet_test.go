package standin_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
		{"behind nobody", list, `behind = "bastion";`, `behind = "bastoin";`, "fleet.hosts.web.behind: there is no host bastoin"},
		{"behind a host of another network", list, `behind = "bastion";`, `behind = "titan";`, "fleet.hosts.web.behind: web and titan need a privateAddress each"},
		{"behind a host that is closed", list, "placementGroup = \"front\";\n      openPorts = [ 22 ];", "placementGroup = \"front\";\n      openPorts = [ ];", "fleet.hosts.database.behind: port 22 of bastion is not open at Hetzner"},
		{"behind a host that is behind", list, `behind = "bastion";`, `behind = "database";`, "fleet.hosts.web.behind: database is behind a host itself"},
		{"open at Hetzner, too", list, "80\n", "22\n", "fleet.hosts.web.behind: port 22 is open at Hetzner nevertheless"},
		{"open to some at Hetzner, too", list, "80\n", "{ port = 22; from = [ \"192.0.2.0/24\" ]; }\n", "fleet.hosts.web.behind: port 22 is open at Hetzner nevertheless"},
		{"open to no network", list, "80\n", "{ port = 80; from = [ ]; }\n", "fleet.hosts.web.hetzner.openPorts"},
		{"open to what is no network", list, "80\n", "{ port = 80; from = [ \"192.0.2.1\" ]; }\n", "fleet.hosts.web.hetzner.openPorts"},
		{"one order of two hosts", list, `volumes.postgresql`, `orderedAs = "web"; volumes.postgresql`, "fleet.hosts.database.hetzner.orderedAs: web was ordered under the same name"},
		{"a server that never upgrades", "infrastructure/network.nix", "\"web\"", "", "fleet.network.upgrades.order lacks web"},
		{"a server that is none", "infrastructure/network.nix", "\"web\"", "\"web\" \"vega\"", "fleet.network.upgrades.order: there is no NixOS host vega"},
		{"two hours of one server", "infrastructure/network.nix", "\"web\"", "\"web\" \"web\"", "fleet.network.upgrades.order has a machine twice"},
		{"an hour of the next day", "infrastructure/network.nix", "from = 3;", "from = 21;", "fleet.network.upgrades.from: the last machine would upgrade on the next day"},
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

// A host is renamed, and its server stays: its resources have the name that they were ordered under, and the server
// itself has the new one.
func TestTreeRenamesAServerWithoutOrderingAnother(t *testing.T) {
	root := copyOfTree(t)
	before := root.terraform(t)
	const list = "infrastructure/default.nix"
	root.replace(t, list, "  database = {", "  storage = {")
	root.replace(t, "infrastructure/network.nix", "\"database\"", "\"storage\"")
	root.replace(t, list, "volumes.postgresql = 50;", "orderedAs = \"database\"; volumes.postgresql = 50;")
	after := root.terraform(t)
	for kind, resources := range before["resource"].(map[string]any) {
		want := slices.Sorted(maps.Keys(resources.(map[string]any)))
		got := slices.Sorted(maps.Keys(after["resource"].(map[string]any)[kind].(map[string]any)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
	var names []string
	for _, kind := range []string{"hcloud_server/database", "hcloud_firewall/database", "hcloud_volume/database-postgresql"} {
		kind, name, _ := strings.Cut(kind, "/")
		names = append(names, after["resource"].(map[string]any)[kind].(map[string]any)[name].(map[string]any)["name"].(string))
	}
	if diff := cmp.Diff([]string{"storage", "storage", "storage-postgresql"}, names); diff != "" {
		t.Errorf("names at Hetzner (-want +got):\n%s", diff)
	}
	if lost := dangling(after); len(lost) > 0 {
		t.Errorf("references to what is not there: %v", lost)
	}
}

// Where Terraform keeps its state is an option of the network, and the folder in which it runs without.
func TestTreeKeepsTerraformsStateWhereItIsTold(t *testing.T) {
	root := copyOfTree(t)
	if backend, there := root.terraform(t)["terraform"].(map[string]any)["backend"]; there {
		t.Errorf("without an option there is a backend: %v", backend)
	}
	root.replace(t, "infrastructure/network.nix", "state = null;", `state = { backend = "s3"; settings = { bucket = "infrastructure"; key = "hetzner"; use_lockfile = true; }; };`)
	config := root.terraform(t)
	want := map[string]any{"s3": map[string]any{"bucket": "infrastructure", "key": "hetzner", "use_lockfile": true}}
	if diff := cmp.Diff(any(want), config["terraform"].(map[string]any)["backend"]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := terraformSchema(t).Validate(config); err != nil {
		t.Error(err)
	}
}

// terraform is the configuration of the copy.
func (r tree) terraform(t *testing.T) map[string]any {
	t.Helper()
	out, stderr, err := nixEval(t, "path:"+string(r)+"#terraform.hetzner")
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	var config map[string]any
	if err := json.Unmarshal(out, &config); err != nil {
		t.Fatal(err)
	}
	return config
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
