package rules

import (
	"mxmcheck/analyzer/syntax"
)

// binding looks at the value of a binding, unless it is an output that nobody evaluates without --impure.
func (i *impurities) binding(x *syntax.AttrBinding) {
	names, ok := syntax.StaticPath(x.Path)
	if !ok {
		names = []string{""} // what is below a computed name
	}
	outer := len(i.around)
	i.around = append(i.around, names...)
	switch {
	case forImpure(i.around, i.f.Name == "flake.nix", x.Value):
	case i.keptAsText():
		i.asText(x.Value)
	case names[len(names)-1] == "assertion":
		i.whileAsserting(func() { syntax.EachChild(x, i.visit) })
	default:
		syntax.EachChild(x, i.visit)
	}
	i.around = i.around[:outer]
}

// forImpure reports whether a value is an output that only nix repl or --impure evaluates: it is called
// repl, or needs what pure evaluation does not have.
func forImpure(around []string, flake bool, value syntax.Expr) bool {
	output, ok := outputName(around, flake)
	switch {
	case !ok || len(output) == 0:
		return false
	case output[0] == "repl", output[0] == "legacyPackages" && output[len(output)-1] == "repl":
		return true
	case len(output) == 1 && outputsOfFlakes[output[0]]:
		return false // one of the outputs below may need it, and the others not
	}
	return needsMachine(value)
}

// outputName is the path of an output below those of the flake, by the names that its value stands under.
func outputName(around []string, flake bool) (output []string, ok bool) {
	for len(around) > 0 && (around[0] == "flake" || around[0] == "perSystem" || flake && around[0] == "outputs") {
		around, ok = around[1:], true
	}
	return around, ok
}

// outputsOfFlakes are outputs that hold one value for each host, package or system.
var outputsOfFlakes = map[string]bool{
	"nixosConfigurations": true, "darwinConfigurations": true, "homeConfigurations": true, "nixosModules": true, "darwinModules": true, "homeModules": true,
	"homeManagerModules": true, "packages": true, "legacyPackages": true, "devShells": true, "apps": true, "checks": true, "overlays": true, "lib": true, "templates": true, "formatter": true,
}

// needsMachine reports whether an expression takes from builtins what pure evaluation does not have.
func needsMachine(x syntax.Expr) bool {
	needs := false
	syntax.Walk(x, func(n syntax.Node) bool {
		sel, ok := n.(*syntax.Select)
		if !ok || sel.Or != nil {
			return !needs
		}
		switch syntax.Dotted(sel) {
		case "builtins.currentSystem", "builtins.currentTime":
			needs = true
		}
		return !needs
	})
	return needs
}
