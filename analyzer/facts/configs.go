package facts

import "mxmcheck/analyzer/eval"

// Configs are the sets that a module's body defines options with.
func Configs(m *eval.Machine, body *eval.Set) []*eval.Set {
	if t, ok := body.Attrs["config"]; ok {
		return Contents(m, m.Force(t))
	}
	if _, ok := body.Attrs["options"]; ok {
		return nil
	}
	return []*eval.Set{body}
}
