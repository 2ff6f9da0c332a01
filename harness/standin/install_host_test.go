package standin_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The installation erases a disk: it asks for the name of the host, says whether the address is one of the list's, and
// reaches a host behind another through it.
func TestInstallHostAsksBeforeItErases(t *testing.T) {
	script, err := os.ReadFile("../../shared/packages/install-host.sh")
	if err != nil {
		t.Fatal(err)
	}
	list := "bastion - 192.0.2.23 2001:db8:0:3::1\nnew -\nweb 192.0.2.23 10.0.1.2 192.0.2.21"
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "nixos-anywhere"), []byte("#!/bin/sh\necho installed \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, args, answer string
		says, does         string
	}{
		{"an address of the list", "bastion 192.0.2.23", "bastion", "192.0.2.23 is an address of bastion", "installed --flake .#bastion --target-host root@192.0.2.23"},
		{"the other family", "bastion 2001:db8:0:3::1", "bastion", "is an address of bastion", "installed --flake .#bastion --target-host root@2001:db8:0:3::1"},
		{"another address", "bastion 192.0.2.22", "bastion", "192.0.2.22 is NOT an address of bastion, which the list has at: 192.0.2.23 2001:db8:0:3::1", "installed --flake .#bastion --target-host root@192.0.2.22"},
		{"a part of an address", "bastion 192.0.2.2", "no", "192.0.2.2 is NOT an address of bastion", ""},
		{"another answer", "bastion 192.0.2.23", "yes", "nothing is done", ""},
		{"no answer", "bastion 192.0.2.23", "", "nothing is done", ""},
		{"a host without an address", "new 192.0.2.50", "new", "192.0.2.50 is NOT an address of new, which the list has at: no address", "installed --flake .#new --target-host root@192.0.2.50"},
		{"a host that the list lacks", "wbe 192.0.2.21", "wbe", "has no NixOS host wbe", ""},
		{"behind another", "web 10.0.1.2 --debug", "web", "10.0.1.2 is an address of web", "installed --flake .#web --target-host root@10.0.1.2 --ssh-option ProxyJump=192.0.2.23 --debug"},
		{"behind another, by its public address", "web 192.0.2.21", "web", "is an address of web", "installed --flake .#web --target-host root@192.0.2.21"},
		{"no address given", "web", "web", "usage:", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cmd := exec.Command("bash", append([]string{"-euo", "pipefail", "-c", "list='" + list + "'\n" + string(script), "install-host"}, strings.Fields(test.args)...)...)
			cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
			var said strings.Builder
			cmd.Stdin, cmd.Stderr = strings.NewReader(test.answer), &said
			out, err := cmd.Output()
			if done := strings.TrimSpace(string(out)); done != test.does || (err == nil) != (test.does != "") {
				t.Errorf("want %q, got %q, %v", test.does, done, err)
			}
			if !strings.Contains(said.String(), test.says) {
				t.Errorf("want %q in:\n%s", test.says, said.String())
			}
		})
	}
}

// Of the hosts in the list, the script has what SSH reaches first, and through whom.
func TestInstallHostKnowsTheHosts(t *testing.T) {
	const expression = `let
  lib = import ./harness/standin/inputs/nixpkgs/lib;
  fleet = (import ./shared/lib/fleet.nix { inherit lib; }).check { hosts = import ./infrastructure; network = import ./infrastructure/network.nix; };
in (import ./shared/lib { inherit lib; }).installList fleet.hosts`
	cmd := exec.Command("nix-instantiate", "--eval", "--strict", "--json", "--expr", expression)
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{`web 192.0.2.23 10.0.1.2 192.0.2.21 2001:db8:0:1::1`, `bastion - 192.0.2.23 2001:db8:0:3::1\n`, `titan - 192.0.2.10\n`, `atlas -\n`} {
		if !strings.Contains(string(out), line) {
			t.Errorf("want %s in:\n%s", line, out)
		}
	}
}
