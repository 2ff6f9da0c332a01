package standin_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func terraform(t *testing.T) map[string]any {
	t.Helper()
	var config map[string]any
	if err := json.Unmarshal(evaluate(t, "terraform.hetzner"), &config); err != nil {
		t.Fatal(err)
	}
	return config
}

func terraformSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../fixtures/terraform/hcloud.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestTreeOrdersWhatTheProviderTakes(t *testing.T) {
	config := terraform(t)
	if err := terraformSchema(t).Validate(config); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string(nil), dangling(config)); diff != "" {
		t.Errorf("references to what is not there (-want +got):\n%s", diff)
	}
	want := map[string]int{
		"hcloud_firewall": 3, "hcloud_network": 1, "hcloud_network_subnet": 1, "hcloud_placement_group": 1, "hcloud_rdns": 6,
		"hcloud_server": 3, "hcloud_server_network": 3, "hcloud_ssh_key": 1, "hcloud_volume": 1,
	}
	got := map[string]int{}
	for kind, resources := range config["resource"].(map[string]any) {
		got[kind] = len(resources.(map[string]any))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resources by kind (-want +got):\n%s", diff)
	}
}

// Whatever stands in this JSON is readable in the store: the values of the example secrets and
// private keys must not.
func TestTreeOrdersWithoutSecrets(t *testing.T) {
	text := string(evaluate(t, "terraform.hetzner"))
	for _, secret := range []string{"PRIVATE KEY", "AGE-SECRET-KEY-", "ENC[", "example-password", "example-token"} {
		if strings.Contains(text, secret) {
			t.Errorf("the configuration holds %q", secret)
		}
	}
	if long := regexp.MustCompile(`"[A-Za-z0-9+/=_-]{32,}"`).FindString(text); long != "" {
		t.Errorf("the configuration holds %s, which looks like a token", long)
	}
}

// Each mistake is one that Terraform would tell only when it talks to Hetzner.
func TestTerraformSchemaSeesMistakes(t *testing.T) {
	set := func(path string, value any) func(map[string]any) {
		return func(config map[string]any) {
			names := strings.Split(path, "/")
			at := config
			for _, name := range names[:len(names)-1] {
				at = at[name].(map[string]any)
			}
			if at[names[len(names)-1]] = value; value == nil {
				delete(at, names[len(names)-1])
			}
		}
	}
	tests := map[string]func(map[string]any){
		"a token in the file":               set("provider/hcloud/token", "not-a-reference"),
		"a default for the token":           set("variable/hcloud_token/default", "not-a-reference"),
		"a variable that is shown":          set("variable/hcloud_token/sensitive", false),
		"a provider of another name":        set("terraform/required_providers/hcloud/source", "hashicorp/hcloud"),
		"a resource that does not exist":    set("resource/hcloud_machine", map[string]any{"web": map[string]any{}}),
		"a server without a type":           set("resource/hcloud_server/web/server_type", nil),
		"a type that cannot be ordered":     set("resource/hcloud_server/web/server_type", "cx22"),
		"a location that does not exist":    set("resource/hcloud_server/web/location", "fsn9"),
		"an argument that does not exist":   set("resource/hcloud_server/web/network_id", "${hcloud_network.private.id}"),
		"an id that is no reference":        set("resource/hcloud_server/web/placement_group_id", 5),
		"a port that is a number":           set("resource/hcloud_firewall/web/rule", []any{map[string]any{"direction": "in", "protocol": "tcp", "port": 80, "source_ips": []any{"::/0"}}}),
		"a rule of tcp without a port":      set("resource/hcloud_firewall/web/rule", []any{map[string]any{"direction": "in", "protocol": "tcp", "source_ips": []any{"::/0"}}}),
		"a public range as a private one":   set("resource/hcloud_network/private/ip_range", "192.0.2.0/24"),
		"a subnet without a zone":           set("resource/hcloud_network_subnet/private/network_zone", nil),
		"a group of another type":           set("resource/hcloud_placement_group/front/type", "cluster"),
		"a server that may be destroyed":    set("resource/hcloud_server/web/lifecycle/prevent_destroy", false),
		"a server without protection":       set("resource/hcloud_server/web/delete_protection", nil),
		"half a protection":                 set("resource/hcloud_server/web/rebuild_protection", nil),
		"a volume that may be destroyed":    set("resource/hcloud_volume/database-postgresql/lifecycle", nil),
		"a volume without protection":       set("resource/hcloud_volume/database-postgresql/delete_protection", false),
		"two backends":                      set("terraform/backend", map[string]any{"s3": map[string]any{}, "http": map[string]any{}}),
		"a volume nowhere":                  set("resource/hcloud_volume/database-postgresql/server_id", nil),
		"a volume in two places":            set("resource/hcloud_volume/database-postgresql/location", "fsn1"),
		"a format that cannot be had":       set("resource/hcloud_volume/database-postgresql/format", "btrfs"),
		"a reverse name that is an address": set("resource/hcloud_rdns/web_ipv4/dns_ptr", "192.0.2.1"),
	}
	schema, config := terraformSchema(t), terraform(t)
	for name, spoil := range tests {
		t.Run(name, func(t *testing.T) {
			spoiled := clone(t, config)
			spoil(spoiled)
			if schema.Validate(spoiled) == nil {
				t.Error("the schema accepts it")
			}
		})
	}
	spoiled := clone(t, config)
	set("resource/hcloud_server/web/placement_group_id", "${hcloud_placement_group.gone.id}")(spoiled)
	if diff := cmp.Diff([]string{"${hcloud_placement_group.gone.id}"}, dangling(spoiled)); diff != "" {
		t.Errorf("references to what is not there (-want +got):\n%s", diff)
	}
}

func clone(t *testing.T, config map[string]any) map[string]any {
	t.Helper()
	text, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// attributes are those that the provider's documentation says are exported, of the resources we
// refer to.
var attributes = map[string][]string{
	"hcloud_server": {"id", "ipv4_address", "ipv6_address"},
	"hcloud_volume": {"id", "linux_device"},
}

var reference = regexp.MustCompile(`\$\{([a-z_]+)\.([A-Za-z0-9_-]+)(?:\.([a-z0-9_]+))?\}`)

// dangling lists references to variables, resources or attributes that do not exist, each once.
func dangling(config map[string]any) []string {
	lost := map[string]bool{}
	for _, text := range texts(config) {
		for _, m := range reference.FindAllStringSubmatch(text, -1) {
			if !exists(config, m[1], m[2], m[3]) {
				lost[m[0]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(lost))
}

func exists(config map[string]any, kind, name, attribute string) bool {
	table, known := config["variable"], []string{""}
	if kind != "var" {
		table, known = config["resource"].(map[string]any)[kind], []string{"id"}
		if more, ok := attributes[kind]; ok {
			known = more
		}
	}
	set, _ := table.(map[string]any)
	return set[name] != nil && slices.Contains(known, attribute)
}

// texts are all strings of a JSON value, names of sets not among them.
func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, texts(one)...)
		}
		return out
	case map[string]any:
		var out []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			out = append(out, texts(v[name])...)
		}
		return out
	case nil, bool, float64:
		return nil
	default:
		panic(fmt.Sprintf("a %T in JSON", value))
	}
}
