package main

import (
	"math/rand"
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// selected misspells the name that is selected from one of the sets.
func (f *plantedFile) selected(r *rand.Rand, from ...string) (all []plant) {
	for _, s := range nodes[*syntax.Select](f) {
		ident, ok := s.Path.Names[0].(*syntax.Ident)
		if ok && slices.Contains(from, f.of(s.X)) && s.Or == nil && len(ident.Name) > 2 {
			wrong := misspelt(ident.Name, r)
			all = append(all, f.replaced(ident, wrong, wrong))
		}
	}
	return all
}

func plantInput(f *plantedFile, r *rand.Rand) []plant {
	if f.name == "flake.nix" && !strings.Contains(f.src, "inputs@") && !strings.Contains(f.src, "inputs:") {
		return nil
	}
	return f.selected(r, "inputs")
}

func plantBuiltins(f *plantedFile, r *rand.Rand) []plant { return f.selected(r, "builtins") }

func plantLib(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, p := range f.selected(r, "lib") {
		old := f.src[p.edits[0].start:p.edits[0].end]
		if regexp.MustCompile(`^(mk|optional|concat|filter|map|getExe|strings?$|attr|gen|types$|literal|has|to)`).MatchString(old) {
			all = append(all, p)
		}
	}
	return all
}

func plantInheritedLib(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, in := range nodes[*syntax.Inherit](f) {
		if in.From == nil || !slices.Contains([]string{"lib", "lib.types", "lib.modules", "lib.options", "builtins"}, f.of(in.From)) {
			continue
		}
		for _, name := range in.Names {
			if old := f.of(name); len(old) > 3 {
				wrong := misspelt(old, r)
				all = append(all, f.replaced(name, wrong, wrong, `"`+old+`"`))
			}
		}
	}
	return all
}

func plantTypes(f *plantedFile, r *rand.Rand) (all []plant) {
	all = f.selected(r, "types")
	for _, s := range nodes[*syntax.Select](f) {
		if len(s.Path.Names) != 2 || f.of(s.X) != "lib" || f.of(s.Path.Names[0]) != "types" {
			continue
		}
		if name, ok := s.Path.Names[1].(*syntax.Ident); ok {
			wrong := misspelt(name.Name, r)
			all = append(all, f.replaced(name, wrong, wrong))
		}
	}
	return all
}

// An argument of the module that it uses is left out.
func plantUnbound(f *plantedFile, _ *rand.Rand) (all []plant) {
	top, ok := f.text.Root.(*syntax.Lambda)
	if !ok || top.Formals == nil || len(top.Formals.List) < 2 {
		return nil
	}
	for i, formal := range top.Formals.List[:len(top.Formals.List)-1] {
		name := formal.Name.Name
		uses := regexp.MustCompile(`(^|[^\w.'-])` + regexp.QuoteMeta(name) + `\.\w`).FindStringIndex(f.src[top.Formals.End():])
		if uses == nil || !slices.Contains([]string{"lib", "config", "pkgs", "inputs"}, name) || strings.Contains(f.src, "with ") {
			continue
		}
		p := f.put(formal.Pos(), top.Formals.List[i+1].Pos(), "", `"`+name+`"`)
		at := top.Formals.End() + uses[0] + 1
		p.edits = append(p.edits, plantedEdit{file: f.name, start: at, end: at})
		all = append(all, p)
	}
	return all
}

func plantFollows(f *plantedFile, r *rand.Rand) (all []plant) {
	if f.name != "flake.nix" {
		return nil
	}
	for _, m := range regexp.MustCompile(`follows = "([\w-]+)"`).FindAllStringSubmatchIndex(f.src, -1) {
		wrong := misspelt(f.src[m[2]:m[3]], r)
		all = append(all, f.put(m[2], m[3], wrong, wrong))
	}
	return all
}

// paths are the path literals of a file that lead to something, in imports or elsewhere.
func (f *plantedFile) paths(imported bool) (all []*syntax.Path) {
	elements := map[syntax.Node]bool{}
	if list := f.imports(); list != nil {
		for _, e := range list.Elems {
			elements[e] = true
		}
	}
	for _, p := range nodes[*syntax.Path](f) {
		text := f.of(p)
		if elements[p] == imported && strings.HasPrefix(text, ".") && !strings.Contains(text, "$") && len(path.Base(text)) > 3 && f.exists(text) {
			all = append(all, p)
		}
	}
	return all
}

// moved gives a path whose file's name is another.
func moved(text string, change func(string) string) string {
	dir, base := path.Split(text)
	stem, end, _ := strings.Cut(base, ".")
	if end != "" {
		end = "." + end
	}
	return dir + change(stem) + end
}

func (f *plantedFile) plantPaths(imported bool, change func(string) string) (all []plant) {
	for _, p := range f.paths(imported) {
		if wrong := moved(f.of(p), change); wrong != f.of(p) && !f.exists(wrong) {
			all = append(all, f.replaced(p, wrong, path.Base(wrong)))
		}
	}
	return all
}

func plantMissingImport(f *plantedFile, r *rand.Rand) []plant {
	return f.plantPaths(true, func(s string) string { return misspelt(s, r) })
}

func plantMissingPath(f *plantedFile, r *rand.Rand) []plant {
	return f.plantPaths(false, func(s string) string { return misspelt(s, r) })
}

func plantCase(f *plantedFile, _ *rand.Rand) []plant {
	return f.plantPaths(true, func(s string) string {
		if s == "" {
			return s
		}
		return strings.ToUpper(s[:1]) + s[1:]
	})
}

func plantSecret(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, m := range regexp.MustCompile(`config\.(?:sops|age)\.secrets\.("?)([\w/.-]+?)("?)\.path`).FindAllStringSubmatchIndex(f.src, -1) {
		wrong := misspelt(f.src[m[4]:m[5]], r)
		all = append(all, f.put(m[4], m[5], wrong, wrong))
	}
	return all
}

func plantUser(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, m := range regexp.MustCompile(`home-manager\.users\.([\w-]+)`).FindAllStringSubmatchIndex(f.src, -1) {
		wrong := misspelt(f.src[m[2]:m[3]], r)
		all = append(all, f.put(m[2], m[3], wrong, wrong))
	}
	return all
}

func plantOutput(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, m := range regexp.MustCompile(`self\.(?:nixosModules|darwinModules|homeModules|homeManagerModules|overlays|modules\.\w+)\.([\w-]+)`).FindAllStringSubmatchIndex(f.src, -1) {
		wrong := misspelt(f.src[m[2]:m[3]], r)
		all = append(all, f.put(m[2], m[3], wrong, wrong))
	}
	return all
}
