package syntax

import (
	"regexp"
	"strings"
)

// ofModules are the functions of nixpkgs' lib that rules know by their names.
var ofModules = map[string]bool{
	"mkIf": true, "mkMerge": true, "mkDefault": true, "mkForce": true, "mkOverride": true, "mkOrder": true, "mkBefore": true, "mkAfter": true,
	"mkOptionDefault": true, "mkVMOverride": true, "mkImageMediaOverride": true, "mkOption": true, "mkEnableOption": true, "mkPackageOption": true,
	"optional": true, "optionals": true, "optionalAttrs": true, "optionalString": true,
}

// libName matches what nixpkgs' lib and its parts are called.
var libName = regexp.MustCompile(`^(?:lib'?|l|nix-?lib|nixpkgs-?[lL]ib|builtins|modules|options|lists|attrsets|strings|trivial)$`)

// ownLib matches a lib that is the repository's.
var ownLib = regexp.MustCompile(`(?:^|\.)(?:self|config|flake)\.lib$`)

// LibCallee is Callee, but "" where a function has the name of one of nixpkgs' lib, and is seen to be another.
func LibCallee(x Expr) string {
	fn := Unparen(x)
	for range maxArguments + 1 {
		call, ok := fn.(*Apply)
		if !ok {
			break
		}
		fn = Unparen(call.Fn)
	}
	switch y := fn.(type) {
	case *Ident:
		if y.Own {
			return ""
		}
	case *Select:
		if y.Own {
			return ""
		}
	}
	return Callee(fn)
}

// markVariable notes a variable with the name of a function of lib that a let or a recursive set here binds to something else, or
// that comes from a with of another set.
func (r *resolver) markVariable(id *Ident) {
	if !r.mark || !ofModules[id.Name] {
		return
	}
	if b := r.bound[id.Name]; b != nil {
		id.Own = b.isOwn()
		return
	}
	id.Own = r.ofOwnWith(id.Name)
}

// ofOwnWith reports whether a name comes from a with of a set that is not lib: one written out says so for the names it has.
func (r *resolver) ofOwnWith(name string) (own bool) {
	for at := r.with; at != nil; at = at.outer {
		set, written := Unparen(at.node.Scope).(*AttrSet)
		if !written {
			if r.mayBeLib(at.node.Scope) {
				return false
			}
			own = true
			continue
		}
		for _, b := range bindersOf(set.Bindings, nil) {
			if b.name == name {
				return own || b.isOwn()
			}
		}
	}
	return own
}

// markSelected likewise notes one of a set that is not lib.
func (r *resolver) markSelected(n *Select) {
	names := n.Path.Names
	name, _ := staticName(names[len(names)-1])
	if !r.mark || !ofModules[name] {
		return
	}
	if len(names) > 1 {
		around, _ := staticName(names[len(names)-2])
		n.Own = around != "" && !libName.MatchString(around) || ownLib.MatchString(strings.TrimSuffix(Dotted(n), "."+name))
		return
	}
	n.Own = !r.mayBeLib(n.X)
}

// mayBeLib reports whether a set may be nixpkgs' lib, by its name or by what the name is bound to. What is computed may be anything.
func (r *resolver) mayBeLib(x Expr) bool {
	switch x := Unparen(x).(type) {
	case *Ident:
		if libName.MatchString(x.Name) {
			return true
		}
		b := r.bound[x.Name]
		if b == nil {
			return r.with != nil && strings.Contains(strings.ToLower(x.Name), "lib")
		}
		attr, ok := b.at.Binding.(*AttrBinding)
		if !ok || len(attr.Path.Names) > 1 {
			return false
		}
		_, set := Unparen(attr.Value).(*AttrSet)
		return !set && (libName.MatchString(Callee(attr.Value)) || Callee(attr.Value) == "")
	case *Select:
		name, ok := staticName(x.Path.Names[len(x.Path.Names)-1])
		return !ok || libName.MatchString(name) && !ownLib.MatchString(Dotted(x))
	case *AttrSet:
		return false
	}
	return true
}

// isOwn reports whether a let or a recursive set binds a name to something else than the function of lib that is called so.
func (b *binder) isOwn() bool {
	switch at := b.at.Binding.(type) {
	case *AttrBinding:
		return len(at.Path.Names) == 1 && Callee(at.Value) != b.name
	case *Inherit:
		if at.From == nil {
			return false
		}
		text := Dotted(at.From)
		leaf := text[strings.LastIndex(text, ".")+1:]
		return text != "" && (!libName.MatchString(leaf) || ownLib.MatchString(text))
	}
	return false
}
