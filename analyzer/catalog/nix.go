package catalog

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// FromNix reads a tree as nix evaluated it: a set is a group, a list is an option, null is a place that
// could not be evaluated.
func FromNix(text []byte) (*Node, error) {
	switch kind := firstByte(text); kind {
	case '{':
		return groupFromNix(text)
	case '[':
		return optionFromNix(text)
	}
	return &Node{}, nil
}

func firstByte(text []byte) byte {
	if len(text) == 0 {
		return 0
	}
	return text[0]
}

func groupFromNix(text []byte) (*Node, error) {
	var below map[string]json.RawMessage
	if err := json.Unmarshal(text, &below); err != nil {
		return nil, err
	}
	group := &Node{Group: true}
	for _, name := range slices.Sorted(maps.Keys(below)) {
		one, err := FromNix(below[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		group.Below = append(group.Below, Named{name, one})
	}
	return group, nil
}

func optionFromNix(text []byte) (*Node, error) {
	var parts []json.RawMessage
	var flags string
	if err := json.Unmarshal(text, &parts); err != nil || len(parts) != 2 || json.Unmarshal(parts[0], &flags) != nil {
		return nil, errType
	}
	option := &Option{Flags: flags, Kind: string(parts[1])}
	if option.Type().Name == "" {
		return nil, errType
	}
	return &Node{Option: option}, nil
}

// each calls f for every place, in the order of their names; a group before what is in it.
func (n *Node) each(path []string, f func(path []string, n *Node)) {
	f(path, n)
	for _, one := range n.Below {
		one.Node.each(append(path[:len(path):len(path)], one.Name), f)
	}
}
