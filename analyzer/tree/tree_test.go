package tree

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer/facts"
)

// files are a repository of texts, and of symbolic links, whose text begins with "-> ".
func files(texts map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range texts {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		if len(text) > 3 && text[:3] == "-> " {
			fsys[name] = &fstest.MapFile{Data: []byte(text[3:]), Mode: fs.ModeSymlink}
		}
	}
	return fsys
}

func read(t *testing.T, fsys fs.FS, opts Options) *Tree {
	t.Helper()
	opts.Each = func(n int, f func(int)) {
		for i := range n {
			f(i)
		}
	}
	tree, err := Read(fsys, opts)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func names(files []*facts.File) (names []string) {
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

// A flake.nix that is a module makes no flake, and what the flake's imports reach is its own, wherever it stands.
func TestOwnBelowFlakes(t *testing.T) {
	fsys := files(map[string]string{
		"flake.nix": "{ outputs = _: { }; }", "part/flake.nix": "{ inputs, ... }: { }", "part/a.nix": "{ }", "set/flake.nix": "{ systems = [ ]; }", "set/a.nix": "{ }",
		"inner/flake.nix": "{ outputs = _: { }; }", "inner/a.nix": "{ }", "inner/b.nix": "{ }", "broken/flake.nix": "{ outputs = ", "broken/a.nix": "{ }",
	})
	tree := read(t, fsys, Options{Own: map[string]bool{"inner/b.nix": true}})
	if diff := cmp.Diff([]string{"broken/a.nix", "broken/flake.nix", "inner/a.nix", "inner/flake.nix"}, names(tree.Nested)); diff != "" {
		t.Errorf("files of other flakes (-want +got):\n%s", diff)
	}
}

// The files below another flake.nix, and those of templates, are no part of the flake.
func TestNestedFlakes(t *testing.T) {
	fsys := files(map[string]string{
		"flake.nix": "{ }", "a/default.nix": "{ }", "inner/flake.nix": "{ }", "inner/deep/x.nix": "{ }", "templates/go/shell.nix": "{ }",
		"templates/default.nix": "{ }", "result/x.nix": "{ }", ".git/x.nix": "{ }", "README.md": "",
	})
	tree := read(t, fsys, Options{})
	if diff := cmp.Diff([]string{"a/default.nix", "flake.nix", "templates/default.nix"}, names(tree.Files)); diff != "" {
		t.Errorf("files of the flake (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"inner/deep/x.nix", "inner/flake.nix", "templates/go/shell.nix"}, names(tree.Nested)); diff != "" {
		t.Errorf("files of other flakes (-want +got):\n%s", diff)
	}
	if f := tree.File("inner/deep/x.nix"); f == nil {
		t.Error("a file of another flake has no name")
	}
}

// What stands at a path: what a flake sees is what git tracks, behind symbolic links that git tracks.
func TestResolve(t *testing.T) {
	texts := map[string]string{
		"a.nix": "{ }", "dir/default.nix": "{ }", "dir/b.nix": "{ }", "bare/x.txt": "", "new.nix": "{ }", "newdir/default.nix": "{ }",
		"link.nix": "-> a.nix", "linked": "-> dir", "twice.nix": "-> link.nix", "round.nix": "-> round.nix", "out.nix": "-> ../out.nix",
		"untracked.nix": "-> a.nix", "gone.nix": "-> nothing.nix",
	}
	tracked := []string{"a.nix", "dir/default.nix", "dir/b.nix", "bare/x.txt", "link.nix", "linked", "twice.nix", "round.nix", "out.nix", "gone.nix"}
	git := read(t, files(texts), Options{Git: true, Tracked: tracked})
	plain := read(t, files(texts), Options{})
	for _, test := range []struct {
		target, name string
		git, plain   facts.ImportState
	}{
		{"a.nix", "a.nix", facts.Resolved, facts.Resolved},
		{"dir", "dir/default.nix", facts.Resolved, facts.Resolved},
		{"dir/b.nix", "dir/b.nix", facts.Resolved, facts.Resolved},
		{"bare", "bare/default.nix", facts.Missing, facts.Missing},
		{"nothing.nix", "nothing.nix", facts.Missing, facts.Missing},
		{"new.nix", "new.nix", facts.Untracked, facts.Resolved},
		{"newdir", "newdir/default.nix", facts.Untracked, facts.Resolved},
		{"link.nix", "a.nix", facts.Resolved, facts.Resolved},
		{"twice.nix", "a.nix", facts.Resolved, facts.Resolved},
		{"linked", "dir/default.nix", facts.Resolved, facts.Resolved},
		{"linked/b.nix", "dir/b.nix", facts.Resolved, facts.Resolved},
		{"untracked.nix", "untracked.nix", facts.Untracked, facts.Resolved},
		{"gone.nix", "nothing.nix", facts.Missing, facts.Missing},
	} {
		name, state := git.Resolve(test.target)
		if name != test.name || state != test.git {
			t.Errorf("%s, tracked: got %s, state %d, want %s, state %d", test.target, name, state, test.name, test.git)
		}
		if _, state := plain.Resolve(test.target); state != test.plain {
			t.Errorf("%s, without git: got state %d, want %d", test.target, state, test.plain)
		}
	}
	for _, name := range []string{"round.nix", "out.nix"} { // they lead to no file of the repository
		if f := git.Named(name); f != nil {
			t.Errorf("%s: got the file %s, want none", name, f.Name)
		}
	}
}

// At tells apart what is not there and what cannot be known.
func TestAt(t *testing.T) {
	tree := read(t, files(map[string]string{
		"a.nix": "{ }", "dir/b.nix": "{ }", "new/c.nix": "{ }", "sub": "-> ../elsewhere",
	}), Options{Git: true, Tracked: []string{"a.nix", "dir/b.nix", "sub"}})
	for name, want := range map[string]facts.ImportState{
		"a.nix": facts.Resolved, "dir": facts.Resolved, "dir/none.nix": facts.Missing, "new/c.nix": facts.Untracked,
		"sub/x.nix": facts.Dynamic, "../x.nix": facts.Dynamic,
	} {
		if got := tree.At(name); got != want {
			t.Errorf("%s: got state %d, want %d", name, got, want)
		}
	}
}

// A flake in a subfolder sees its own folder, and the rest of the checkout by ../.
func TestCheckout(t *testing.T) {
	around := Checkout{Path: "/home/u/repo", Prefix: "infra/nix/", Around: []string{"../modules/a.nix", "../../lib.nix"}}
	for relative, want := range map[string]string{
		"x.nix": "x.nix", "../modules/a.nix": "../modules/a.nix", "../../lib.nix": "../../lib.nix", "../nix/x.nix": "x.nix",
		"./a/../b.nix": "b.nix", "../../../out.nix": "", "..": "", "../..": "",
	} {
		name, ok := around.Name(relative)
		if ok != (want != "") || ok && name != want {
			t.Errorf("%s: got %q %v, want %q", relative, name, ok, want)
		}
	}
	for name, want := range map[string]string{"../modules/a.nix": "regular", "../modules": "directory", "../../lib.nix": "regular", "../none.nix": ""} {
		if got := around.Kind(name); got != want {
			t.Errorf("kind of %s: got %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]bool{"/home/u/repo/x": true, "/home/u/repo": true, "/home": true, "/etc/x": false, "/home/u/repository": false, "x": true} {
		if got := around.Holds(name); got != want {
			t.Errorf("%s in the checkout: got %v, want %v", name, got, want)
		}
	}
}

// Encrypted files, and those that cannot be read, are files without a tree of their own.
func TestUnreadable(t *testing.T) {
	fsys := files(map[string]string{"locked.nix": "\x00GITCRYPT\x00abc", "open.nix": "{ }", "broken.nix": "{"})
	fsys["folder.nix"] = &fstest.MapFile{Mode: fs.ModeDir}
	tree := read(t, fsys, Options{})
	if f := tree.File("locked.nix"); !f.Encrypted || len(f.Errors) > 0 {
		t.Errorf("an encrypted file: got encrypted %v, %d errors", f.Encrypted, len(f.Errors))
	}
	if f := tree.File("broken.nix"); f.Unread || len(f.Errors) == 0 {
		t.Errorf("a file with a mistake: got unread %v, %d errors", f.Unread, len(f.Errors))
	}
	if f := tree.File("folder.nix"); f != nil {
		t.Error("a folder is a file")
	}
	if _, err := Read(fstest.MapFS{"a": {Mode: fs.ModeDir}}, Options{Each: func(int, func(int)) {}}); err != nil {
		t.Errorf("a folder without files: %v", err)
	}
}
