package harness

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// original is what flake.nix says of an input.
type original struct{ Type, Owner, Repo, ID, Ref, Rev, Dir, URL, Path string }

// String is the original as it is written in flake.nix.
func (o original) String() string {
	text := o.Type + ":" + strings.Join(slices.DeleteFunc([]string{o.Owner, o.Repo, o.ID, o.URL, o.Path, o.Ref, o.Rev}, func(s string) bool { return s == "" }), "/")
	if o.Dir != "" {
		text += "?dir=" + o.Dir
	}
	return text
}

// relative reports whether the input lies in the tree of the flake: then it is here.
func (o original) relative() bool { return o.Type == "path" && !strings.HasPrefix(o.Path, "/") }

// repository is where the input comes from, whatever way leads there: owner/name on a forge or on
// FlakeHub, a name in the registry, "nixos/nixpkgs" for its channels.
func (o original) repository() string {
	switch {
	case o.ID != "":
		return o.ID
	case o.Owner != "" || o.Repo != "":
		return strings.Trim(o.Owner+"/"+o.Repo, "/")
	}
	at, err := url.Parse(o.URL)
	if err != nil {
		return ""
	}
	parts := strings.Split(strings.Trim(at.Path, "/"), "/")
	host := strings.TrimPrefix(at.Hostname(), "www.")
	switch {
	case host == "channels.nixos.org", host == "releases.nixos.org", host == "nixos.org" && parts[0] == "channels":
		return "nixos/nixpkgs"
	case strings.HasSuffix(host, "flakehub.com") && parts[0] == "f":
		parts = parts[1:]
		if len(parts) > 0 && parts[0] == "pinned" {
			parts = parts[1:]
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return parts[0] + "/" + strings.TrimSuffix(parts[1], ".git")
}

// inputs gives those of the flake, by name, and those of its inputs that lie in its own tree.
func (l lockFile) inputs() []Input {
	var inputs []Input
	var nodes []string
	seen := map[string]bool{l.Root: true}
	var add func(node, prefix string)
	add = func(node, prefix string) {
		for _, name := range slices.Sorted(maps.Keys(l.Nodes[node].Inputs)) {
			key, named := l.Nodes[node].Inputs[name].(string)
			if !named && prefix != "" { // it follows another
				continue
			}
			if from := l.Nodes[key].Original; named && from.relative() {
				if !seen[key] {
					seen[key] = true
					add(key, prefix+name+"/")
				}
				continue
			}
			inputs, nodes = append(inputs, Input{Name: prefix + name, Repository: l.Nodes[key].Original.repository()}), append(nodes, key)
		}
	}
	add(l.Root, "")
	l.identify(inputs, nodes)
	return inputs
}

// identify says what distinguishes each input, without what it is locked to: an update of
// the lock makes no other input of it. Two that are written alike and locked alike are one.
func (l lockFile) identify(inputs []Input, nodes []string) {
	locks := map[string]string{} // by what is written for it
	for i := range inputs {
		node := l.Nodes[nodes[i]]
		written, locked := node.Original.String(), jsonText(node.Locked)
		inputs[i].ID = written
		if before, twice := locks[written]; twice && before != locked || node.Original == (original{}) {
			inputs[i].ID += " " + inputs[i].Name
		}
		if _, twice := locks[written]; !twice {
			locks[written] = locked
		}
	}
}

func jsonText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // it holds texts alone
	}
	return string(text)
}
