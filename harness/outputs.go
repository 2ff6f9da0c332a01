package harness

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer/host"
	"mxmcheck/harness/probe"
)

// Outputs reads which data of a flake are recorded beside its hosts: paths of names with a dot
// between them, of which one may be * for every name that is there, or {a,b} for some. What stands
// before the first * or brace is the output: it is evaluated by itself, as a host is, so that one
// that hangs or eats memory costs no other, and has a snapshot of its own.
func Outputs(patterns []string) ([]Host, error) {
	var outputs []Host
	for _, text := range patterns {
		paths, err := outputPaths(text)
		if err != nil {
			return nil, err
		}
		name := attrPath(paths[0][:leading(paths[0], text)])
		i := slices.IndexFunc(outputs, func(one Host) bool { return one.Name == name })
		if i < 0 {
			outputs = append(outputs, Host{ID: host.ID{Kind: host.Outputs, Name: name}})
			i = len(outputs) - 1
		}
		for _, path := range paths {
			outputs[i].Paths = append(outputs[i].Paths, strings.ReplaceAll(attrPath(path), `"*"`, host.Any))
		}
	}
	for i := range outputs {
		slices.Sort(outputs[i].Paths)
		outputs[i].Paths = slices.Compact(outputs[i].Paths)
	}
	slices.SortFunc(outputs, func(a, b Host) int { return host.Compare(a.ID, b.ID) })
	return outputs, nil
}

// leading is how many names of a path lead to the output.
func leading(path []string, text string) int {
	for i, part := range splitOutside(text, '.') {
		if part == host.Any || strings.HasPrefix(part, "{") {
			return i
		}
	}
	return len(path)
}

// outputPaths are the paths that a pattern stands for.
func outputPaths(text string) ([][]string, error) {
	paths := [][]string{nil}
	for i, part := range splitOutside(text, '.') {
		some := []string{part}
		if strings.HasPrefix(part, "{") && strings.HasSuffix(part, "}") {
			some = splitOutside(part[1:len(part)-1], ',')
		}
		if i == 0 && (part == host.Any || some[0] != part) {
			return nil, fmt.Errorf("%q begins with no name: every output would be looked into", text)
		}
		var longer [][]string
		for _, path := range paths {
			for _, one := range some {
				name, ok := nameOf(strings.TrimSpace(one))
				if !ok {
					return nil, fmt.Errorf("%q is no path of an output: %q is neither a name, nor * or {a,b}", text, part)
				}
				longer = append(longer, append(slices.Clone(path), name))
			}
		}
		paths = longer
	}
	return paths, nil
}

// nameOf reads a name as Nix writes it.
func nameOf(text string) (name string, ok bool) {
	if strings.HasPrefix(text, `"`) {
		err := json.Unmarshal([]byte(text), &name)
		return name, err == nil && !strings.ContainsAny(name, ", ")
	}
	return text, text == host.Any || plainAttr.MatchString(text)
}

// splitOutside splits a text outside of quotes and braces.
func splitOutside(text string, at byte) []string {
	var parts []string
	start, depth, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == at && depth == 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// IsOutput reports whether it is no host, but data of the flake that are recorded beside them.
func (h Host) IsOutput() bool { return h.Kind == host.Outputs }

// expression is what to apply to the wrapped flake: how to walk the host, or the data.
func (w *walk) expression(nonce string) string {
	r := w.runner
	if !w.host.IsOutput() {
		args := probe.Args{Nonce: nonce, Host: w.host.attr(), Set: w.host.setName(), Roots: r.options.Roots, Sources: r.sources.spellings(), Effects: r.options.Effects, Exact: r.options.Exact, LowDefinitions: w.low, Way: w.way, NoTexts: w.texts >= maxTexts, After: w.after, Late: w.late}
		return args.Expression() + " " + w.host.set()
	}
	args := probe.OutputArgs{Nonce: nonce, Whole: len(probe.SplitPath(w.host.Name)), Exact: r.options.Exact, NoTexts: w.texts >= maxTexts, After: w.after}
	for _, path := range w.host.Paths {
		args.Paths = append(args.Paths, unquoted(probe.SplitPath(path)))
	}
	return args.Expression() + " " + outputName
}

// Visible escapes in a text what a terminal would obey or a reader would not see, as snapshots do.
func Visible(text string) string { return probe.Visible(text) }

// PathNames are the names of an option's path, without the quotes that some need in it.
func PathNames(path string) []string { return unquoted(probe.SplitPath(path)) }

// unquoted are the names of a path.
func unquoted(parts []string) []string {
	names := make([]string, len(parts))
	for i, part := range parts {
		names[i], _ = nameOf(part)
	}
	return names
}
