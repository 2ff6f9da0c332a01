package standin_test

import (
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/host"
	"mxmcheck/harness"
	"mxmcheck/harness/probe"
)

// A feature that no host has is code that nothing tried: each enable is on somewhere, and what does nothing by its
// default is set somewhere. Options with a default that does something are in use wherever their module is on.
func TestTreeDeclaresNothingThatNoHostUses(t *testing.T) {
	records := namespaceRecords(t)
	var idle []string
	for name, does := range documentedDefaults(t) {
		if !does && !isUsed(name, records) {
			idle = append(idle, name)
		}
	}
	slices.Sort(idle)
	if diff := gocmp.Diff([]string(nil), idle); diff != "" {
		t.Errorf("no host uses these: set them on a host, or delete them (-want +got):\n%s", diff)
	}
}

// isUsed says whether a host switches an option on, or gives it something. What is set around it, as a set of its own, is
// recorded there.
func isUsed(name string, records []harness.Record) bool {
	want := strings.Split(name, ".")
	enable := want[len(want)-1] == "enable"
	return slices.ContainsFunc(records, func(r harness.Record) bool {
		path := probe.SplitPath(r.Path)
		within := isBelow(path, want) || !enable && holds(r.Value, path, want)
		return within && (enable && r.Value == true || !enable && r.Priority != "default" && r.Priority != "unset" && !isEmpty(r.Value))
	})
}

// isBelow says whether a path is one of an option, or of something in it; <name> and * stand for any name.
func isBelow(path, option []string) bool {
	return len(path) >= len(option) && slices.EqualFunc(path[:len(option)], option, func(given, part string) bool {
		return given == part || part == "*" || strings.HasPrefix(part, "<")
	})
}

// holds says whether the value at a path above an option has that option in it.
func holds(value any, path, option []string) bool {
	if len(path) >= len(option) || !isBelow(path, option[:len(path)]) {
		return false
	}
	for _, part := range option[len(path):] {
		set, ok := value.(map[string]any)
		if !ok || set[part] == nil {
			return false
		}
		value = set[part]
	}
	return true
}

// isEmpty says whether a value says nothing.
func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case json.Number:
		return false
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// documentedDefaults are the options of the reference, and whether each does something by its default. An enable is
// asked for in any case.
func documentedDefaults(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("../../docs/options.md")
	if err != nil {
		t.Fatal(err)
	}
	nothing := []string{"`null`", "`false`", "`[ ]`", "`{ }`", "`\"\"`", "none: it must be set where it is used"}
	options, name := map[string]bool{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "### `"); ok {
			name = strings.TrimSuffix(title, "`")
		}
		if value, ok := strings.CutPrefix(line, "- default: "); ok {
			options[name] = !slices.Contains(nothing, value) && !strings.HasSuffix(name, ".enable")
		}
	}
	if len(options) < 100 {
		t.Fatalf("docs/options.md has %d options", len(options))
	}
	return options
}

// namespaceRecords are the records of all hosts below the namespace, those of homes inside a host among them, by their
// paths as a home has them.
func namespaceRecords(t *testing.T) (records []harness.Record) {
	t.Helper()
	for _, snapshot := range snapshotsOf(t, "*") {
		if snapshot.Host.Kind == host.Outputs {
			continue
		}
		for _, r := range snapshot.Records {
			if strings.HasPrefix(r.Path, "home-manager.users.") {
				r.Path = r.Path[strings.Index(r.Path, ".mxmlabs.")+1:]
			}
			records = append(records, r)
		}
	}
	return records
}

// One feature has one enable: the half of a platform has its own only beside options of its own, as every module has it
// that declares options.
func TestTreeSwitchesAFeatureByOneEnable(t *testing.T) {
	repo, err := analyzer.Load(t.Context(), os.DirFS("../.."), analyzer.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]string{}
	for _, f := range repo.Files {
		for _, d := range repo.Own(f) {
			declared[f.Name] = append(declared[f.Name], d.Path.Name())
		}
	}
	var wrong []string
	for _, name := range slices.SortedFunc(maps.Keys(declared), cmp.Compare) {
		if completes(declared, name) && slices.Equal(declared[name], []string{"enable"}) {
			wrong = append(wrong, name)
		}
	}
	if diff := gocmp.Diff([]string(nil), wrong); diff != "" {
		t.Errorf("these have an enable beside that of the module which they complete (-want +got):\n%s", diff)
	}
	if !completes(declared, "shared/modules/platforms/nixos/workstation.nix") {
		t.Error("the halves of platforms are not found")
	}
}

// completes says whether a file is the half of a module that has options, by their names.
func completes(declared map[string][]string, file string) bool {
	dir, base := filepath.Split(file)
	if dir != "shared/modules/platforms/nixos/" && dir != "shared/modules/platforms/darwin/" {
		return false
	}
	for _, folder := range []string{"base", "development", "roles"} {
		if len(declared["shared/modules/"+folder+"/"+base]) > 0 {
			return true
		}
	}
	return base == "secrets.nix"
}
