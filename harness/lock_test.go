package harness

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Where an input is in the store follows from its hash; this one is what nix says of an empty file.
func TestSourcePath(t *testing.T) {
	got, err := sourcePath("/nix/store", "sha256-d6xi4mKdjkX2JFicDIv5niSzpyI0m/Hnm8GGAIU04kY=")
	if want := "/nix/store/sy3ism981f9xcbcmdc7gbk0yz28w6yjz-source"; err != nil || got != want {
		t.Errorf("sourcePath = %q, %v, want %q", got, err, want)
	}
	if got, err := sourcePath("/nix/store", "sha512-47DE"); err == nil {
		t.Errorf("a hash that is none gave %q", got)
	}
}

// Inputs are named by the shortest way to them; what follows another input has no name of its own.
func TestLockedSources(t *testing.T) {
	lock := `{"root":"root","nodes":{
	  "root":{"inputs":{"flake":"flake"}},
	  "flake":{"inputs":{"deploy":"deploy","nixpkgs":"nixpkgs","local":"local"},"locked":{"narHash":"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}},
	  "deploy":{"inputs":{"nixpkgs":["flake","nixpkgs"],"utils":"utils"},"locked":{"narHash":"sha256-AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}},
	  "utils":{"inputs":{"again":"deploy"},"locked":{"narHash":"sha256-AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}},
	  "local":{"locked":{"path":"./local","type":"path"}},
	  "nixpkgs":{"locked":{"narHash":"sha256-AwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}}}`
	found, err := lockedSources([]byte(lock), "/nix/store")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, one := range found {
		names = append(names, one.name)
	}
	if diff := cmp.Diff([]string{"deploy", "nixpkgs", "deploy/utils"}, names); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
	if _, err := lockedSources([]byte("{"), "/nix/store"); err == nil {
		t.Error("a lock file that is none was read")
	}
}
