package link

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/facts"
	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
)

// hive is where a file makes hosts without a flake, and of which tool they are; nil if it makes none.
func hive(f *facts.File) (at syntax.Node, tool string) {
	f.Walk(func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AttrSet:
			if b, of := network(n); b != nil {
				at, tool = b, of
			}
			if tool == "morph or nixops" && strings.Contains(f.Src+f.Name, "morph") {
				tool = "morph"
			}
		case *syntax.Apply:
			if of := makerCalled(f, n); of != "" {
				at, tool = n.Fn, of
			}
		case *syntax.SearchPath:
			if n.Name == "nixpkgs/nixos" || strings.HasSuffix(n.Name, "/nixos/lib/eval-config.nix") {
				at, tool = n, "<"+n.Name+">"
			}
		case *syntax.Text:
			if strings.HasSuffix(n.Value, "/nixos/lib/eval-config.nix") {
				at, tool = n, "eval-config.nix"
			}
		}
		return at == nil
	})
	return at, tool
}

// makerCalled is what a call makes hosts with: a function of nixpkgs, of home-manager or of a tool, or the folder nixos of a
// nixpkgs, wherever that is; "" if it makes none.
func makerCalled(f *facts.File, call *syntax.Apply) string {
	fn := syntax.Dotted(call.Fn)
	last := fn[strings.LastIndex(fn, ".")+1:]
	switch {
	case fn == "pkgs.nixos":
		return fn
	case strings.Contains(fn, ".") && host.IsMaker(last), last == "writeDeploy" && strings.Contains(f.Src, "krops"):
		return last
	}
	from := imported(call.Fn)
	if from == nil {
		return ""
	}
	switch text := strings.TrimRight(f.Text(from), `")`); {
	case strings.HasSuffix(text, "/nixos") && gives(call.Arg, "configuration"):
		return "/nixos of a nixpkgs"
	case strings.HasSuffix(text, "/nixus"), strings.HasSuffix(text, ".nixus"), text == "nixus":
		return "nixus"
	}
	return ""
}

// imported is what a function is imported from, nil if it is not.
func imported(fn syntax.Expr) syntax.Expr {
	call, ok := syntax.Unparen(fn).(*syntax.Apply)
	if !ok || syntax.Dotted(call.Fn) != "import" && syntax.Dotted(call.Fn) != "builtins.import" {
		return nil
	}
	return call.Arg
}

// gives reports whether an argument has an attribute.
func gives(arg syntax.Expr, name string) bool {
	set, ok := syntax.Unparen(arg).(*syntax.AttrSet)
	return ok && slices.ContainsFunc(set.Bindings, func(b syntax.Binding) bool {
		switch b := b.(type) {
		case *syntax.AttrBinding:
			first, _ := syntax.StaticName(b.Path.Names[0])
			return first == name
		case *syntax.Inherit:
			return slices.ContainsFunc(b.Names, func(n syntax.AttrName) bool { text, _ := syntax.StaticName(n); return text == name })
		}
		return false
	})
}

// statesVersion is where a module says of which release a host's data is, as each host's own does, or what it boots from.
func statesVersion(f *facts.File) (at syntax.Node, of string) {
	set := f.Body()
	if !f.Module || set == nil {
		return nil, ""
	}
	for _, option := range [][]string{{"system", "stateVersion"}, {"home", "stateVersion"}, {"fileSystems", "/"}} {
		if b := settingOf(set, option); b != nil {
			return b, f.Name
		}
		if inner := settingOf(set, append([]string{"config"}, option...)); inner != nil {
			return inner, f.Name
		}
	}
	return nil, ""
}

// settingOf is the binding of a path in a set, however that is written.
func settingOf(set *syntax.AttrSet, option []string) *syntax.AttrBinding {
	for _, binding := range set.Bindings {
		b, ok := binding.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		names, ok := syntax.StaticPath(b.Path)
		switch most := min(len(names), len(option)); {
		case !ok || !slices.Equal(names[:most], option[:most]):
		case len(names) >= len(option):
			return b
		default:
			if inner, ok := syntax.Unparen(b.Value).(*syntax.AttrSet); ok {
				if found := settingOf(inner, option[most:]); found != nil {
					return found
				}
			}
		}
	}
	return nil
}

// network is the binding of a set that says of the others that they are hosts: network of morph and nixops, meta of
// colmena.
func network(set *syntax.AttrSet) (b *syntax.AttrBinding, tool string) {
	if len(set.Bindings) < 2 {
		return nil, ""
	}
	for _, binding := range set.Bindings {
		b, ok := binding.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		name, _ := syntax.StaticName(b.Path.Names[0])
		switch {
		case name == "network" && saysOf(b, "description", "pkgs", "ordering", "storage", "enableRollback", "nixpkgs", "runCommandHook"):
			return b, "morph or nixops"
		case name == "meta" && saysOf(b, "nixpkgs", "nodeNixpkgs", "nodeSpecialArgs"):
			return b, "colmena"
		}
	}
	return nil, ""
}

// saysOf reports whether a binding gives one of the attributes, below its name or in its set.
func saysOf(b *syntax.AttrBinding, attrs ...string) bool {
	if len(b.Path.Names) > 1 {
		name, _ := syntax.StaticName(b.Path.Names[1])
		return slices.Contains(attrs, name)
	}
	set, ok := syntax.Unparen(b.Value).(*syntax.AttrSet)
	return ok && slices.ContainsFunc(set.Bindings, func(inner syntax.Binding) bool {
		attr, ok := inner.(*syntax.AttrBinding)
		if !ok {
			return false
		}
		name, _ := syntax.StaticName(attr.Path.Names[0])
		return slices.Contains(attrs, name)
	})
}
