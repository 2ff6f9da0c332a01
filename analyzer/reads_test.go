package analyzer_test

import (
	"fmt"
	"strings"
	"testing"

	"mxmcheck/analyzer"
)

// What a value reads is read, whatever it stands in, and however the option is written.
func TestReadsCount(t *testing.T) {
	reads := []string{"cfg.port", "config.mxmlabs.a.port", "(cfg.port)", "toString cfg.port", "cfg.port or 1", "a.port", "inherited"}
	around := []string{
		"%s", "{ p = %s; }", "rec { p = %s; }", "rec { p = %s; q = p; }", "rec { p.q = %s; }", "{ p = rec { q = { r = %s; }; }; }",
		"let p = %s; in { inherit p; }", "let p = %s; in p", "let p = %s; q = p; in { a.b = q; }", "let p = rec { q = %s; }; in p.q",
		"with { p = %s; }; p", "[ %s ]", "(x: x) (%s)", "let f = x: x; in f (%s)", "({ p ? %s }: p) { }", "if true then %s else 1",
		"\"${toString (%s)}\"", "{ ${toString (%s)} = 1; }", "assert %s == 1; 2", "x: %s", "let inherit (rec { p = %s; }) p; in p", "builtins.seq (%s) 1",
	}
	for _, shape := range around {
		for _, read := range reads {
			value := fmt.Sprintf(shape, read)
			repo := loadArchive(t, fmt.Sprintf(`-- flake.nix --
{ outputs = { nixpkgs, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = [ ./a.nix ]; }; }; }
-- a.nix --
{ config, lib, ... }:
let cfg = config.mxmlabs.a; inherit (config.mxmlabs) a; inherit (cfg) port; inherited = port; in
{
  options.mxmlabs.a.port = lib.mkOption { type = lib.types.port; default = 80; };
  config.environment.etc.x.text = %s;
}
`, value))
			if !repo.IsRead(analyzer.Path(strings.Split("mxmlabs.a.port", "."))) {
				t.Errorf("not read in: %s", value)
			}
		}
	}
}
