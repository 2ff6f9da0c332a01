package facts

// At is the type of what stands at a path below a value of the type; ok is false where that cannot be seen.
func (t Type) At(rest Path) (found Type, ok bool) {
	if len(rest) == 0 {
		return t, t.Name != ""
	}
	switch t.Name {
	case "nullOr":
		return t.Arg(0).At(rest)
	case "attrsOf", "lazyAttrsOf":
		return t.Arg(0).At(rest[1:])
	case "submodule":
		keys, _ := t.Keys()
		for _, key := range keys {
			if key.Name == rest[0] && key.Option != nil && key.Option.Whole && !key.Option.Apply.Given() {
				return key.Option.Type.At(rest[1:])
			}
		}
	}
	return Type{}, false
}
