package analyzer

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
)

// snowfallModules notes the modules that snowfall-lib takes from its folders: systems/SYSTEM/NAME,
// homes/SYSTEM/NAME and modules/CLASS/…, each with a default.nix. Where the flake names another folder
// than its own, none of them is there.
func (l *loader) snowfallModules() {
	if l.snowfall() == "" {
		return
	}
	for _, f := range l.repo.Files {
		class := snowfallClass(f.Name)
		if class == 0 || len(f.Errors) > 0 {
			continue
		}
		f.Classes |= class
	}
}

// snowfallClass is the class of the module that a file is by its folder; 0 for any other file.
func snowfallClass(name string) Class {
	parts := strings.Split(name, "/")
	if path.Base(name) != "default.nix" || len(parts) < 4 {
		return 0
	}
	switch {
	case parts[0] == "systems" && len(parts) == 4 && strings.HasSuffix(parts[1], "-linux"):
		return NixOS
	case parts[0] == "systems" && len(parts) == 4 && strings.HasSuffix(parts[1], "-darwin"):
		return Darwin
	case parts[0] == "homes" && len(parts) == 4:
		return Home
	case parts[0] == "modules" && parts[1] == "nixos":
		return NixOS
	case parts[0] == "modules" && parts[1] == "darwin":
		return Darwin
	case parts[0] == "modules" && parts[1] == "home":
		return Home
	}
	return 0
}

// snowfallArgs are what snowfall-lib calls the modules of every class with. It wraps each in a function that takes
// pkgs and no other name, so that what _module.args adds does not come there.
var snowfallArgs = []string{
	"config", "options", "lib", "pkgs", "specialArgs", "modulesPath", "class", "_class", "_prefix", "name", "extendModules", "moduleType",
	"system", "target", "format", "virtual", "systems", "inputs", "namespace", "host",
}

// SnowfallSupplied gives the modules below modules/ that snowfall-lib calls, each with the names of all that it is called
// with; none where the repository may hand them arguments of its own, or where only trees were read.
func (r *Repo) SnowfallSupplied(each func(f *File, names []string)) {
	if r.unread || r.loader.snowfall() == "" || !r.loader.flake.Takes("snowfall-lib") || r.handsArguments() {
		return
	}
	for _, f := range r.Files {
		if r.SnowfallCalls(f) {
			each(f, snowfallNames(snowfallClass(f.Name)))
		}
	}
}

// SnowfallCalls reports whether snowfall-lib itself calls a module, one below modules/, with arguments: the defaults of the others count then.
func (r *Repo) SnowfallCalls(f *File) bool {
	return r.loader.snowfall() != "" && r.loader.flake.Takes("snowfall-lib") && snowfallClass(f.Name) != 0 && len(f.Errors) == 0 && strings.HasPrefix(f.Name, "modules/") && !r.loader.env.Called[f.Name]
}

// SnowfallReads reports whether a file is one that snowfall-lib takes from its folder, and no module.
func (r *Repo) SnowfallReads(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return path.Base(name) == "default.nix" && slices.Contains([]string{"lib", "packages", "overlays", "shells", "checks"}, first) && r.loader.snowfall() != ""
}

// snowfallNames are the names that modules of a class may take, in whatever configuration they are.
func snowfallNames(class Class) []string {
	names := slices.Clone(snowfallArgs)
	if class == Home {
		names = append(names, "user")
	}
	if kind, ok := class.Kind(); ok {
		names = append(append(names, kind.Args...), kind.GuestArgs...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// handsArguments reports whether some file speaks of arguments of hosts or homes: those of snowfall-lib are not all then.
func (r *Repo) handsArguments() bool {
	return slices.ContainsFunc(r.Files, func(f *File) bool {
		return strings.Contains(f.Src, "pecialArgs") || f.Name == "flake.nix" && (strings.Contains(f.Src, "extraArgs") || strings.Contains(f.Src, "hostDefaults"))
	})
}

// OwnLib is the set that lib has for the repository's own functions where snowfall-lib makes it of the files below lib/:
// its name, and all names in it; "" where these are not known.
func (r *Repo) OwnLib() (set string, names []string) {
	if r.ownLib == nil { // of trees alone
		return "", nil
	}
	own := r.ownLib()
	return own.set, own.names
}

// otherRoot is the folder that a flake names for snowfall-lib to find all others in.
var otherRoot = regexp.MustCompile(`\broot\s*=`)

type ownLib struct {
	set   string
	names []string
}

// readOwnLib reads what snowfall-lib merges: what each default.nix below lib/ is, or gives where it is called as
// snowfall-lib does, which adds two names.
func (l *loader) readOwnLib() ownLib {
	set, flake := l.snowfall(), l.repo.byName["flake.nix"]
	if set == "" || !l.flake.Takes("snowfall-lib") || l.repo.unread || otherRoot.MatchString(flake.Src) {
		return ownLib{}
	}
	own := ownLib{set: set, names: []string{"override", "overrideDerivation"}}
	for _, f := range l.repo.Files {
		if !strings.HasPrefix(f.Name, "lib/") || path.Base(f.Name) != "default.nix" {
			continue
		}
		given, ok := l.libOf(f, set).(*eval.Set)
		if !ok || !given.Whole() || len(f.Errors) > 0 {
			return ownLib{}
		}
		own.names = append(own.names, given.Names()...)
	}
	if len(own.names) == 2 {
		return ownLib{}
	}
	slices.Sort(own.names)
	own.names = slices.Compact(own.names)
	return own
}

// libOf is what a file of lib/ gives.
func (l *loader) libOf(f *File, set string) eval.Value {
	m := l.flake.Machine.Fork().Fresh()
	v := m.Import(path.Join(eval.Root, f.Name), eval.Place{})
	fn, called := v.(*eval.Func)
	if !called {
		return v
	}
	return m.Apply(fn, eval.Known(&eval.Set{Attrs: map[string]*eval.Thunk{
		"lib": eval.Known(eval.Ref{Root: "lib"}), "inputs": eval.Known(l.flake.Inputs), "namespace": eval.Known(eval.String(set)),
		"snowfall-inputs": eval.Known(&eval.Unknown{Reason: "the inputs of snowfall-lib are not known"}),
	}}), eval.Place{})
}
