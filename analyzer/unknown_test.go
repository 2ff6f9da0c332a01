package analyzer_test

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer"
)

// closed is a file system in which one name cannot be opened.
type closed struct {
	fstest.MapFS
	name string
}

func (c closed) Open(name string) (fs.File, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.Open(name)
}

func (c closed) ReadFile(name string) ([]byte, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.ReadFile(name)
}

func (c closed) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.ReadDir(name)
}

func load(t *testing.T, fsys fs.FS) *analyzer.Repo {
	t.Helper()
	repo, err := analyzer.Load(t.Context(), fsys, analyzer.Options{Namespaces: []string{"mxmlabs"}, Hosts: []string{"hosts/*"}, Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

func unknowns(repo *analyzer.Repo) []string {
	var list []string
	for _, u := range repo.Unknowns {
		list = append(list, u.Span.File+": "+u.Message)
	}
	return list
}

// What cannot be read may declare and read anything; a computed import hides neither.
func TestUnknown(t *testing.T) {
	files := fstest.MapFS{
		"a.nix":       {Data: []byte(`{ imports = f ./modules; options.mxmlabs.a.enable = lib.mkEnableOption "a"; }`)},
		"sub/b.nix":   {Data: []byte(`{ config = { }; }`)},
		"flake.nix":   {Data: []byte(`{ outputs = _: { }; }`)},
		"other/c.nix": {Data: []byte(`{ config = { }; }`)},
	}
	computed := "a.nix: imports are computed here"
	enable, gone := analyzer.Path{"mxmlabs", "a", "enable"}, analyzer.Path{"mxmlabs", "gone"}
	for _, test := range []struct {
		name, closed string
		unknown      []string
		may          bool
	}{
		{"all can be read", "", []string{computed}, false},
		{"a folder cannot", "sub", []string{computed}, true},
		{"a file cannot", "sub/b.nix", []string{computed}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			repo := load(t, closed{files, test.closed})
			if diff := cmp.Diff(test.unknown, unknowns(repo)); diff != "" {
				t.Errorf("unknowns (-want +got):\n%s", diff)
			}
			told := slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
				return f.Name == test.closed && len(f.Errors) == 1 && f.Errors[0].Message == "cannot be read: permission denied"
			})
			if told != (test.closed != "") {
				t.Errorf("%q is reported: %v", test.closed, told)
			}
			if repo.IsRead(enable) != test.may || repo.Covered(gone) != test.may {
				t.Errorf("IsRead %v, Covered %v, want %v", repo.IsRead(enable), repo.Covered(gone), test.may)
			}
		})
	}
}
