package analyzer_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestDefaultedReads(t *testing.T) {
	tests := map[string]string{
		`config.services.a.enable or false`:                            "services a enable",
		`config.services.a.enable`:                                     "",
		`pkgs.hello.version or "1"`:                                    "",
		`config ? services.a`:                                          "services a",
		`config.services.${lib.b}.enable or false`:                     "services",
		`config."a.b".c or 1`:                                          "a.b c",
		`osConfig.services.a or { }`:                                   "services a",
		`args.config.services.a or { }`:                                "services a",
		`inputs.self.nixosConfigurations.b.config.services.a or { }`:   "services a",
		`let cfg = config.services.a; in cfg.enable or false`:          "services a enable",
		`let b = a.enable or 1; a = s.a; s = config.services; in b`:    "services a enable",
		`let inherit (config.services) a; in a.enable or false`:        "services a enable",
		`let inherit (config) services; in (services.a).enable or 1`:   "services a enable",
		`with config.services; a.enable or false`:                      "services a enable",
		`lib.attrByPath [ "services" "a" ] false config`:               "services a",
		`attrByPath [ "a" lib.b "c" ] false config.services`:           "services a",
		`lib.hasAttrByPath [ "services" "a" ] config`:                  "services a",
		`lib.attrByPath [ "services" "a" ] false pkgs`:                 "",
		`let a = a; in a.enable or config.programs.${"b"}.enable or 1`: "programs b enable",
		`(config.services or { }).a.enable or false`:                   "services|services a enable",
	}
	for text, want := range tests {
		var got []string
		for _, path := range load(t, fstest.MapFS{"a.nix": {Data: []byte("{ config, lib, ... }@args: {\n  x = " + text + ";\n}\n")}}).DefaultedReads() {
			got = append(got, strings.Join(path, " "))
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}
