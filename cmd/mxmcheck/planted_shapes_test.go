package main

import (
	"fmt"
	"math/rand"
	"path"
	"regexp"
	"strings"

	"mxmcheck/analyzer/syntax"
)

// A folder of modules that has no default.nix of its own.
func plantFolder(f *plantedFile, _ *rand.Rand) (all []plant) {
	for _, p := range f.paths(true) {
		dir := path.Dir(f.of(p))
		if strings.HasSuffix(f.of(p), ".nix") && path.Base(f.of(p)) != "default.nix" && strings.Count(dir, "/") > 0 && !f.exists(dir+"/default.nix") {
			all = append(all, f.replaced(p, dir, dir))
		}
	}
	return all
}

func plantBrokenImports(f *plantedFile, r *rand.Rand) []plant {
	list := f.imports()
	if list == nil || len(list.Elems) == 0 {
		return nil
	}
	first := list.Elems[r.Intn(len(list.Elems))]
	shapes := []plant{
		f.replaced(first, "[ "+f.of(first)+" ]", "imports", "list"),
		f.replaced(first, "import "+f.of(first), "import"),
		f.replaced(first, "(lib.mkIf true "+f.of(first)+")", "mkIf"),
	}
	if len(list.Elems) == 1 {
		shapes = append(shapes, f.replaced(list, f.of(first), "imports", "list"))
	}
	return shapes[r.Intn(len(shapes)):][:1]
}

func plantDependentImports(f *plantedFile, _ *rand.Rand) []plant {
	list := f.imports()
	paths := f.paths(true)
	if list == nil || len(paths) == 0 || !strings.Contains(f.src[:list.Pos()], "config") || !strings.Contains(f.src[:list.Pos()], "lib") {
		return nil
	}
	return []plant{f.chosen(paths[len(paths)-1], `config.networking.hostName == "a"`, "config")}
}

func (f *plantedFile) chosen(p *syntax.Path, condition, word string) plant {
	return f.replaced(p, fmt.Sprintf("(if %s then %s else %s)", condition, f.of(p), f.of(p)), word)
}

func plantImportsOfPackages(f *plantedFile, _ *rand.Rand) []plant {
	list := f.imports()
	paths := f.paths(true)
	if list == nil || len(paths) == 0 || !regexp.MustCompile(`\bpkgs\b`).MatchString(f.src[:list.Pos()]) {
		return nil
	}
	return []plant{f.chosen(paths[len(paths)-1], "pkgs.stdenv.isLinux", "pkgs")}
}

// A module asks for an argument that nobody hands over, for its imports or for a setting.
func (f *plantedFile) plantArgument(at int, text string) []plant {
	top, ok := f.text.Root.(*syntax.Lambda)
	if !ok || top.Formals == nil || len(top.Formals.List) == 0 || !top.Formals.Ellipsis {
		return nil
	}
	head := top.Formals.List[0].Pos()
	p := f.put(at, at, text, "plantedArgument")
	p.edits[0].spot = "plantedArgument"
	p.edits = append(p.edits, plantedEdit{file: f.name, start: head, end: head, new: "plantedArgument, "})
	return []plant{p}
}

func plantImportedArgument(f *plantedFile, _ *rand.Rand) []plant {
	if list := f.imports(); list != nil {
		return f.plantArgument(list.End()-1, " plantedArgument.module ")
	}
	return nil
}

func plantArgument(f *plantedFile, _ *rand.Rand) []plant {
	for _, s := range f.settings {
		if s.top && s.path[0] != "options" && s.path[0] != "imports" && !strings.Contains(f.src, "assertions") {
			return f.plantArgument(s.node.End(), "\n  assertions = [ { assertion = plantedArgument.ready; message = \"not ready\"; } ];")
		}
	}
	return nil
}

// An import is taken away of a file that no other file names; the finding may stand anywhere in that file.
func plantUnreachable(f *plantedFile, _ *rand.Rand) (all []plant) {
	if f.tree.loadsFolders() {
		return nil
	}
	for _, p := range f.paths(true) {
		target := path.Join(path.Dir(f.name), f.of(p))
		if !strings.HasSuffix(target, ".nix") {
			target += "/default.nix"
		}
		stem := strings.TrimSuffix(strings.TrimSuffix(target, "/default.nix"), ".nix")
		if f.tree.names(path.Base(stem)) != 1 {
			continue
		}
		one := f.replaced(p, "", stem)
		one.edits = append(one.edits, plantedEdit{file: target, start: 0, end: 0, spot: anywhere})
		all = append(all, one)
	}
	return all
}

// names counts the files that write a name as the last part of a path.
func (t *plantedTree) names(stem string) (count int) {
	word := regexp.MustCompile(`/` + regexp.QuoteMeta(stem) + `(\.nix|/default\.nix)?[\s;)\]]`)
	for _, f := range t.files {
		if word.MatchString(f.src) {
			count++
		}
	}
	return count
}

var folderLoader = regexp.MustCompile(`readDir|snowfall|import-tree|haumea`)

// loadsFolders says that modules may be imported that no file names.
func (t *plantedTree) loadsFolders() bool {
	for _, f := range t.files {
		if (f.name == "flake.nix" || strings.HasPrefix(f.name, "lib/")) && folderLoader.MatchString(f.src) {
			return true
		}
	}
	return false
}

func plantShape(f *plantedFile, _ *rand.Rand) []plant {
	return f.plantGuard("lib.optionalAttrs", "optionalAttrs", "config")
}

// The guard of the module's config is another function, or none.
func (f *plantedFile) plantGuard(instead string, words ...string) []plant {
	body := f.module()
	if body == nil {
		return nil
	}
	guarded, ok := attributeOf(body, "config").(*syntax.Apply)
	if !ok || syntax.Callee(guarded) != "mkIf" || !strings.HasPrefix(f.of(syntax.Arguments(guarded)[0]), "cfg.") {
		return nil
	}
	if _, ok := guarded.Arg.(*syntax.AttrSet); !ok {
		return nil
	}
	if instead == "" {
		return []plant{f.put(guarded.Pos(), guarded.Arg.Pos(), "", words...)}
	}
	call := guarded.Fn.(*syntax.Apply).Fn
	return []plant{f.replaced(call, instead, words...)}
}

func plantNoGuard(f *plantedFile, _ *rand.Rand) []plant {
	return f.plantGuard("", "whether or not", "nothing reads", "enable")
}

func plantOperand(f *plantedFile, _ *rand.Rand) (all []plant) {
	for _, b := range nodes[*syntax.Binary](f) {
		op := f.src[b.OpPos : b.OpPos+2]
		call, ok := syntax.Unparen(b.Y).(*syntax.Apply)
		if !ok || op != "++" && op != "//" {
			continue
		}
		for _, name := range []string{"lib.optionals", "lib.optionalAttrs"} {
			if strings.HasPrefix(f.of(call), name+" ") {
				all = append(all, f.put(call.Pos(), call.Pos()+len(name), "lib.mkIf", "mkIf"))
			}
		}
	}
	return all
}

func plantEmptyGuard(f *plantedFile, _ *rand.Rand) (all []plant) {
	for _, s := range f.settings {
		if s.top && f.tree.declared[strings.Join(append(f.cfg, "enable"), ".")] == "bool" && s.path[0] != "options" && s.path[0] != "imports" && !strings.Contains(f.src, "shellAliases") && strings.Contains(f.src, "lib.") {
			all = append(all, f.beside(s, "  environment.shellAliases = lib.mkIf cfg.enable { };", "mkIf"))
		}
	}
	return all
}

func plantToken(f *plantedFile, r *rand.Rand) (all []plant) {
	for _, s := range f.settings {
		if s.top && s.path[0] != "options" && s.path[0] != "imports" && len(s.path) > 1 && !strings.Contains(f.src, "environment") {
			lines := []string{
				`  environment.variables.GITHUB_TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";`,
				`  users.users.backup.password = "correct-horse-battery";`,
				`  environment.etc."ssl/key.pem".text = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\n-----END PRIVATE KEY-----";`,
			}
			all = append(all, f.beside(s, lines[r.Intn(len(lines))], "everybody can read", "store"))
		}
	}
	return all
}
