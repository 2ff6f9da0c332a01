package harness

import "testing"

// A file is spelled as the work tree has it, in whatever form nix names it: from the store, from a
// store of our own, as newer versions spell the tree it is in, or from the copy on this machine.
func TestSourcesSpellFiles(t *testing.T) {
	const self, hash = "/nix/store/sy3ism981f9xcbcmdc7gbk0yz28w6yjz-source", "sha256-d6xi4mKdjkX2JFicDIv5niSzpyI0m%2FHnm8GGAIU04kY%3D"
	const nixpkgs = "/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-source"
	s := sources{frozen: "/home/operator/.cache/store" + self, self: self, store: "/home/operator/.cache/store", inputs: []input{{nixpkgs, "nixpkgs"}}}
	tests := map[string]string{
		self + "/hosts/a.nix": "hosts/a.nix",
		"/nix/store/cccccccccccccccccccccccccccccccc-" + self[len("/nix/store/"):] + "/hosts/a.nix":                                  "hosts/a.nix", // a copy of the tree
		"/nix/store/dddddddddddddddddddddddddddddddd-cccccccccccccccccccccccccccccccc-" + self[len("/nix/store/"):] + "/hosts/a.nix": "hosts/a.nix",
		self + "/hosts/a.nix:3:1":                                             "hosts/a.nix:3:1",
		"/home/operator/.cache/store" + self + "/hosts/a.nix":                 "hosts/a.nix",
		"«path:" + self + "?lastModified=0&narHash=" + hash + "»/hosts/a.nix": "hosts/a.nix",
		"«path:/elsewhere?narHash=" + hash + "»/hosts/a.nix":                  "hosts/a.nix",
		"«git+file:///elsewhere?rev=1&narHash=" + hash + "»/hosts/a.nix":      "hosts/a.nix",
		"path:" + self + "/hosts/a.nix":                                       "hosts/a.nix",
		self + "/hosts/a.nix, via option flake.x":                             "hosts/a.nix",
		self + "/hosts/a.nix:anon-2":                                          "hosts/a.nix",
		nixpkgs + "/nixos/modules/x.nix":                                      "<nixpkgs>/nixos/modules/x.nix",
		"«path:" + nixpkgs + "»/nixos/modules/x.nix":                          "<nixpkgs>/nixos/modules/x.nix",
		"/nix/store/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb-hello-2.12/share/x.nix":  "<store hello-2.12>/share/x.nix",
		"«github:owner/repo/0000?narHash=none»/x.nix":                         "",
		"<unknown-file>": "",
	}
	for text, want := range tests {
		got, ok := s.file(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("file(%q) = %q, %t, want %q", text, got, ok, want)
		}
	}
}
