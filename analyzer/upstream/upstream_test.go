package upstream

import (
	"strings"
	"testing"
)

// What is said to be one kind's alone is in that kind's table, where there is one, and in no other.
func TestTablesAgree(t *testing.T) {
	tables := Read()
	if len(tables.darwin) < 500 || len(tables.home) < 500 || len(tables.only) < 100 {
		t.Fatalf("tables of %d, %d and %d lines", len(tables.darwin), len(tables.home), len(tables.only))
	}
	for name, kind := range tables.only {
		switch {
		case kind != "nixos" && !tables.has(kind, name):
			t.Errorf("%s is no option of %s", name, kind)
		case kind != "darwin" && tables.has("darwin", name):
			t.Errorf("%s is an option of darwin too", name)
		}
	}
}

func TestOwnerElsewhere(t *testing.T) {
	for _, test := range []struct{ kind, path, owner string }{
		{"darwin", "networking.firewall.enable", "nixos"},
		{"darwin", "networking.hostName", ""},
		{"darwin", "systemd.services.x.script", "nixos"},
		{"home", "systemd.user.services.x", ""},
		{"home", "systemd.services.x", "nixos"},
		{"home", "homebrew.casks", "darwin"},
		{"home", "launchd.agents.x", ""},
		{"nixos", "home.packages", "home"},
		{"nixos", "system.defaults.dock.autohide", "darwin"},
		{"nixos", "home-manager.users.x", ""},
		{"nixos", "networking", ""},
	} {
		owner, _, ok := Read().OwnerElsewhere(test.kind, strings.Split(test.path, "."))
		if owner != test.owner || ok != (test.owner != "") {
			t.Errorf("%s on %s: %q, %v; want %q", test.path, test.kind, owner, ok, test.owner)
		}
	}
}
