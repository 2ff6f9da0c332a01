package harness

import (
	"slices"
	"strings"
)

// apart reports whether the walk ended where the module system joins the definitions of one option:
// it goes on with each of them by itself.
func (w *walk) apart() bool {
	return w.announced.Stage == "joined" || w.announced.Stage == "valued"
}

// unexplained leaves of options whose definitions could not be joined those of which a definition
// of the repository is an error: it tells why.
func unexplained(unjoined, effects []Record) []Record {
	return slices.DeleteFunc(unjoined, func(option Record) bool {
		return slices.ContainsFunc(effects, func(one Record) bool {
			return (one.Path == option.Path || strings.HasPrefix(one.Path, option.Path+".")) && IsBroken(one)
		})
	})
}
