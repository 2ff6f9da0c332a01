package harness

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// knownSecrets are the texts of secrets that a run has met: a message or a derivation may hold one.
type knownSecrets struct {
	mu    sync.Mutex
	texts []string // of hosts that were evaluated

	once    sync.Once
	written []string // in the files of the tree
}

func (k *knownSecrets) add(texts []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.texts = append(k.texts, texts...)
}

func (k *knownSecrets) all() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Concat(k.texts, k.written)
}

// hideMessage is what nix says without secrets: those that it quotes with their names, and those that
// the tree writes out. A host that fails has no value that could be looked for.
func (r *Runner) hideMessage(message string) string {
	return without(r.secrets.hideFailure(message), r.writtenSecrets())
}

func (r *Runner) writtenSecrets() []string {
	r.known.once.Do(func() { r.known.written = secretsWritten(r.frozen.dir) })
	return r.known.written
}

const maxSecretSource = 1 << 20

// secretsWritten are the texts that files of a tree assign to names of secrets, by themselves or by
// another file's name. It is a search in texts, and not in what they mean: what is found too much is
// only missing in a message. What cannot be read has none.
func secretsWritten(dir string) []string {
	var found []string
	_ = filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !slices.Contains([]string{".nix", ".json", ".toml", ".yaml", ".yml"}, path.Ext(name)) {
			return nil
		}
		text := readShort(name)
		for _, m := range assigned.FindAllStringSubmatch(text, -1) {
			found = append(found, textsQuoted(m[4])...)
		}
		for _, m := range byDefault.FindAllStringSubmatch(text, -1) {
			found = append(found, textsQuoted(m[3])...)
		}
		for _, m := range fromFile.FindAllStringSubmatch(text, -1) {
			found = append(found, textsOfFile(filepath.Join(filepath.Dir(name), m[4]), m[3] == "import")...)
		}
		return nil
	})
	slices.Sort(found)
	return slices.Compact(found)
}

// fromFile is a name to which the contents of a file are assigned; byDefault is an option with that
// name, up to its default.
var fromFile = regexp.MustCompile(secretName + `"?\s*=\s*[^;"]*?(import|readFile|fileContents)\s+(\.\.?/[\w./+-]+)`)

var byDefault = regexp.MustCompile(secretName + `"?\s*=\s*(?:lib\.)?mkOption\s*\{[^}]*?default\s*=\s*("(?:[^"\\]|\\.)*")`)

func textsOfFile(name string, nix bool) []string {
	text := readShort(name)
	if nix {
		return textsQuoted(text)
	}
	return []string{strings.TrimSpace(text)}
}

func readShort(name string) string {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSecretSource {
		return ""
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	return string(text)
}

var interpolated = regexp.MustCompile(`\$\{[^}]*\}`)

// textsQuoted are the texts in quotes, in the parts between what is put into them.
func textsQuoted(text string) []string {
	var found []string
	for _, quoted := range quotedText.FindAllString(text, -1) {
		body := strings.Trim(strings.TrimSuffix(strings.TrimPrefix(quoted, "''"), "''"), `"`)
		parts := interpolated.Split(body, -1)
		for _, part := range parts {
			if len(part) >= certain || len(parts) == 1 {
				found = append(found, part)
			}
		}
	}
	return found
}
