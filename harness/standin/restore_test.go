package standin_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever restores is in a hurry: a list writes nothing, a restore never writes over what is there, and a repository that
// needs no further variables is read without them.
func TestRestoreWritesIntoAFolderOfItsOwn(t *testing.T) {
	script, err := os.ReadFile("../../shared/modules/roles/server/restore.sh")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"bin/restic": "#!/bin/sh\necho restic \"$@\" \"$TOKEN\" \"$(cat \"$RESTIC_REPOSITORY_FILE\")\"\n",
		"repository": "rest:x", "password": "y", "environment": "TOKEN=t\n", "full/file": "",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ name, args, password, environment, does, says string }{
		{"which backups", "--list", "password", "", "restic snapshots --host web  rest:x", ""},
		{"what one holds", "--list latest /srv", "password", "", "restic ls --long --host web latest /srv  rest:x", ""},
		{"all of it", "latest new", "password", "", "restic restore --host web --target new latest  rest:x", ""},
		{"a part", "abc new /srv/a /srv/b", "password", "environment", "restic restore --host web --target new --include /srv/a --include /srv/b abc t rest:x", ""},
		{"into an empty folder", "latest empty", "password", "", "restic restore --host web --target empty latest  rest:x", ""},
		{"over what is there", "latest full", "password", "", "", "full is not empty"},
		{"over what runs", "latest /", "password", "", "", "/ is not empty"},
		{"a part that is no path", "latest new srv", "password", "", "", "srv does not begin with /"},
		{"no folder", "latest", "password", "", "", "usage:"},
		{"nothing", "", "password", "", "", "usage:"},
		{"an option of restic's", "latest new --delete", "password", "", "", "usage:"},
		{"without its secrets", "--list", "nowhere", "", "", "nowhere cannot be read"},
		{"without its variables", "--list", "password", "nothing", "", "nothing cannot be read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_ = os.RemoveAll(filepath.Join(dir, "new"))
			if err := os.MkdirAll(filepath.Join(dir, "empty"), 0o755); err != nil {
				t.Fatal(err)
			}
			given := "export RESTIC_REPOSITORY_FILE=repository RESTIC_PASSWORD_FILE=" + test.password + "\nenvironment_file=" + test.environment + "\nhost=web\n"
			cmd := exec.Command("bash", append([]string{"-euo", "pipefail", "-c", given + string(script), "mxm-restore"}, strings.Fields(test.args)...)...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"))
			var said strings.Builder
			cmd.Stderr = &said
			out, err := cmd.Output()
			if done := strings.TrimSpace(string(out)); done != test.does || (err == nil) != (test.does != "") {
				t.Errorf("want %q, got %q, %v", test.does, done, err)
			}
			if !strings.Contains(said.String(), test.says) {
				t.Errorf("want %q in:\n%s", test.says, said.String())
			}
			if _, err := os.Stat(filepath.Join(dir, "new")); err == nil && (strings.Contains(test.args, "--list") || test.does == "") {
				t.Error("a folder was made")
			}
		})
	}
}
