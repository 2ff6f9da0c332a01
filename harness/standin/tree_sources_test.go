package standin_test

import (
	"fmt"
	"io/fs"
	"maps"
	"net/netip"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/syntax"
)

// A fact of the outside world (an address, a network, where something is fetched from) that is written twice is changed
// once: each stands in one place of the tree, and everything else reads it there.
func TestTreeWritesEachAddressOnce(t *testing.T) {
	root := copyOfTree(t)
	if diff := cmp.Diff([]string(nil), root.writtenTwice(t)); diff != "" {
		t.Fatalf("written more than once; read it from where it stands (-want +got):\n%s", diff)
	}
	tests := []struct{ name, file, old, new, want string }{
		{"the source of upgrades", "shared/modules/base/security.nix", "options.mxmlabs", `meta.source = "git+https://git.example.org/infrastructure"; options.mxmlabs`, "git+https://git.example.org/infrastructure"},
		{"a network", "shared/terraform/hetzner.nix", `"0.0.0.0/0"`, `"10.0.0.0/16"`, "10.0.0.0/16"},
		{"an address of a host", "infrastructure/local-server/titan/default.nix", "${titan.address.ipv4}/24", "192.0.2.10/24", "192.0.2.10"},
		{"an address within an address", "infrastructure/local-server/titan/default.nix", "vlan = 20;", `x = "http://192.0.2.10:9090/alerts";`, "192.0.2.10"},
		{"an address in a text of several lines", "infrastructure/local-server/titan/guests.nix", "#cloud-config\n", "#cloud-config\n          # 10.0.1.3\n", "10.0.1.3"},
		{"a longer form of an address", "infrastructure/users.nix", `"192.0.2.40"`, `"2001:0db8:0:1::1"`, "2001:db8:0:1::1"},
		{"twice in one file", "infrastructure/local-server/titan/default.nix", "nameservers = [ router ]", `nameservers = [ "192.0.2.1" ]`, "192.0.2.1"},
		{"a value that a module has by default", "shared/modules/base/nix-config.nix", `example = "https://cache.example.org"`, `default = "https://cache.example.org"`, "https://cache.example.org"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			defer root.replace(t, test.file, test.old, test.new)()
			got := root.writtenTwice(t)
			if len(got) != 1 || !strings.HasPrefix(got[0], test.want+": ") || !strings.Contains(got[0], test.file) {
				t.Errorf("want %s in %s alone, got %q", test.want, test.file, got)
			}
		})
	}
}

// writtenTwice are the addresses that stand in more than one place, each with its places.
func (r tree) writtenTwice(t *testing.T) (twice []string) {
	t.Helper()
	places := map[string][]string{}
	for _, name := range r.modules(t) {
		text, err := os.ReadFile(string(r) + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, literal := range literals(syntax.Parse(name, text).Root) {
			for _, one := range addressesIn(literal.text) {
				places[one] = append(places[one], fmt.Sprintf("%s:%d", name, 1+strings.Count(string(text[:literal.at]), "\n")))
			}
		}
	}
	if len(places) < 15 {
		t.Fatalf("the tree has %d addresses", len(places))
	}
	for _, one := range slices.Sorted(maps.Keys(places)) {
		if len(places[one]) > 1 {
			twice = append(twice, one+": "+strings.Join(places[one], " "))
		}
	}
	return twice
}

// modules are the Nix files of the tree.
func (r tree) modules(t *testing.T) (names []string) {
	t.Helper()
	for _, folder := range []string{"parts", "infrastructure", "shared"} {
		err := fs.WalkDir(os.DirFS(string(r)), folder, func(name string, _ fs.DirEntry, err error) error {
			if path.Ext(name) == ".nix" {
				names = append(names, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// literal is the text of a string or a URL, and where it begins.
type literal struct {
	text string
	at   int
}

// literals are those below a node, without what only documents an option. What is computed within a text parts it.
func literals(n syntax.Node) (found []literal) {
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			names, ok := syntax.StaticPath(n.Path)
			return !ok || !slices.Contains([]string{"example", "description"}, names[len(names)-1])
		case *syntax.Text:
			found = append(found, literal{n.Value, n.Pos()})
		case *syntax.URI:
			found = append(found, literal{n.Text, n.Pos()})
		}
		return true
	})
	return found
}

// addressesIn are the network addresses, networks and URLs of a text, each in its shortest form. Those that mean the same
// everywhere (this machine, any machine, this link) are no facts of the tree; nor is the length behind the address of a machine.
func addressesIn(text string) (found []string) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n\"',;=()[]{}", r) }) {
		if _, rest, ok := strings.Cut(word, "://"); ok {
			host, _, _ := strings.Cut(rest, "/")
			if address, _, _ := strings.Cut(host, ":"); len(addressesIn(address)) > 0 {
				found = append(found, addressesIn(address)...)
			} else if _, err := netip.ParseAddr(address); err != nil && host != "" {
				found = append(found, word)
			}
			continue
		}
		if network, err := netip.ParsePrefix(word); err == nil && network.Masked() == network && network.Bits() > 0 {
			found = append(found, network.String())
			continue
		}
		word, _, _ = strings.Cut(word, "/")
		if address, err := netip.ParseAddr(word); err == nil && address.IsGlobalUnicast() {
			found = append(found, address.String())
		}
	}
	return found
}
