package rules

import (
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// sureLength is from how many letters on a name with one mistake is that of nixpkgs' lib, and none that an input adds.
const sureLength = 7

// argumentSets are the names of sets whose attributes modules have as arguments.
var argumentSets = []string{"args", "specialArgs", "extraSpecialArgs", "nodeSpecialArgs"}

// handsLib reports whether a binding of a path that ends in lib binds the lib of a scope or of modules: lib, specialArgs.lib,
// nodeSpecialArgs.web.lib, and not flake.lib.
func handsLib(path *syntax.AttrPath) bool {
	return len(path.Names) == 1 || slices.ContainsFunc(path.Names, func(n syntax.AttrName) bool {
		name, ok := syntax.StaticName(n)
		return ok && slices.Contains(argumentSets, name)
	})
}

// extendsByInput reports whether a file binds a lib, or extends or updates one, with the lib of an input: which names that
// one has stands in no file of the repository.
func extendsByInput(repo *analyzer.Repo) bool {
	if own, _ := repo.OwnLib(); own != "" {
		return false
	}
	return slices.ContainsFunc(repo.Files, func(f *analyzer.File) bool {
		return strings.Contains(f.Src, "lib") && takesForeignLib(f)
	})
}

func takesForeignLib(f *analyzer.File) (found bool) {
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrBinding:
			name, _ := syntax.StaticName(n.Path.Names[len(n.Path.Names)-1])
			_, written := syntax.Unparen(n.Value).(*syntax.AttrSet)
			found = found || name == "lib" && !written && handsLib(n.Path) && namesForeignLib(f, n.Value)
		case *syntax.Apply:
			found = found || syntax.Callee(n.Fn) == "extend" && aboutLib(n.Fn) && namesForeignLib(f, n.Arg)
		case *syntax.Binary:
			found = found || n.Op == syntax.Update && (isForeignLib(n.X) || isForeignLib(n.Y))
		}
		return !found
	})
	return found
}

// aboutLib reports whether what is extended is a lib, and no set of packages.
func aboutLib(fn syntax.Expr) bool { return strings.HasSuffix(syntax.Dotted(fn), "lib.extend") }

// namesForeignLib reports whether the lib of an input, or a file of one, stands in an expression.
func namesForeignLib(f *analyzer.File, x syntax.Node) (found bool) {
	if m := fileOfLib.FindStringSubmatch(f.Text(x)); m != nil && !familiar.MatchString(m[1]) {
		return true
	}
	syntax.Walk(x, func(n syntax.Node) bool {
		e, ok := n.(syntax.Expr)
		found = found || ok && isForeignLib(e)
		return !found
	})
	return found
}

// isForeignLib reports whether an expression is the lib of an input: ipam.lib, inputs.dns.lib, inputs.x.lib.overlay.
func isForeignLib(x syntax.Expr) bool {
	sel, ok := syntax.Unparen(x).(*syntax.Select)
	if !ok {
		return false
	}
	m := libOf.FindStringSubmatch(syntax.Dotted(sel))
	return m != nil && !familiar.MatchString(m[1])
}

// fileOfLib matches a path in an input that is of its lib: "${inputs.x}/lib", (sources.x + "/lib/overlay.nix").
var fileOfLib = regexp.MustCompile(`([\w-]+)(?:\}| \+ ")/[\w/-]*\blib\b`)

var libOf = regexp.MustCompile(`(?:^|\.)([\w-]+)\.(?:lib|overlays\.lib)(?:\.(?:overlay|extension)s?(?:\.[\w-]+)?)?$`)

// familiar are the inputs whose lib has no names that are like one of nixpkgs' lib, nixpkgs itself, and what stands for the
// repository's own.
var familiar = regexp.MustCompile(`^(n?i?x?pkgs.*|.*nixpkgs.*|.*[pP]kgs|self|super|prev|final|inputs|home-?manager.*|hm|(nix-)?darwin|flake-parts|flake-utils(-plus)?|utils|haumea|config|flake|outputs|p|outer)$`)
