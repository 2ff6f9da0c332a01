package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// Every value that a shared module of this repository sets outside the namespace is changed, all
// those of one file at once: snapshot --check must show each of them on every host that has it.
// Where a host no longer evaluates, its values are changed one at a time, and the failure must name
// the file.
func TestEveryChangedValueOutsideTheNamespaceIsSeen(t *testing.T) {
	root := copyOfThisRepository(t)
	before := checkHosts(t, root)
	changed, seen := 0, 0
	for _, f := range factsOf(t, root).Files {
		if !strings.HasPrefix(f.Name, "shared/modules/") {
			continue
		}
		var values []valueChange
		for _, d := range f.Definitions {
			if v, ok := changeOf(f, d); ok && len(hostsHaving(before, v)) > 0 {
				values = append(values, v)
			}
		}
		changed += len(values)
		seen += showAll(t, root, f, before, values)
	}
	if changed < 100 {
		t.Errorf("only %d values were changed", changed)
	}
	t.Logf("%d of %d changed values were seen", seen, changed)
}

// valueChange is one value of a file, and the text that stands in its place.
type valueChange struct {
	file, option string
	start, end   int
	text         string
}

// changeOf says how to change what a definition outside the namespace sets to something else.
func changeOf(f *analyzer.File, d *analyzer.Definition) (valueChange, bool) {
	option := d.Path.String()
	if d.Dynamic || len(d.Path) == 0 || strings.HasPrefix(option, "mxmlabs.") || d.Path[0] == "assertions" || d.Path[0] == "warnings" {
		return valueChange{}, false
	}
	v := valueChange{file: f.Name, option: option, start: int(d.Value.Pos()), end: int(d.Value.End())}
	switch x := syntax.Unparen(d.Value).(type) {
	case *syntax.Bad: // of an inherit
		return valueChange{}, false
	case *syntax.Int:
		v.text = fmt.Sprint(x.Value + 1)
	case *syntax.List:
		v.text = `[ "changed" ]`
		if len(x.Elems) > 0 { // one element fewer
			v.text = "[" + f.Src[x.Elems[0].End():d.Value.End()]
		}
	case *syntax.AttrSet:
		v.text = `{ changed = true; }`
	case *syntax.Ident:
		if x.Name == "true" {
			v.text = "false"
			break
		}
		v.text = "true"
	default:
		v.text = `"changed"`
	}
	return v, true
}

// hostsHaving names the hosts on which the file has an effect at the option or below it.
func hostsHaving(hosts map[string]checkedHost, v valueChange) []string {
	var names []string
	for name, h := range hosts {
		if slices.ContainsFunc(h.Effects, func(r checkedRecord) bool { return r.of(v) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// showAll changes the values together and counts those that every host that has them shows.
func showAll(t *testing.T, root string, f *analyzer.File, before map[string]checkedHost, values []valueChange) int {
	if len(values) == 0 {
		return 0
	}
	after := withChanges(t, root, f, values)
	seen := 0
	for _, v := range values {
		missed := slices.DeleteFunc(hostsHaving(before, v), func(host string) bool {
			h := after[host]
			if h.Failure != nil && len(values) > 1 {
				h = withChanges(t, root, f, []valueChange{v}, host)[host]
			}
			return h.shows(v)
		})
		if len(missed) > 0 {
			t.Errorf("%s: %s changed to %s is not seen on %s", v.file, v.option, v.text, strings.Join(missed, " "))
			continue
		}
		seen++
	}
	return seen
}

func withChanges(t *testing.T, root string, f *analyzer.File, values []valueChange, hosts ...string) map[string]checkedHost {
	t.Helper()
	text := f.Src
	for _, v := range slices.Backward(values) {
		text = text[:v.start] + v.text + text[v.end:]
	}
	name := filepath.Join(root, f.Name)
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.WriteFile(name, []byte(f.Src), 0o644)
	return checkHosts(t, root, hosts...)
}

type checkedHost struct {
	Name    string
	Effects []checkedRecord
	Changes []struct {
		Path          string
		Effect        bool
		Before, After *checkedRecord
	}
	Failure *struct{ Message, File string }
}

type checkedRecord struct {
	Path  string
	Files []string
}

func (r *checkedRecord) of(v valueChange) bool {
	return r != nil && slices.Contains(r.Files, v.file) && related(r.Path, v.option)
}

func related(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

// shows reports whether the host's changes tell of the value, or its failure of the value's file.
func (h checkedHost) shows(v valueChange) bool {
	if h.Failure != nil {
		return h.Failure.File == v.file || strings.Contains(h.Failure.Message, v.file)
	}
	for _, c := range h.Changes {
		if c.Effect && (c.Before.of(v) || c.After.of(v)) {
			return true
		}
	}
	return false
}

func checkHosts(t *testing.T, root string, hosts ...string) map[string]checkedHost {
	t.Helper()
	var out, complaints bytes.Buffer
	run(append([]string{"snapshot", "--check", "--stand-ins", "--quiet", "--format", "json", "-C", root}, hosts...), streams{in: strings.NewReader(""), out: &out, err: &complaints})
	var document struct{ Hosts []checkedHost }
	if err := json.Unmarshal(out.Bytes(), &document); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), complaints.String())
	}
	byName := map[string]checkedHost{}
	for _, h := range document.Hosts {
		byName[h.Name] = h
	}
	return byName
}
