package harness

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOutputs(t *testing.T) {
	got, err := Outputs([]string{"terraform.hetzner", "deploy.nodes.*.{sshUser,hostname}", "deploy.nodes.*.hostname", `a."b.c".{x,y}.z`, "site.{one,two}", "site.{one}.*.x"})
	if err != nil {
		t.Fatal(err)
	}
	paths := map[string][]string{}
	for _, one := range got {
		paths[one.Name] = one.Paths
	}
	want := map[string][]string{
		"terraform.hetzner": {"terraform.hetzner"},
		"deploy.nodes":      {"deploy.nodes.*.hostname", "deploy.nodes.*.sshUser"},
		`a."b.c"`:           {`a."b.c".x.z`, `a."b.c".y.z`},
		"site":              {"site.one", "site.one.*.x", "site.two"},
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for _, text := range []string{"", "*", "*.a", "{a,b}.c", "a..b", "a.b c", "a.{b", "a.b*"} {
		if got, err := Outputs([]string{text}); err == nil {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}
