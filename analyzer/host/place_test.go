package host_test

import (
	"testing"

	"mxmcheck/analyzer/host"
)

func TestParsePlace(t *testing.T) {
	for _, c := range []struct{ text, kind, name string }{
		{"legacyPackages.*.homeConfigurations", "home", "b.me"},
		{"packages.x86_64-linux.nixosConfigurations", "nixos", "me"},
		{"darwinConfigurations.*", "darwin", "b.me"},
		{"colmenaHive.nodes", "nixos", "me"},
		{"home:people", "home", "me"},
		{"nixos:homeConfigurations.*.*", "nixos", "b.c.me"},
	} {
		place, err := host.ParsePlace(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if name := place.Name([]string{"a", "b", "c"}, "me"); place.Kind.Name != c.kind || name != c.name {
			t.Errorf("%s holds %s/%s, want %s/%s", c.text, place.Kind.Name, name, c.kind, c.name)
		}
	}
	for _, text := range []string{"", ".a", "a..b", "a.", "*", "*.nixosConfigurations", "windows:a", "home:"} {
		if place, err := host.ParsePlace(text); err == nil {
			t.Errorf("%q is taken as %v", text, place)
		}
	}
}
