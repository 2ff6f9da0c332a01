package report

import (
	"fmt"
	"strings"

	"mxmcheck/harness"
)

// jsonOpaque is an option or definition of which values are not compared.
type jsonOpaque struct {
	Path   string `json:"path"`
	Effect bool   `json:"effect"`
	Kind   string `json:"kind"`
	Count  int    `json:"count"`
}

func opaqueDocuments(list []harness.Opaque) []jsonOpaque {
	var documents []jsonOpaque
	for _, one := range list {
		documents = append(documents, jsonOpaque{one.Path, one.Effect, one.Kind, one.Count})
	}
	return documents
}

func opaqueOf(documents []jsonOpaque) []harness.Opaque {
	var list []harness.Opaque
	for _, one := range documents {
		list = append(list, harness.Opaque{Path: one.Path, Effect: one.Effect, Kind: one.Kind, Count: one.Count})
	}
	return list
}

// noteOpaque adds to a document how many values were not compared.
func noteOpaque(document map[string]any, list []harness.Opaque) {
	if n := countOpaque(list, ""); n > 0 {
		document["valuesNotCompared"] = n
	}
}

func countOpaque(list []harness.Opaque, kind string) (n int) {
	for _, one := range list {
		if kind == "" || one.Kind == kind {
			n += one.Count
		}
	}
	return n
}

// opaqueText ends a summary with how many values are written alike, and may differ.
func opaqueText(list []harness.Opaque) string {
	var kinds []string
	for _, kind := range harness.OpaqueKinds() {
		switch n := countOpaque(list, kind); {
		case n > 0 && kind == "cut":
			kinds = append(kinds, fmt.Sprintf("%d cut", n))
		case n > 0:
			kinds = append(kinds, Plural(n, kind))
		}
	}
	if len(kinds) == 0 {
		return ""
	}
	return fmt.Sprintf(", %s not compared (%s)", Plural(countOpaque(list, ""), "value"), strings.Join(kinds, ", "))
}

// OpaquePaths names the options and definitions, each with the kinds of its values.
func OpaquePaths(list []harness.Opaque) string {
	texts := make([]string, len(list))
	for i, one := range list {
		texts[i] = fmt.Sprintf("%s (%s)", one.Path, one.Kind)
	}
	return strings.Join(texts, ", ")
}

func (s Snapshots) opaque() []harness.Opaque {
	var all []harness.Opaque
	for _, c := range s.Hosts {
		all = append(all, c.Opaque...)
	}
	return all
}

func (d Diff) opaque() []harness.Opaque {
	var all []harness.Opaque
	for _, h := range d.Hosts {
		all = append(all, h.Opaque...)
	}
	return all
}
