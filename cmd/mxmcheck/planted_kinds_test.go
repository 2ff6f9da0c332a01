package main

import (
	"fmt"
	"maps"
	"math/rand"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// plantedKinds are mistakes that people make, each with the places of a file where it can be made.
var plantedKinds = []struct {
	name  string
	sites func(*plantedFile, *rand.Rand) []plant
}{
	{"a word where true or false belongs", plantStringForBool},
	{"a literal of the wrong type", plantWrongType},
	{"an option misspelt where it is set", plantMisspeltSetting},
	{"an option misspelt where it is read", plantMisspeltRead},
	{"a value where a group stands", plantValueForGroup},
	{"an attribute beside config", plantBesideConfig},
	{"an option that nothing reads", plantUnused},
	{"a default of the wrong type", plantWrongDefault},
	{"an attribute of mkOption misspelt", plantMkOptionAttribute},
	{"two plain values on one host", plantConflict},
	{"a rename to an option that is not there", plantShim},
	{"an input that is not declared", plantInput},
	{"follows to an input that is not there", plantFollows},
	{"a name of lib misspelt", plantLib},
	{"an inherited name of lib misspelt", plantInheritedLib},
	{"a name of builtins misspelt", plantBuiltins},
	{"a name of types misspelt", plantTypes},
	{"a name that nothing binds", plantUnbound},
	{"an import of a missing file", plantMissingImport},
	{"a path to a missing file", plantMissingPath},
	{"a path whose case is wrong", plantCase},
	{"a folder without default.nix imported", plantFolder},
	{"imports that are no list of modules", plantBrokenImports},
	{"imports that depend on config", plantDependentImports},
	{"imports that depend on pkgs", plantImportsOfPackages},
	{"an argument that nobody hands over", plantArgument},
	{"an argument for imports that nobody hands over", plantImportedArgument},
	{"a module that nothing imports any more", plantUnreachable},
	{"config whose shape depends on config", plantShape},
	{"a guard left out", plantNoGuard},
	{"mkIf as an operand of ++ or //", plantOperand},
	{"a guard over nothing", plantEmptyGuard},
	{"a secret that nothing declares", plantSecret},
	{"a secret written out", plantToken},
	{"home-manager for a user who is not there", plantUser},
	{"an output of the flake that is not there", plantOutput},
}

func (f *plantedFile) own(p []string) bool {
	return len(p) > 1 && slices.Contains(f.tree.namespaces, p[0])
}

// ownSettings are what a user sets below a namespace.
func (f *plantedFile) ownSettings() (own []setting) {
	for _, s := range f.settings {
		if f.own(s.path) {
			own = append(own, s)
		}
	}
	return own
}

func plantStringForBool(f *plantedFile, _ *rand.Rand) (all []plant) {
	for _, s := range f.ownSettings() {
		if text := f.of(s.node.Value); text == "true" || text == "false" {
			all = append(all, f.replaced(s.node.Value, `"`+text+`"`, s.path[len(s.path)-1]))
		}
	}
	return all
}

var wrongValues = map[string]string{"port": `"http"`, "int": `"12"`, "str": "12", "bool": `"yes"`, "path": "true"}

// wrongValue gives a literal that no value of the type is; enumerations get a word misspelt.
func wrongValue(kind string, r *rand.Rand) string {
	if word := regexp.MustCompile(`^enum \[\s*"(\w+)"`).FindStringSubmatch(kind); word != nil {
		return `"` + misspelt(word[1], r) + `"`
	}
	if strings.HasPrefix(kind, "listOf ") {
		return `"single"`
	}
	return wrongValues[kind]
}

// A setting of another option of this repository stands beside one that is there.
func plantWrongType(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, s := range f.ownSettings() {
		if !s.top || s.guarded {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(f.tree.declared)) {
			kind := f.tree.declared[name]
			sibling := name[:strings.LastIndexByte(name, '.')] == strings.Join(s.path[:len(s.path)-1], ".")
			if wrong := wrongValue(kind, r); wrong != "" && kind != "bool" && (sibling || f.tree.small()) && !f.sets(name) {
				all = append(all, f.beside(s, fmt.Sprintf("  %s = %s;", name, wrong), last(name)))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b plant) int { return strings.Compare(a.edits[0].new, b.edits[0].new) })
	return all
}

// small repositories declare their options for every host.
func (t *plantedTree) small() bool { return len(t.declared) < 400 }

func (f *plantedFile) sets(name string) bool {
	for _, s := range f.settings {
		set := strings.Join(s.path, ".")
		if set == name || strings.HasPrefix(name, set+".") || strings.HasPrefix(set, name+".") {
			return true
		}
	}
	return false
}

func plantMisspeltSetting(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, s := range f.ownSettings() {
		names := s.node.Path.Names
		ident, ok := names[len(names)-1].(*syntax.Ident)
		_, declared := f.tree.declared[strings.Join(s.path, ".")]
		if ok && declared && len(ident.Name) > 3 {
			wrong := misspelt(ident.Name, r)
			all = append(all, f.replaced(ident, wrong, wrong))
		}
	}
	return all
}

func plantMisspeltRead(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, s := range nodes[*syntax.Select](f) {
		ident, ok := s.Path.Names[0].(*syntax.Ident)
		if !ok || f.cfg == nil || f.of(s.X) != "cfg" || len(ident.Name) < 4 || s.Or != nil {
			continue
		}
		if _, declared := f.tree.declared[strings.Join(append(f.cfg, ident.Name), ".")]; declared {
			wrong := misspelt(ident.Name, r)
			all = append(all, f.replaced(ident, wrong, wrong))
		}
	}
	return all
}

func plantValueForGroup(f *plantedFile, _ *rand.Rand) (all []plant) {
	for _, s := range f.ownSettings() {
		names := s.node.Path.Names
		if n := len(names); n > 1 && f.of(names[n-1]) == "enable" && f.of(s.node.Value) == "true" && len(s.path) > 2 {
			all = append(all, f.put(names[n-2].End(), names[n-1].End(), "", s.path[len(s.path)-2]))
		}
	}
	return all
}

func plantBesideConfig(f *plantedFile, _ *rand.Rand) []plant {
	body := f.module()
	if body == nil || attributeOf(body, "options") == nil || attributeOf(body, "config") == nil {
		return nil
	}
	at := attributeOf(body, "config").Pos() - len("config = ")
	if !strings.HasPrefix(f.src[max(0, at):], "config = ") {
		return nil
	}
	return []plant{f.put(at, at, `networking.domain = "example.org"; `, "networking")}
}

func plantUnused(f *plantedFile, _ *rand.Rand) (all []plant) {
	for _, s := range f.settings {
		if _, declared := f.tree.declared[strings.TrimPrefix(strings.Join(s.path, "."), "options.")]; declared && s.path[0] == "options" {
			line := strings.Repeat(" ", 4) + f.under(s) + `plantedDepth = lib.mkOption { type = lib.types.int; default = 3; description = "how deep"; };`
			if regexp.MustCompile(`\blib\b`).MatchString(f.src) {
				all = append(all, f.beside(s, line, "plantedDepth"))
			}
		}
	}
	return all
}

// under is what stands before the last name of a setting where it is written: a.b. of a.b.c = …;
func (f *plantedFile) under(s setting) string {
	names := s.node.Path.Names
	return f.src[names[0].Pos():names[len(names)-1].Pos()]
}

func (f *plantedFile) mkOptions() (all []*syntax.AttrSet) {
	for _, call := range nodes[*syntax.Apply](f) {
		if set, ok := call.Arg.(*syntax.AttrSet); ok && syntax.Callee(call.Fn) == "mkOption" {
			all = append(all, set)
		}
	}
	return all
}

func plantWrongDefault(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, option := range f.mkOptions() {
		kind, value := attributeOf(option, "type"), attributeOf(option, "default")
		if kind == nil || value == nil {
			continue
		}
		if wrong := wrongValue(strings.TrimPrefix(strings.TrimPrefix(f.of(kind), "lib."), "types."), r); wrong != "" {
			all = append(all, f.replaced(value, wrong, "default"))
		}
	}
	return all
}

func plantMkOptionAttribute(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, option := range f.mkOptions() {
		for _, b := range option.Bindings {
			binding, ok := b.(*syntax.AttrBinding)
			if ok && slices.Contains([]string{"type", "default", "description", "example", "internal", "readOnly"}, f.of(binding.Path)) {
				wrong := misspelt(f.of(binding.Path), r)
				all = append(all, f.replaced(binding.Path, wrong, wrong))
			}
		}
	}
	return all
}

// A new module sets the other value without mkDefault or mkForce, and the file that sets the one imports it.
func plantConflict(f *plantedFile, _ *rand.Rand) (all []plant) {
	list := f.imports()
	for _, s := range f.ownSettings() {
		value := f.of(s.node.Value)
		kind := f.tree.declared[strings.Join(s.path, ".")]
		if list == nil || s.guarded || kind != "bool" || value != "true" && value != "false" {
			continue
		}
		p := f.put(list.End()-1, list.End()-1, " ./planted-conflict.nix ", last(strings.Join(s.path, ".")))
		other := map[string]string{"true": "false", "false": "true"}[value]
		p.edits = append(p.edits,
			plantedEdit{file: path.Join(path.Dir(f.name), "planted-conflict.nix"), new: fmt.Sprintf("{\n  %s = %s;\n}\n", strings.Join(s.path, "."), other), spot: "="},
			plantedEdit{file: f.name, start: s.node.Pos(), end: s.node.Pos()})
		all = append(all, p)
	}
	return all
}

// imports gives the list that stands plainly at the head of the module.
func (f *plantedFile) imports() *syntax.List {
	if body := f.module(); body != nil && f.name != "flake.nix" {
		if list, ok := attributeOf(body, "imports").(*syntax.List); ok {
			return list
		}
	}
	return nil
}

func plantShim(f *plantedFile, _ *rand.Rand) []plant {
	list := f.imports()
	if list == nil || len(f.tree.namespaces) == 0 || !strings.Contains(f.src, "lib,") && !strings.Contains(f.src, " lib ") {
		return nil
	}
	ns := f.tree.namespaces[0]
	return []plant{f.put(list.End()-1, list.End()-1,
		fmt.Sprintf(` (lib.mkRenamedOptionModule [ %q "plantedOld" ] [ %q "plantedNowhere" ]) `, ns, ns), "plantedNowhere")}
}

func (f *plantedFile) exists(name string) bool {
	_, err := os.Stat(filepath.Join(f.tree.root, path.Dir(f.name), name))
	return err == nil
}
