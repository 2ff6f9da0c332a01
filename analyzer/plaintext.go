package analyzer

import (
	"io/fs"
	"path"

	"go.yaml.in/yaml/v3"
)

// Plaintext reports whether a file of the repository is YAML or JSON with values that sops did not
// encrypt: a set that has something, and has not what sops adds to it. What is no such set, as a file that
// git-crypt encrypts, is not known to be plain.
func (r *Repo) Plaintext(name string) bool {
	switch path.Ext(name) {
	case ".yaml", ".yml", ".json":
	default:
		return false
	}
	if r.At(name) != Resolved {
		return false
	}
	text, err := fs.ReadFile(r.loader.fsys, name)
	var keys sopsFile
	return err == nil && yaml.Unmarshal(text, &keys) == nil && len(keys) > 0 && keys["sops"] == nil
}
