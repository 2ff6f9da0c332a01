package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mxmcheck/harness"
)

// What is given to a run beside the files of the repository, and may be among them: the configuration,
// inputs, nix and its settings.

// configIn is the configuration as seen from the flake's folder; "" if git does not have it. One that
// is reached through a symbolic link is another one once the link leads elsewhere: it counts as none.
func (a *app) configIn(ctx context.Context, repo *repository) (string, error) {
	file, asked := a.configPath(repo.root)
	file, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(file)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		if _, err := os.Lstat(file); err == nil { // a link that leads nowhere yet
			return "", nil
		}
		ignored, err := harness.Ignored(ctx, repo.root, configName)
		if ignored || err != nil {
			return "", err
		}
		return configName, nil // the commit may have one
	}
	if err != nil {
		return "", err
	}
	name, err := filepath.Rel(repo.root, real)
	if name = filepath.ToSlash(name); err != nil || !plainBelow(repo.checkout().Path, file, real) || !slices.Contains(repo.files.FromFlake(), name) {
		return "", nil
	}
	return name, nil
}

// plainBelow reports whether a path leads to a file of a folder through no symbolic link in it.
func plainBelow(folder, file, real string) bool {
	for at := file; at != filepath.Dir(at); at = filepath.Dir(at) {
		if top, err := filepath.EvalSymlinks(at); err == nil && filepath.ToSlash(top) == folder {
			rest, err := filepath.Rel(at, file)
			return err == nil && filepath.Join(top, rest) == real
		}
	}
	return false
}

// insideOf says which input, program or setting of nix is given as a part of the repository itself:
// nix reads it as it is, whatever git says of it. Absent are files, as seen from the flake's folder,
// that the commit may have and that would be read.
func (a *app) insideOf(repo *repository, f *evalFlags) (what string, absent []string, err error) {
	overrides, err := f.parsedOverrides()
	if err != nil {
		return "", nil, err
	}
	for _, o := range overrides {
		if folder, local := localFolder(o.Ref); local && repo.holds(folder) {
			return fmt.Sprintf("the input %s is a part of the repository: %s %s", o.Input, overrideFlag, o.Input), nil, nil
		}
	}
	if program, found := harness.ProgramFile(f.nix); found && repo.holds(program) {
		return "nix is a part of the repository: " + f.nix, nil, nil
	}
	file, gone := harness.SettingsIn(a.getenv, repo.holds, repo.checkout().Path)
	if file != "" {
		return "settings of nix are a part of the repository: " + file, nil, nil
	}
	for _, one := range gone {
		if name, err := filepath.Rel(repo.root, one); err == nil {
			absent = append(absent, filepath.ToSlash(name))
		}
	}
	return "", absent, nil
}

// holds reports whether a file of this machine, as it is named or where it is, belongs to the checkout.
func (r *repository) holds(file string) bool {
	real, err := filepath.EvalSymlinks(file)
	return err == nil && r.checkout().Holds(filepath.ToSlash(real)) || r.checkout().Holds(filepath.ToSlash(file))
}

// getenv reads the environment of the run.
func (a *app) getenv(name string) string {
	if a.environment != nil {
		return a.environment[name]
	}
	return os.Getenv(name)
}
