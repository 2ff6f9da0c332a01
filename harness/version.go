package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"mxmcheck/analyzer/diag"
)

// version is what a nix program says it is.
type version struct {
	flavour      string // Nix, Lix or Determinate Nix
	major, minor int    // of the Nix that it is, or is like
	text         string // as it says it
}

var versionText = regexp.MustCompile(`^\S+ \((?:(Lix), like Nix|(Determinate Nix) [^)]*|Nix)\) (\d+)\.(\d+)`)

// parseVersion reads what `nix --version` prints.
func parseVersion(text string) (version, error) {
	m := versionText.FindStringSubmatch(text)
	if m == nil {
		return version{}, fmt.Errorf("%q is no version of nix", text)
	}
	v := version{flavour: firstOf(m[1], m[2], "Nix"), text: text}
	var err error
	if v.major, err = strconv.Atoi(m[3]); err != nil {
		return version{}, err
	}
	v.minor, err = strconv.Atoi(m[4])
	return v, err
}

// VersionOf is what a nix says it is.
func VersionOf(ctx context.Context, nix string) (string, error) {
	r := &Runner{options: Options{Nix: nix, Timeout: 10 * time.Second}, scratch: scratch{dir: os.TempDir()}}
	v, err := r.probeVersion(ctx)
	return v.text, err
}

// Identity distinguishes a nix from every other, with all of its settings: from nix.conf, NIX_CONFIG and
// what else it reads. ok is false where it does not say what they are.
func Identity(ctx context.Context, nix string) (text string, ok bool, err error) {
	r := &Runner{options: Options{Nix: nix, Timeout: 10 * time.Second}, scratch: scratch{dir: os.TempDir()}}
	v, err := r.probeVersion(ctx)
	if err != nil {
		return "", false, err
	}
	settings, err := r.nixPlain(ctx, v.settings()...)
	if err != nil || !json.Valid(settings) {
		return "", false, ctx.Err()
	}
	program, ok := programFile(nix)
	return fmt.Sprintf("%s\n%s\n%s\n%s\n%s", v.text, settings, program, os.Getenv("NIX_STORE_DIR"), os.Getenv("NIX_REMOTE")), ok, nil
}

// ProgramFile is the file that a program is started from, as an absolute path; found is false if there
// is none, or where it lies cannot be said.
func ProgramFile(name string) (file string, found bool) {
	file, err := exec.LookPath(name)
	if err != nil {
		return "", false
	}
	file, err = filepath.Abs(file)
	return file, err == nil
}

// programFile distinguishes a program's file from another that stands in its place.
func programFile(name string) (string, bool) {
	file, found := ProgramFile(name)
	if !found {
		return "", false
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	info, err := os.Stat(file)
	if err != nil {
		return "", false
	}
	return fmt.Sprintf("%s %d %d", file, info.Size(), info.ModTime().UnixNano()), true
}

// settings is the command that prints all settings.
func (v version) settings() []string {
	if v.flavour != "Lix" && v.atLeast(2, 20) {
		return []string{"config", "show", "--json"}
	}
	return []string{"show-config", "--json"}
}

// probeVersion runs nix once.
func (r *Runner) probeVersion(ctx context.Context) (version, error) {
	out, err := r.nixPlain(ctx, "--version")
	if err != nil {
		return version{}, err
	}
	v, err := parseVersion(string(bytes.TrimSpace(out)))
	if err != nil {
		return v, diag.WithHint(fmt.Errorf("%s --version: %w", r.options.Nix, err), "name another program with --nix")
	}
	if !v.atLeast(2, 8) {
		return v, diag.WithHint(fmt.Errorf("%s is %s %d.%d", r.options.Nix, v.flavour, v.major, v.minor), "mxmcheck needs Nix 2.8 or newer")
	}
	return v, nil
}

func (v version) atLeast(major, minor int) bool {
	return v.major > major || v.major == major && v.minor >= minor
}

// sealed are flags that only this program knows. Determinate Nix reads trees lazily, and then spells
// paths in ways that change from run to run.
func (v version) sealed() []string {
	if v.flavour == "Determinate Nix" {
		return []string{"--option", "lazy-trees", "false"}
	}
	return nil
}

// prefetch is the command that fetches all inputs of a flake: newer versions fetch them at once.
func (v version) prefetch() []string {
	if v.flavour != "Lix" && v.atLeast(2, 31) {
		return []string{"flake", "prefetch-inputs"}
	}
	return []string{"flake", "archive", "--json", "--dry-run"}
}

// Version is what the nix of the run says it is.
func (r *Runner) Version() string { return r.version.text }
