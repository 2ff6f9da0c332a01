package rules_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer"
	"mxmcheck/rules"
)

// ownTree is this repository's Nix: flake.nix, parts, infrastructure and shared, and some of what parts name.
func ownTree(t *testing.T) fstest.MapFS {
	t.Helper()
	tree, root := fstest.MapFS{}, os.DirFS("..")
	for _, top := range []string{"flake.nix", "parts", "infrastructure", "shared", "go.mod", "go.sum", "analyzer/diag", "cmd/mxmcheck/version.txt", "harness/probe", "nix"} {
		err := fs.WalkDir(root, top, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			data, err := fs.ReadFile(root, name)
			tree[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return tree
}

// lintTree gives the findings on a tree, as "FILE RULE OPTION", each once.
func lintTree(t *testing.T, tree fstest.MapFS) []string {
	t.Helper()
	repo, err := analyzer.Load(t.Context(), tree, analyzer.Options{Namespaces: []string{"mxmlabs"}, Hosts: []string{"infrastructure/*/*"}, Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, d := range analyzer.Run(t.Context(), repo, selected(), rules.Names()) {
		lines = append(lines, strings.TrimSpace(d.Span.File+" "+d.Rule+" "+d.Option))
	}
	for _, u := range repo.Unknowns {
		lines = append(lines, u.Span.File+" unknown")
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

func TestOwnTreeHasNoFindings(t *testing.T) {
	if diff := cmp.Diff([]string(nil), lintTree(t, ownTree(t))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A file of secrets that is plain, is missing, or lacks what a host declares is reported where the host gives it to
// sops-nix through an option of this tree.
func TestOwnTreeTellsOfSecretsThatAreNone(t *testing.T) {
	const file = "infrastructure/hetzner/database/secrets.yaml"
	tests := []struct {
		name string
		text []byte // nil: no file
		want []string
	}{
		{"plain", []byte("app:\n  password: a\nbackup:\n  environment: b\n  password: b\n  repository: b\nreport:\n  password: b\nroot:\n  password: c\n"), []string{"infrastructure/hetzner/database/secrets.nix plaintext-secrets mxmlabs.secrets.file"}},
		{"missing", nil, []string{"infrastructure/hetzner/database/secrets.nix missing-file"}},
		{"lacking one", []byte("app:\n  password: ENC[a]\nbackup:\n  environment: ENC[b]\n  password: ENC[b]\n  repository: ENC[b]\nreport:\n  password: ENC[b]\nsops:\n  version: 3.13.3\n"), []string{"infrastructure/hetzner/database/secrets.nix secret-without-key sops.secrets.root/password"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := ownTree(t)
			if delete(tree, file); test.text != nil {
				tree[file] = &fstest.MapFile{Data: test.text}
			}
			if diff := cmp.Diff(test.want, lintTree(t, tree)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A declaration that is renamed makes every file known that still has the old name. The files are
// written down by hand: they are those that a search for the name finds.
func TestRenamedOptionsAreFoundInEveryFile(t *testing.T) {
	tests := []struct {
		name, file, old, new string
		want                 []string
	}{
		{
			"a whole module", "shared/modules/development/python.nix",
			"options.mxmlabs.development.python = {", "options.mxmlabs.development.snake = {",
			[]string{
				"infrastructure/local-machines/orion/default.nix undeclared-option mxmlabs.development.python.enable",
				"shared/modules/development/python.nix cfg-path-mismatch mxmlabs.development.python",
				"shared/modules/development/python.nix enable-never-read mxmlabs.development.snake.enable",
				"shared/modules/development/python.nix enable-never-read mxmlabs.development.snake.lint.enable",
				"shared/modules/development/python.nix enable-never-read mxmlabs.development.snake.test.enable",
				"shared/modules/development/python.nix unused-option mxmlabs.development.snake.libraries",
				"shared/modules/development/python.nix unused-option mxmlabs.development.snake.version",
				"shared/modules/roles/workstation.nix undeclared-option mxmlabs.development.python.enable",
				"shared/modules/roles/workstation.nix undeclared-option mxmlabs.development.python.lint.enable",
				"shared/modules/roles/workstation.nix undeclared-option mxmlabs.development.python.test.enable",
			},
		},
		{
			"a switch of a role", "shared/modules/roles/workstation.nix",
			"go.enable = lib.mkEnableOption", "golang.enable = lib.mkEnableOption",
			[]string{
				"infrastructure/local-machines/atlas/default.nix undeclared-option mxmlabs.roles.workstation.development.go.enable",
				"infrastructure/local-machines/orion/default.nix undeclared-option mxmlabs.roles.workstation.development.go.enable",
				"infrastructure/local-machines/vega/default.nix undeclared-option mxmlabs.roles.workstation.development.go.enable",
				"shared/modules/roles/workstation.nix enable-never-read mxmlabs.roles.workstation.development.golang.enable",
				"shared/modules/roles/workstation.nix undeclared-option mxmlabs.roles.workstation.development.go.enable",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tree := ownTree(t)
			changed := strings.Replace(string(tree[test.file].Data), test.old, test.new, 1)
			if changed == string(tree[test.file].Data) {
				t.Fatalf("%s holds no %q", test.file, test.old)
			}
			tree[test.file] = &fstest.MapFile{Data: []byte(changed)}
			if diff := cmp.Diff(test.want, lintTree(t, tree)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
