package analyzer

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
	known "mxmcheck/analyzer/upstream"
)

// upstream are the roots below which NixOS, nix-darwin and home-manager declare options. A
// repository may put its own there; what it does not declare itself may be theirs.
var upstream = map[string]bool{
	"accounts": true, "appstream": true, "boot": true, "console": true, "containers": true, "dconf": true, "documentation": true,
	"editorconfig": true, "environment": true, "fileSystems": true, "flake": true, "fonts": true, "gtk": true, "hardware": true, "home": true,
	"home-manager": true, "homebrew": true, "i18n": true, "image": true, "isoImage": true, "launchd": true, "lib": true, "location": true,
	"meta": true, "networking": true, "news": true, "nix": true, "nixpkgs": true, "oci": true, "perSystem": true, "power": true,
	"powerManagement": true, "programs": true, "qt": true, "security": true, "services": true, "specialisation": true, "swapDevices": true,
	"system": true, "systemd": true, "targets": true, "time": true, "users": true, "virtualisation": true, "wayland": true, "xdg": true,
	"xresources": true, "xsession": true, "zramSwap": true,
}

// homeManager are all options that home-manager declares below its own root, in NixOS and nix-darwin.
var homeManager = []string{
	"backupCommand", "backupFileExtension", "enableLegacyProfileManagement", "extraSpecialArgs", "minimal", "overwriteBackup",
	"sharedModules", "startAsUserService", "useGlobalPkgs", "useUserPackages", "users", "verbose",
}

// Shared reports whether modules that are not in the repository may declare the option: it stands
// below a root of theirs, or is named after an input whose modules are imported.
func (r *Repo) Shared(path Path) bool {
	if len(path) > 1 && path[0] == "home-manager" {
		return slices.Contains(homeManager, path[1])
	}
	return upstream[path[0]] || r.ofInputs[path.String()] != ""
}

// noteShared finds the options of the namespaces that inputs may declare, and says once for each
// root and input that this is not known.
func (l *loader) noteShared() {
	l.repo.ofInputs = map[string]string{}
	counted := map[string]bool{}
	check := func(path Path, span diag.Span, f *File) {
		if !l.repo.InNamespace(path) || l.repo.Declared(path) || l.repo.Covered(path) {
			return
		}
		who := ""
		if input := l.inputOf(path, f); input != "" {
			l.repo.ofInputs[path.String()] = input
			who = "a module of the input " + input + " may declare options below " + path[:min(len(path)-1, l.repo.namespaceOf(path)+1)].String()
		} else if pin := l.pinnedBy(path, f); pin != "" {
			l.repo.ofInputs[path.String()] = pin
			who = "a module of a pin, " + pin + ", may declare options below " + path[:min(len(path)-1, l.repo.namespaceOf(path)+1)].String()
		} else if l.repo.Shared(path) {
			who = "modules of inputs declare options below " + path[0] + " too"
		}
		if who != "" && !counted[who] {
			counted[who] = true
			l.repo.Unknowns = append(l.repo.Unknowns, diag.Unknown{Span: span, Message: who + ": whether what no module here declares exists is not known"})
		}
	}
	for _, f := range l.repo.Files {
		for _, d := range f.Definitions {
			check(d.Path, d.Span, f)
		}
	}
	for _, r := range l.repo.reads {
		if !r.Guarded {
			check(r.Path, r.Span, r.File)
		}
	}
}

// inputOf is an input that may declare a path, else "": one whose name the path has, or, where no
// module here declares anything in the path's first group nor a path like it, one of the author's.
func (l *loader) inputOf(path Path, f *File) string {
	inputs, ok := l.flake.Inputs.(*eval.Set)
	if !ok {
		return ""
	}
	if input := l.inputNamedAfter(path[0], inputs); input != "" {
		return input
	}
	for i, name := range path {
		if i == 0 || l.repo.Declared(path[:i+1]) {
			continue
		}
		for _, input := range inputs.Names() {
			if plainName(input) == plainName(name) && l.givesModules(input) {
				return input
			}
		}
	}
	if _, like := NearestPath(path, l.repo.DeclaredPaths()); like {
		return ""
	}
	if input := l.besideNamesake(path, f, inputs); input != "" {
		return input
	}
	if input := l.sharedBranch(path, f, inputs); input != "" {
		return input
	}
	if n := l.repo.namespaceOf(path) + 1; declaresIn(f, path[:min(n, len(path)-1)]) {
		if input := ownInput(f, inputs); input != "" {
			return input
		}
	}
	group := l.repo.namespaceOf(path) + 1
	switch {
	case len(path) < group:
		return ""
	case l.repo.Declared(path[:group]):
		return l.branchInput(path, f, inputs)
	}
	return l.privateInput(inputs)
}

// branchInput is an input of the author's of which a host that takes a file imports a module, where a branch of the path is like none
// beside it: one that only some can fetch, or whose owner is named as the namespace is.
func (l *loader) branchInput(path Path, f *File, inputs *eval.Set) string {
	at := l.repo.namespaceOf(path) + 1
	for at < len(path)-1 && l.repo.Declared(path[:at+1]) {
		at++
	}
	if at >= len(path)-1 || l.likeBeside(path[:at+1]) {
		return "" // an option of a group that is declared here, a branch of a module here, or one with another name than before
	}
	var own []string
	for _, input := range inputs.Names() {
		owner := l.flake.Owners[input]
		ofAuthor := l.flake.Private[input] || owner != "" && plainName(owner) == plainName(path[0])
		if ofAuthor && l.givesModules(input) && !known.OfFlakes(l.flake.Repository(input)) && !l.declaresKnown(input) {
			own = append(own, input)
		}
	}
	if len(own) == 0 {
		return ""
	}
	return l.besideModuleOf(f, own)
}

// likeBeside reports whether the last name of a group is like that of another one beside it, or whether what is around it has options of its own.
func (l *loader) likeBeside(group Path) bool {
	around := group[:len(group)-1]
	if slices.ContainsFunc(l.repo.DeclaredPaths(), func(declared Path) bool { return len(declared) == len(group) && declared.HasPrefix(around) }) {
		return true
	}
	return likeOne(plainName(group[len(group)-1]), l.beside(around))
}

// beside are the names of what is declared in a group, without their spelling.
func (l *loader) beside(around Path) (names []string) {
	for _, declared := range l.repo.DeclaredPaths() {
		if len(declared) > len(around) && declared.HasPrefix(around) {
			names = append(names, plainName(declared[len(around)]))
		}
	}
	return names
}

// likeOne reports whether a name is like one of some, or begins as it does.
func likeOne(name string, names []string) bool {
	if _, near := Nearest(name, names); near {
		return true
	}
	return slices.ContainsFunc(names, func(other string) bool { return strings.HasPrefix(name, other) || strings.HasPrefix(other, name) })
}

// inputNamedAfter is an input that has a namespace in its name, as hjem-rum has rum, and of which modules
// are used. Names of kinds of hosts stand in those of many inputs, and say nothing.
func (l *loader) inputNamedAfter(namespace string, inputs *eval.Set) string {
	if _, kind := host.KindNamed(namespace); kind {
		return ""
	}
	for _, input := range inputs.Names() {
		if slices.Contains(strings.FieldsFunc(input, func(r rune) bool { return r == '-' || r == '_' }), namespace) && !l.declaresKnown(input) && l.givesModules(input) {
			return input
		}
	}
	return ""
}

// declaresKnown reports whether an input is of a repository that declares options below its known roots alone, whatever it is
// called here: hm-stable is home-manager, and has no options below hm.
func (l *loader) declaresKnown(input string) bool {
	return slices.Contains([]string{"home-manager", "nixpkgs", "nix-darwin"}, l.flake.Repository(input))
}

// declaresIn reports whether a file declares options of a group itself.
func declaresIn(f *File, group Path) bool {
	return slices.ContainsFunc(f.Declarations, func(d *Declaration) bool { return d.Path.HasPrefix(group) })
}

// ownInput is the first input of which a file imports a module itself, those left out that declare
// nothing below a name of somebody else.
func ownInput(f *File, inputs *eval.Set) string {
	for _, input := range inputs.Names() {
		if !strings.Contains(input, "nixpkgs") && importsModuleOf(f, input) {
			return input
		}
	}
	return ""
}

// privateInput is the first input whose module is imported and that comes from who wrote the
// repository: a file of it is imported by its path, or the owner in its address is named elsewhere
// too, as in the settings of git.
func (l *loader) privateInput(inputs *eval.Set) string {
	if l.private == nil {
		found := ""
		for _, input := range inputs.Names() {
			owner := l.flake.Owners[input]
			if found == "" && (l.pathInputs[input] || owner != "" && l.named(owner) && l.givesModules(input) && !known.OfFlakes(l.flake.Repository(input))) {
				found = input
			}
		}
		l.private = &found
	}
	return *l.private
}

// notePathInputs finds the inputs of which modules are imported by the paths of their files.
func (l *loader) notePathInputs() {
	inputs, ok := l.flake.Inputs.(*eval.Set)
	if !ok {
		return
	}
	for _, f := range l.repo.Files {
		for _, i := range f.Imports {
			if i.State != Foreign || i.Call {
				continue
			}
			for _, input := range inputs.Names() {
				if !strings.Contains(input, "nixpkgs") && ofPath(i.Text, input) {
					l.pathInputs[input] = true
				}
			}
		}
	}
}

// ofPath reports whether the text of an import is the path of a file of an input.
func ofPath(text, input string) bool {
	for _, around := range [][2]string{{"", "}/"}, {"", " + \"/"}, {"", ".outPath + "}, {"", "}\""}} {
		at := strings.Index(text, input+around[1])
		if at == 0 || at > 0 && strings.ContainsRune(".{( ", rune(text[at-1])) {
			return true
		}
	}
	return false
}

// named reports whether a file beside flake.nix names an owner of inputs.
func (l *loader) named(owner string) bool {
	return slices.ContainsFunc(l.repo.Files, func(f *File) bool { return f != l.flake.File && strings.Contains(f.Src, owner) })
}

var spelling = strings.NewReplacer("-", "", "_", "")

// plainName is a name without its spelling: matrix-hook and matrixHook are one.
func plainName(name string) string {
	return strings.ToLower(spelling.Replace(name))
}

// givesModules reports whether some file names a module of an input, or a file of it by its path.
func (l *loader) givesModules(input string) bool {
	if l.moduleInputs == nil {
		l.moduleInputs = map[string]bool{}
		for _, f := range l.repo.Files {
			noteModuleInputs(f, l.moduleInputs)
		}
	}
	return l.pathInputs[input] || l.moduleInputs[input]
}

// noteModuleInputs notes the names before an output that holds modules, such as NAME.nixosModules,
// NAME.hjemModules or NAME.modules.
func noteModuleInputs(f *File, noted map[string]bool) {
	f.Walk(func(n syntax.Node) bool {
		sel, ok := n.(*syntax.Select)
		if !ok {
			return true
		}
		before := ""
		if id, ok := syntax.Unparen(sel.X).(*syntax.Ident); ok {
			before = id.Name
		}
		for _, n := range sel.Path.Names {
			name, _ := syntax.StaticName(n)
			if output := strings.ToLower(name); before != "" && (strings.HasSuffix(output, "module") || strings.HasSuffix(output, "modules")) {
				noted[before] = true
			}
			before = name
		}
		return true
	})
}
