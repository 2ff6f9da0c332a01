package standin_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree is a copy of the files that the tree is evaluated from, as they are in the work tree.
type tree string

func copyOfTree(t *testing.T) tree {
	t.Helper()
	root := t.TempDir()
	for _, name := range []string{"flake.nix", "flake.lock", "parts", "infrastructure", "shared", "snapshots"} {
		if out, err := exec.Command("cp", "-r", filepath.Join("../..", name), root).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	return tree(root)
}

// replace changes the first place in a file that has a text, and gives what takes it back.
func (r tree) replace(t *testing.T, file, old, new string) (back func()) {
	t.Helper()
	name := filepath.Join(string(r), file)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s holds no %q", file, old)
	}
	write := func(text string) {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.Replace(string(text), old, new, 1))
	return func() { write(string(text)) }
}

// refused is what fixtures/tree/careful.nix says of the hosts.
func (r tree) refused(t *testing.T) []string {
	t.Helper()
	expression, err := os.ReadFile("../../fixtures/tree/careful.nix")
	if err != nil {
		t.Fatal(err)
	}
	out, stderr, err := nixEval(t, "path:"+string(r)+"#nixosConfigurations", "--apply", string(expression))
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// Each spoils one thing that a machine needs and that evaluates without it.
func TestTreeIsWhatACarefulOperatorWouldRun(t *testing.T) {
	root := copyOfTree(t)
	if diff := cmp.Diff([]string{}, root.refused(t)); diff != "" {
		t.Fatalf("nothing was changed (-want +got):\n%s", diff)
	}
	const nixos = "shared/modules/platforms/nixos/"
	tests := []struct {
		name, file, old, new string
		want                 []string
	}{
		{
			"GRUB keeps every generation", nixos + "hetzner-cloud.nix",
			"configurationLimit = config.mxmlabs.platforms.nixos.boot.generations;", "",
			[]string{"bastion fills its boot partition with generations", "database fills its boot partition with generations", "web fills its boot partition with generations"},
		},
		{
			"a host of the list without its platform", "parts/nixos-configurations.nix",
			"enable = true;", "",
			[]string{"bastion has no disk, or not one boot loader", "database has no disk, or not one boot loader", "web has no disk, or not one boot loader"},
		},
		{
			"no microcode", nixos + "hardware.nix",
			"hardware.cpu.${cfg.processor}.updateMicrocode = true;", "",
			[]string{"atlas is a real machine without firmware or microcode", "orion is a real machine without firmware or microcode", "titan is a real machine without firmware or microcode"},
		},
		{
			"the keymap comes late", nixos + "workstation.nix", "earlySetup = true;", "",
			[]string{
				"atlas asks for the disk's passphrase on another keyboard than the desktop has",
				"orion asks for the disk's passphrase on another keyboard than the desktop has",
			},
		},
		{
			"Plasma without networks", nixos + "workstation.nix", "networking.networkmanager.enable = true;", "",
			[]string{"atlas has a desktop from which no network can be joined", "orion has a desktop from which no network can be joined"},
		},
		{
			"the cleaning is root's", nixos + "containers.nix", "&& !cfg.rootless.enable;", ";",
			[]string{
				"atlas has containers without root, and a socket or a cleaning of root's",
				"orion has Docker without root, and a daemon or a cleaning of root's",
			},
		},
		{
			"a hypervisor without bridges", "infrastructure/local-server/titan/default.nix",
			"bridges = {", "bridges = builtins.intersectAttrs { } {",
			[]string{
				"titan: mxmlabs.roles.hypervisor.guests.machines: pool or bridge not declared for builder, scratch",
				"titan: mxmlabs.roles.hypervisor.bridges: none, so that this machine would have no network",
			},
		},
		{
			"an address without a router", "infrastructure/local-server/titan/default.nix", `gateway = router;`, "",
			[]string{"titan: mxmlabs.roles.hypervisor.bridges: an address without a gateway, or a gateway without an address, of br0"},
		},
		{
			"a default virtual host that answers", "shared/modules/roles/server/web.nix", "default = true;\n          rejectSSL", "rejectSSL",
			[]string{"web answers to names that it does not serve, or serves a folder that nobody made"},
		},
		{
			"a folder that nobody made", "shared/modules/roles/server/web.nix", "systemd.tmpfiles.rules = map", "_module.args.unused = map",
			[]string{"web answers to names that it does not serve, or serves a folder that nobody made"},
		},
		{
			"an application that nobody starts", "infrastructure/hetzner/web/application.nix", "enable = true;", "",
			[]string{"web has a site whose application is no service that starts again, as a user of its own"},
		},
		{
			"an application on another port", "infrastructure/hetzner/web/application.nix", "/var/empty 8080", "/var/empty 8081",
			[]string{"web has a site whose application is no service that starts again, as a user of its own"},
		},
		{
			"an application as root", "shared/modules/roles/server/applications.nix", "DynamicUser = true;", "",
			[]string{"web has a site whose application is no service that starts again, as a user of its own"},
		},
		{
			"Docker's cleaning is root's", nixos + "containers.nix", "(cfg.prune.enable && cfg.rootless.enable)", "(cfg.prune.enable && cfg.engine == \"podman\")",
			[]string{"orion has Docker without root, and a daemon or a cleaning of root's"},
		},
		{
			"Docker cleans in nobody's daemon", nixos + "containers.nix", "DOCKER_HOST =", "DOCKER_CONTEXT =",
			[]string{"orion has Docker without root, and a daemon or a cleaning of root's"},
		},
		{
			"root's socket of Podman", nixos + "containers.nix", "(lib.mkForce [ ])", "[ \"sockets.target\" ]",
			[]string{"atlas has containers without root, and a socket or a cleaning of root's"},
		},
		{
			"a boot partition for two generations", nixos + "disk.nix", `size = "1G";`, `size = "256M";`,
			[]string{
				"atlas has a boot partition that is too small for its generations",
				"bastion has a boot partition that is too small for its generations",
				"database has a boot partition that is too small for its generations",
				"orion has a boot partition that is too small for its generations",
				"titan has a boot partition that is too small for its generations",
				"web has a boot partition that is too small for its generations",
			},
		},
		{
			"systemd-boot keeps every generation", nixos + "boot.nix", "configurationLimit = cfg.generations;", "",
			[]string{"atlas fills its boot partition with generations", "orion fills its boot partition with generations", "titan fills its boot partition with generations"},
		},
		{
			"no firmware", nixos + "hardware.nix", "hardware.enableRedistributableFirmware = true;", "",
			[]string{"atlas is a real machine without firmware or microcode", "orion is a real machine without firmware or microcode", "titan is a real machine without firmware or microcode"},
		},
		{
			"upgrades all at once", nixos + "security.nix", "randomizedDelaySec = delay;", "",
			[]string{
				"bastion upgrades in the same moment as all others",
				"database upgrades in the same moment as all others",
				"titan upgrades in the same moment as all others",
				"web upgrades in the same moment as all others",
			},
		},
		{
			"one hour for all", "shared/lib/default.nix", "hour (upgrades.from + place);", "hour upgrades.from;",
			[]string{
				"bastion upgrades in the hour of database", "bastion upgrades in the hour of titan", "bastion upgrades in the hour of web",
				"database upgrades in the hour of titan", "database upgrades in the hour of web", "titan upgrades in the hour of web",
			},
		},
		{
			"the database before what needs it", "infrastructure/network.nix", "\"web\"\n      \"database\"", "\"database\"\n      \"web\"",
			[]string{"database upgrades before web"},
		},
		{
			"an upgrade in the morning", nixos + "security.nix", "persistent = window == null;", "",
			[]string{"bastion restarts outside its hour", "database restarts outside its hour", "titan restarts outside its hour", "web restarts outside its hour"},
		},
		{
			"no restart", nixos + "security.nix", "allowReboot = window != null;", "allowReboot = false;",
			[]string{
				"bastion stays on the kernel that it started with", "database stays on the kernel that it started with",
				"titan stays on the kernel that it started with", "web stays on the kernel that it started with",
			},
		},
		{
			"an hour by another clock", "infrastructure/local-server/titan/default.nix", "system.stateVersion", `mxmlabs.base.locale.timeZone = "Europe/Berlin"; system.stateVersion`,
			[]string{"titan: time.timeZone is not UTC: this machine would upgrade in the hour of another"},
		},
		{
			"a VLAN without its tag", "shared/modules/roles/hypervisor.nix", "vlanConfig.Id = settings.vlan;", "",
			[]string{"titan has guests in another network than theirs"},
		},
		{
			"a VLAN that the card does not carry", "shared/modules/roles/hypervisor.nix", "lib.optionalAttrs (tags != { })", "lib.optionalAttrs false",
			[]string{"titan has guests in another network than theirs"},
		},
		{
			"the hypervisor among its guests", "shared/modules/roles/hypervisor.nix", "if bridge.guestsOnly then", "if false then",
			[]string{"titan has guests in another network than theirs"},
		},
		{
			"two bridges of one network", "infrastructure/local-server/titan/default.nix", "vlan = 20;", "",
			[]string{"titan: mxmlabs.roles.hypervisor.bridges: two of them take the same VLAN of the same uplink"},
		},
		{
			"an address where only guests are", "infrastructure/local-server/titan/default.nix", "guestsOnly = true;", `guestsOnly = true; address = [ "192.0.2.129/25" ]; gateway = "192.0.2.254";`,
			[]string{"titan: mxmlabs.roles.hypervisor.bridges: an address, where only guests are, of lab"},
		},
		{
			"a guest sends under any address", "shared/modules/roles/hypervisor/domain.nix", `<filterref filter="clean-traffic"/>`, "",
			[]string{"titan has guests that may send under the addresses of others"},
		},
		{
			"keys in home folders", nixos + "security.nix", "authorizedKeysInHomedir = false;", "",
			[]string{
				"bastion takes keys that an account gave to itself",
				"database takes keys that an account gave to itself",
				"titan takes keys that an account gave to itself",
				"web takes keys that an account gave to itself",
			},
		},
		{
			"SSH open on the public address", nixos + "security.nix", "base.ssh.enable && !behind;", "base.ssh.enable;",
			[]string{"database has SSH open to others than the machine before it", "web has SSH open to others than the machine before it"},
		},
		{
			"SSH from any machine of the private network", nixos + "security.nix", `"${user}@${network.peers.${network.behind}}"`, "user",
			[]string{"database has SSH open to others than the machine before it", "web has SSH open to others than the machine before it"},
		},
		{
			"SSH from nowhere", nixos + "security.nix", "allowedTCPPorts = [ 22 ];", "allowedTCPPorts = [ ];",
			[]string{"database has SSH open to others than the machine before it", "web has SSH open to others than the machine before it"},
		},
		{
			"no password at the console", "infrastructure/hetzner/web/secrets.nix", "mxmlabs.platforms.nixos.security.console.passwordFile = config.sops", "_module.args.unused = config.sops",
			[]string{"web has no way in but SSH", "web: mxmlabs.platforms.nixos.security.console.passwordFile is null: if bastion fails, nobody gets in"},
		},
		{
			"everybody is root at the door", "shared/modules/roles/server.nix", `[ "deploy" ];`, `[ "deploy" "operator" ];`,
			[]string{"bastion is a door at which people become root without a password"},
		},
		{
			"a deploy key from anywhere", "shared/modules/base/users.nix", `++ [ "from=`, `++ lib.take 0 [ "from=`,
			[]string{
				"bastion lets a deploy key in from anywhere, or do more than deploy",
				"database lets a deploy key in from anywhere, or do more than deploy",
				"titan lets a deploy key in from anywhere, or do more than deploy",
				"web lets a deploy key in from anywhere, or do more than deploy",
			},
		},
		{
			"a deploy key with a terminal", "shared/modules/base/users.nix", `[ "restrict" ]`, `[ "pty" ]`,
			[]string{
				"bastion lets a deploy key in from anywhere, or do more than deploy",
				"database lets a deploy key in from anywhere, or do more than deploy",
				"titan lets a deploy key in from anywhere, or do more than deploy",
				"web lets a deploy key in from anywhere, or do more than deploy",
			},
		},
		{
			"one deploy key for all", "infrastructure/users.nix", "hypervisor = {", "server-too = {",
			[]string{"titan lets a deploy key in from anywhere, or do more than deploy"},
		},
		{
			"PostgreSQL on every address", "shared/modules/roles/server/database.nix", `"localhost,${network.peers.${config.networking.hostName}}"`, `"*"`,
			[]string{"database has a database that others than its clients reach"},
		},
		{
			"PostgreSQL open on every card", "shared/modules/roles/server/database.nix", "networking.firewall.interfaces = ", "networking.firewall.allowedTCPPorts = [ 5432 ]; networking.firewall.interfaces = ",
			[]string{"database has a database that others than its clients reach"},
		},
		{
			"PostgreSQL for the whole network", "infrastructure/hetzner/database/default.nix", `clients = [ "web" ];`, `clients = [ "10.0.1.0/24" ];`,
			[]string{"database has a database that others than its clients reach"},
		},
		{
			"dumps that stay on the machine", "shared/modules/roles/server/database.nix", "mxmlabs.roles.server.backup.paths = lib.mkIf cfg.backup.enable [ dumps ];", "",
			[]string{
				"database has data that no backup takes away, with secrets, pruning and jitter",
				"database: mxmlabs.roles.server.backup.paths is empty: there is nothing to back up",
			},
		},
		{
			"sites that stay on the machine", "shared/modules/roles/server/web.nix", "mxmlabs.roles.server.backup.paths = roots;", "mxmlabs.roles.server.backup.paths = [ \"/etc\" ];",
			[]string{"web has data that no backup takes away, with secrets, pruning and jitter"},
		},
		{
			"what an application keeps stays on the machine", "shared/modules/roles/server/applications.nix", `"/var/lib/private/${name}"`, `"/var/lib/${name}"`,
			[]string{"web has data that no backup takes away, with secrets, pruning and jitter"},
		},
		{
			"no backup", "infrastructure/hetzner/web/secrets.nix", "enable = true;\n    repositoryFile", "repositoryFile",
			[]string{"web has data that no backup takes away, with secrets, pruning and jitter"},
		},
		{
			"backups all at once", "shared/modules/roles/server/backup.nix", `RandomizedDelaySec = "30min";`, "",
			[]string{
				"database has data that no backup takes away, with secrets, pruning and jitter",
				"web has data that no backup takes away, with secrets, pruning and jitter",
			},
		},
		{
			"the backups' password in the store", "infrastructure/hetzner/web/secrets.nix", `config.sops.secrets."backup/password".path`, `toString ./secrets.yaml`,
			[]string{"web has data that no backup takes away, with secrets, pruning and jitter"},
		},
		{
			"the keys of the backups' bucket in the store", "infrastructure/hetzner/database/secrets.nix", `config.sops.secrets."backup/environment".path`, `toString ./secrets.yaml`,
			[]string{"database has data that no backup takes away, with secrets, pruning and jitter"},
		},
		{
			"figures on every address", "shared/modules/roles/server/metrics.nix", "listenAddress = network.peers.${config.networking.hostName};", "",
			[]string{
				"bastion gives no figures, or gives them to others than the private network",
				"database gives no figures, or gives them to others than the private network",
				"web gives no figures, or gives them to others than the private network",
			},
		},
		{
			"figures open on every card", "infrastructure/hetzner/web/default.nix", "system.stateVersion", "networking.firewall.allowedTCPPorts = [ 9100 ]; system.stateVersion",
			[]string{"web gives no figures, or gives them to others than the private network"},
		},
		{
			"a machine that nobody watches", "shared/modules/roles/server/monitoring.nix", "}) network.peers;", "}) (lib.removeAttrs network.peers [ \"database\" ]);",
			[]string{"bastion shows figures to others, or watches others than the machines of the private network"},
		},
		{
			"a page of figures for all", "shared/modules/roles/server/monitoring.nix", `listenAddress = "127.0.0.1";`, `listenAddress = "0.0.0.0";`,
			[]string{"bastion shows figures to others, or watches others than the machines of the private network"},
		},
		{
			"a watcher outside the network", "infrastructure/local-server/titan/default.nix", "mxmlabs.roles.hypervisor = {", "mxmlabs.roles.server.monitoring.enable = true; mxmlabs.roles.hypervisor = {",
			[]string{
				"titan: mxmlabs.roles.server.monitoring: this machine is not in the private network, and reaches no figures",
			},
		},
		{
			"no swap", "shared/modules/roles/server.nix", "mxmlabs.platforms.nixos.zram.enable = lib.mkDefault true;", "",
			[]string{
				"bastion kills what runs when its memory is full",
				"database kills what runs when its memory is full",
				"titan kills what runs when its memory is full",
				"web kills what runs when its memory is full",
			},
		},
		{
			"secrets that the test key opens", "infrastructure/hetzner/database/secrets.nix", "example = true;", "",
			[]string{
				"database: warning: secrets.yaml can be opened with shared/secrets/worthless-test-key.txt, which is public: put your own recipients into .sops.yaml and encrypt it anew, or set `example = true` beside it where nothing real is in it",
			},
		},
		{
			"a guest with nothing to start", "infrastructure/local-server/titan/guests.nix", "image = {", "image = if true then null else {",
			[]string{"titan: mxmlabs.roles.hypervisor.guests.machines: neither disk.image nor installer, so that nothing would start, of builder"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer root.replace(t, test.file, test.old, test.new)()
			if diff := cmp.Diff(test.want, root.refused(t)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What the modules warn of is the key that is committed.
func TestTheWorthlessRecipientIsThatOfTheTestKey(t *testing.T) {
	recipient, err := os.ReadFile("../../shared/secrets/worthless-recipient.txt")
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile("../../shared/secrets/worthless-test-key.txt")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(key), "# public key: "+string(recipient)) {
		t.Errorf("the key is another one than %s", recipient)
	}
}
