package depends

import (
	"strings"
	"testing"
	"testing/fstest"

	"mxmcheck/analyzer"
)

// The text of a path that is shortened may lead anywhere; one that goes on does not.
func TestTextsOfPaths(t *testing.T) {
	for expression, whole := range map[string]bool{
		`lib.removeSuffix "/sub" (toString ./sub)`:                                       true,
		`let at = ./sub; in lib.removeSuffix "/sub" (toString at)`:                       true,
		`let at.root = ./sub; in lib.removeSuffix "/sub" (toString at.root)`:             true,
		`let at = { root = ./sub; }; inherit (at) root; in lib.removeSuffix "/sub" root`: true,
		`let cut = p: lib.removeSuffix "/sub" (toString p); in cut ./sub`:                true,
		`let cut = a: p: lib.removeSuffix a (toString p); in cut "/sub" ./sub`:           true,
		`({ at ? ./sub }: lib.removeSuffix "/sub" (toString at)) { }`:                    true,
		`({ at }: lib.removeSuffix "/sub" (toString at)) { at = ./sub; }`:                true,
		`with { at = ./sub; }; lib.removeSuffix "/sub" (toString at)`:                    true,
		`map (lib.removeSuffix "/sub") [ "${toString ./sub}" ]`:                          true,
		`map (p: lib.removeSuffix "/sub" p) (lib.filesystem.listFilesRecursive ./sub)`:   true,
		`lib.mapAttrs (n: p: lib.removeSuffix "/sub" p) { a = toString ./sub; }`:         true,
		`lib.pipe ./sub [ toString (lib.removeSuffix "/sub") ]`:                          true,
		`lib.pipe ./sub [ toString (lib.splitString "/") lib.init ]`:                     true,
		`lib.init (lib.splitString "/" (toString ./sub))`:                                true,
		`builtins.replaceStrings [ "/sub" ] [ "/data" ] (toString ./sub)`:                true,
		`__replaceStrings [ "/sub" ] [ "/data" ] (toString ./sub)`:                       true,
		`builtins.match "(.*)/sub" (toString ./sub)`:                                     true,
		`lib.toUpper (toString ./sub)`:                                                   true,
		`(hash: hash (toString ./sub)) (builtins.hashString "md5")`:                      true,
		`let hash = builtins.hashString "md5"; in hash (toString ./sub)`:                 true,
		`let inherit (builtins) hashString; h = hashString; in h "md5" (toString ./sub)`: true,
		`lib.removePrefix "/nix/store/" (toString ./sub)`:                                true,
		`__curPos.file`:                                                                                           true,
		`let inherit (__curPos) file; in file`:                                                                    true,
		`(__unsafeGetAttrPos "a" { a = 1; }).file`:                                                                true,
		`__getContext "${./sub}"`:                                                                                 true,
		`builtins.head options.acme.v.files`:                                                                      true,
		`let o = options.acme.v; in builtins.head o.files`:                                                        true,
		`let inherit (options.acme.v) files; in builtins.head files`:                                              true,
		`builtins.head options.acme.v.${"decl" + "arations"}`:                                                     true,
		`builtins.head (builtins.getAttr ("decl" + "arations") options.acme.v)`:                                   true,
		`let name = "decl" + "arations"; o = options.acme; p = o.v; in builtins.head p.${name}`:                   true,
		`let inherit (options.acme) v; in lib.attrByPath [ ("decl" + "arations") ] null v`:                        true,
		`with options.acme; v.${"fi" + "les"}`:                                                                    true,
		`let inherit (options.acme.v) declarations; in builtins.head declarations`:                                true,
		`lib.getAttrFromPath [ "acme" "v" "files" ] options`:                                                      true,
		`(n: o: o.${n}) ("decl" + "arations") options.acme.v`:                                                     true,
		`builtins.attrValues options.acme.v`:                                                                      true,
		`lib.mapAttrs (n: o: o) options.acme.v`:                                                                   true,
		`lib.pipe options.acme.v [ builtins.attrValues ]`:                                                         true,
		`map builtins.attrValues [ options.acme.v ]`:                                                              true,
		`(if config.acme.x then options.acme.v else { }).${config.acme.x}`:                                        true,
		`options.${config.acme.x}.v.isDefined`:                                                                    false,
		`lib.mkAliasDefinitions options.${config.acme.x}.v`:                                                       false,
		`lib.hasAttrByPath [ config.acme.x ] options && config.acme.${config.acme.x}`:                             false,
		`lib.optionalAttrs (options ? acme) config.acme.${config.acme.x}`:                                         false,
		`let cfg = if options ? acme then config.acme else { }; in cfg.${config.acme.x}`:                          false,
		`lib.attrByPath [ "acme" "v" "isDefined" ] false options`:                                                 false,
		`lib.optionAttrSetToDocList options`:                                                                      true,
		`builtins.getAttr ("se" + "lf") specialArgs.inputs`:                                                       true,
		`builtins.attrValues config._module.specialArgs.inputs`:                                                   true,
		`builtins.attrValues options._module.specialArgs.value.inputs`:                                            true,
		`specialArgs.inputs.${"se" + "lf"}`:                                                                       true,
		`let s = specialArgs; in builtins.getAttr ("se" + "lf") s.inputs`:                                         true,
		`with specialArgs; builtins.attrValues inputs`:                                                            true,
		`lib.evalModules { inherit specialArgs; modules = [ ./sub/a.nix ]; }`:                                     false,
		`lib.nixosSystem { specialArgs = specialArgs // { x = 1; }; modules = [ ]; }`:                             false,
		`{ home-manager.extraSpecialArgs = specialArgs; }`:                                                        false,
		`import ./cut.nix { inherit lib; root = ./sub; }`:                                                         true,
		`import ./curried.nix lib ./sub`:                                                                          true,
		`import ./curried.nix lib "sub"`:                                                                          false,
		`{ acme.root = ./sub; b = lib.removeSuffix "/sub" (toString config.acme.root); }`:                         true,
		`{ acme.root = ./sub; b = let inherit (config.acme) root; in lib.removeSuffix "/sub" (toString root); }`:  true,
		`{ acme.root = ./sub; b = lib.removeSuffix "/sub" (toString config.acme.name); }`:                         false,
		`specialArgs.inputs.nixpkgs.x`:                                                                            false,
		`import (./sub + "/data.nix")`:                                                                            false,
		`lib.removePrefix (toString ./.) (toString ./sub)`:                                                        false,
		`lib.removeSuffix ".nix" (baseNameOf ./sub/a.nix)`:                                                        false,
		`map (lib.removeSuffix ".nix") (builtins.attrNames (builtins.readDir ./sub))`:                             false,
		`lib.mapAttrs' (n: _: { name = lib.removeSuffix ".nix" n; value = ./sub + n; }) (builtins.readDir ./sub)`: false,
		`let all = dir: map (n: { name = lib.removeSuffix ".nix" n; value = dir + n; }) (lib.attrNames (builtins.readDir dir)); in all ./sub`: false,
		`lib.mapAttrs (n: p: { a = lib.removeSuffix "x" n; b = p; }) { a = ./sub; }`:                                                          false,
		`lib.pipe ./sub [ builtins.readDir lib.attrNames (map (lib.removeSuffix ".nix")) ]`:                                                   false,
		`lib.filter (p: lib.hasSuffix ".nix" p) (lib.filesystem.listFilesRecursive ./sub)`:                                                    false,
		`lib.splitString "\n" (builtins.readFile ./sub/list)`:                                                                                 false,
		`lib.removeSuffix "\n" (lib.fileContents ./sub/list)`:                                                                                 false,
		`builtins.hashString "md5" (import ./sub/text.nix)`:                                                                                   false,
		`options.acme.v.isDefined && config.acme.path == ./sub`:                                                                               false,
	} {
		flake := `{ outputs = { nixpkgs, self, ... }@inputs: { nixosConfigurations.one = nixpkgs.lib.nixosSystem { specialArgs = { inherit inputs; }; modules = [ ./m.nix ]; }; }; }`
		module := "{ config, lib, options, specialArgs, ... }: { acme.v = " + expression + "; }"
		repo, err := analyzer.Load(t.Context(), fstest.MapFS{"flake.nix": {Data: []byte(flake)}, "m.nix": {Data: []byte(module)}, "sub/list": {}, "cut.nix": {Data: []byte(`{ lib, root }: lib.removeSuffix "/sub" (toString root)`)}, "curried.nix": {Data: []byte(`lib: at: lib.removeSuffix "/sub" (toString at)`)}}, analyzer.Options{Jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		open := New(repo).Host(repo.Hosts[0].ID()).Open
		if (len(open) > 0) != whole {
			t.Errorf("%s: the whole tree is read: %t, want %t: %v", expression, len(open) > 0, whole, open)
		}
	}
}

// A module that stands in flake.nix reads options as one in a file of its own does.
func TestOptionsOfInlineModules(t *testing.T) {
	for expression, whole := range map[string]bool{
		`builtins.head options.acme.v.files`:                                        true,
		`builtins.head options.acme.v.${"decl" + "arations"}`:                       true,
		`builtins.head (builtins.getAttr ("decl" + "arations") options.acme.v)`:     true,
		`options.acme.v.isDefined && config.acme.${config.acme.name} == cfg.${"x"}`: false,
	} {
		for _, module := range []string{"({ config, options, ... }: { acme.v = X; })", "{ imports = [ ({ options, ... }: { acme.v = X; }) ]; }", "(args@{ ... }: let inherit (args.options) acme; options = args.options; in { acme.v = X; })"} {
			flake := `{ outputs = { nixpkgs, ... }: { nixosConfigurations.one = nixpkgs.lib.nixosSystem { modules = [ ` + strings.ReplaceAll(module, "X", expression) + ` ]; }; }; }`
			repo, err := analyzer.Load(t.Context(), fstest.MapFS{"flake.nix": {Data: []byte(flake)}}, analyzer.Options{Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			if open := New(repo).Host(repo.Hosts[0].ID()).Open; (len(open) > 0) != whole {
				t.Errorf("%s: the whole tree is read: %t, want %t: %v", flake, len(open) > 0, whole, open)
			}
		}
	}
}
