package analyzer

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// vanishing is a folder whose file is deleted between the look that finds it and the one that reads it.
type vanishing struct {
	fs.FS
	root, file string
}

func (v vanishing) Open(name string) (fs.File, error) {
	if name == v.file {
		_ = os.Remove(filepath.Join(v.root, name)) // it may be gone already
	}
	return v.FS.Open(name)
}

func (v vanishing) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(v.FS, name) }

func (v vanishing) ReadLink(name string) (string, error) { return fs.ReadLink(v.FS, name) }

// A file that vanishes during the run is an error of its own, the others are read, and nothing is
// called missing for want of what it may have said.
func TestAFileThatVanishes(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"a.nix": "{ lib, ... }:\n{ imports = [ ./b.nix ]; options.mxmlabs.a = lib.mkOption { }; }\n",
		"b.nix": "{ config, ... }:\n{ services.x = config.mxmlabs.a; }\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, git := range []bool{true, false} {
		if err := os.WriteFile(filepath.Join(root, "b.nix"), []byte("{ config, ... }:\n{ services.x = config.mxmlabs.a; }\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		repo, err := Load(t.Context(), vanishing{os.DirFS(root), root, "b.nix"}, Options{Namespaces: []string{"mxmlabs"}, Git: git, Tracked: []string{"a.nix", "b.nix"}, Jobs: 2})
		if err != nil {
			t.Fatal(err)
		}
		gone := repo.File("b.nix")
		if gone == nil || len(gone.Errors) != 1 || !strings.Contains(gone.Errors[0].Message, "cannot be read: ") {
			t.Fatalf("git: %v: the file that vanished: %+v", git, gone)
		}
		if declared := repo.Declarations(); len(declared) != 1 || !repo.IsRead(declared[0].Path) {
			t.Errorf("git: %v: declarations %v; what the vanished file reads is not known", git, declared)
		}
	}
}
