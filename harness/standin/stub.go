package standin

import (
	"encoding/json"
	"slices"
)

// Stub stands for every input that has no stand-in of its own: see stub/stub.nix.
const Stub = "stub"

// usual are names that flakes have, and that code selects by a name which it computes.
var usual = []string{
	"default", "packages", "legacyPackages", "lib", "overlays", "overlay", "nixosModules", "darwinModules", "homeModules", "homeManagerModules",
	"flakeModules", "flakeModule", "modules", "devShells", "checks", "apps", "formatter", "templates", "inputs",
	"x86_64-linux", "aarch64-linux", "aarch64-darwin", "x86_64-darwin", "i686-linux", "riscv64-linux", "armv7l-linux",
	"nixosConfigurations", "darwinConfigurations", "homeConfigurations",
}

// stub gives the files of the stub of an input.
func (o Options) stub(input string) (map[string][]byte, error) {
	files, err := embedded(Stub)
	if err != nil {
		return nil, err
	}
	names := append(slices.Clone(usual), o.Selected...)
	slices.Sort(names)
	for file, value := range map[string]any{"names": slices.Compact(names), "input": input} {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		files[file+".json"] = text
	}
	return files, nil
}
