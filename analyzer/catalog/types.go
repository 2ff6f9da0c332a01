package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

var errType = errors.New("a type that cannot be read")

// UnmarshalJSON reads a type as it is kept: its name, or a list of its name and what it is made of.
func (t *Type) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, &t.Name)
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		return err
	}
	if len(parts) < 2 || json.Unmarshal(parts[0], &t.Name) != nil {
		return errType
	}
	switch t.Name {
	case "enum":
		return decode(parts[1], &t.Values)
	case "submodule":
		free := false
		if len(parts) != 3 || json.Unmarshal(parts[1], &free) != nil {
			return errType
		}
		t.Closed = !free
		return json.Unmarshal(parts[2], &t.Keys)
	}
	t.Args = make([]Type, len(parts)-1)
	for i := range t.Args {
		if err := t.Args[i].UnmarshalJSON(parts[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// decode keeps numbers as they are written.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// Type is the option's type: one without a name where it cannot be read, of which nothing is known. It
// is read when it is wanted, as few ever are.
func (o *Option) Type() Type {
	var t Type
	if t.UnmarshalJSON([]byte(o.Kind)) != nil || t.check() != nil {
		return Type{}
	}
	return t
}

// check refuses types that lack what Find needs of them.
func (t Type) check() error {
	want := map[string]int{"nullOr": 1, "attrsOf": 1, "lazyAttrsOf": 1, "loaOf": 1, "listOf": 1, "uniq": 1, "unique": 1, "either": 2}[t.Name]
	if len(t.Args) != want {
		return fmt.Errorf("%w: %s", errType, t.Name)
	}
	for _, arg := range t.Args {
		if err := arg.check(); err != nil {
			return err
		}
	}
	return nil
}
