package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func submoduleEnableUnread() analyzer.Rule {
	return analyzer.Rule{
		Name:     "submodule-enable-unread",
		Severity: diag.Warning,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "an enable inside of a submodule that nothing reads",
			Why: `Who sets it to false for one of the values has it all the same. The option is read by functions over its values,
such as those of mapAttrs, and none of them reads the enable.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.sites; in
{
  options.mxmlabs.sites = lib.mkOption {
    default = { };
    type = lib.types.attrsOf (lib.types.submodule {
      options = {
        enable = lib.mkEnableOption "the site";
        root = lib.mkOption { type = lib.types.str; };
      };
    });
  };
  config.services.nginx.virtualHosts = lib.mapAttrs (name: site: { root = site.root; }) cfg;
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.sites; in
{
  options.mxmlabs.sites = lib.mkOption {
    default = { };
    type = lib.types.attrsOf (lib.types.submodule {
      options = {
        enable = lib.mkEnableOption "the site";
        root = lib.mkOption { type = lib.types.str; };
      };
    });
  };
  config.services.nginx.virtualHosts = lib.mapAttrs (name: site: lib.mkIf site.enable { root = site.root; }) cfg;
}
`,
			Unknown: "values that are handed on whole, to a function that stands elsewhere, and submodules that are not written out",
		},
		Check: func(p *analyzer.Pass) {
			for _, d := range p.Repo.Declarations() {
				if d.Opaque || d.Hidden || d.Option == nil {
					continue
				}
				if at, ok := enableOfValues(d.Option.Type); ok && readByFunctionsWithout(p.Repo, d.Path, "enable") {
					p.Report(diag.Diagnostic{
						Span: d.Option.Type.File.Span(at), Option: d.Path.String(),
						Message: fmt.Sprintf("the values of %q have an enable, but nothing reads it; guard with it what is made of a value, or remove it", d.Path),
					})
				}
			}
		},
	}
}

// enableOfValues is where the submodule of a list's or a set's values declares an enable, if nothing in the
// submodule itself reads one.
func enableOfValues(t analyzer.Type) (at syntax.Node, ok bool) {
	if !slices.Contains([]string{"attrsOf", "lazyAttrsOf", "listOf"}, t.Name) || t.File == nil || readsName(t.Expr, "enable") {
		return nil, false
	}
	keys, known := t.Arg(0).Keys()
	i := slices.IndexFunc(keys, func(k analyzer.Key) bool { return k.Name == "enable" })
	if !known || i < 0 {
		return nil, false
	}
	return keys[i].Place, keys[i].Place != nil && t.Arg(0).Args[0].File == t.File
}

// readsName reports whether an expression selects, inherits or tests an attribute of that name.
func readsName(x syntax.Expr, name string) bool {
	found := false
	has := func(names []syntax.AttrName) bool {
		return slices.ContainsFunc(names, func(n syntax.AttrName) bool { text, ok := syntax.StaticName(n); return !ok || text == name })
	}
	syntax.Walk(x, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Select:
			found = found || has(n.Path.Names)
		case *syntax.HasAttr:
			found = found || has(n.Path.Names)
		case *syntax.Inherit:
			found = found || n.From != nil && has(n.Names)
		case *syntax.With:
			found = found || !slices.Contains([]string{"lib", "types", "lib.types", "pkgs"}, syntax.Dotted(n.Scope))
		}
		return !found
	})
	return found
}

// readByFunctionsWithout reports whether all that reads an option are functions over its values, written where they
// are called, that take single attributes of a value and never the one of that name. Who takes the names of the
// values alone reads none.
func readByFunctionsWithout(repo *analyzer.Repo, path analyzer.Path, name string) bool {
	found := false
	for _, r := range repo.Reads() {
		if !r.IsUse() || !r.Path.Related(path) || len(r.Path) < len(path) && !r.Whole {
			continue
		}
		if !r.Path.Equal(path) {
			return false
		}
		if ofNames(r) {
			continue
		}
		fn := functionOver(r)
		if fn == nil || takes(fn, name) {
			return false
		}
		found = true
	}
	return found
}

// ofNames reports whether a read takes the names of the values, or how many there are.
func ofNames(r *analyzer.Read) bool {
	found := false
	r.File.Walk(func(n syntax.Node) bool {
		if call, ok := n.(*syntax.Apply); ok && r.File.Span(valuesOf(call.Arg)) == r.Span {
			name := syntax.Callee(call.Fn)
			_, whole := syntax.Unparen(call.Fn).(*syntax.Apply) // map f cfg
			found = !whole && (name == "attrNames" || name == "length")
		}
		return !found
	})
	return found
}

// functionOver is the function of one value that a read's values are given to, one after the other.
func functionOver(r *analyzer.Read) (fn *syntax.Lambda) {
	r.File.Walk(func(n syntax.Node) bool {
		call, ok := n.(*syntax.Apply)
		if !ok || fn != nil {
			return fn == nil
		}
		args := syntax.Arguments(call)
		if len(args) != 2 || r.File.Span(valuesOf(args[1])) != r.Span {
			return true
		}
		first, _ := syntax.Unparen(args[0]).(*syntax.Lambda)
		switch syntax.Callee(call) {
		case "map", "filter", "concatMap", "any", "all":
			fn = first
		case "mapAttrs", "mapAttrsToList", "filterAttrs", "concatMapAttrs", "mapAttrs'":
			if first != nil {
				fn, _ = syntax.Unparen(first.Body).(*syntax.Lambda)
			}
		}
		return fn == nil
	})
	return fn
}

// valuesOf is what attrValues is called with, or the expression itself.
func valuesOf(x syntax.Expr) syntax.Expr {
	x = syntax.Unparen(x)
	if args := syntax.Arguments(x); len(args) == 1 && syntax.Callee(x) == "attrValues" {
		return syntax.Unparen(args[0])
	}
	return x
}

// takes reports whether a function may read an attribute of its argument: by that name, by a computed one, or by
// handing the argument on.
func takes(fn *syntax.Lambda, name string) bool {
	if fn.Formals != nil {
		return fn.Arg != nil || hasFormal(fn.Formals, name)
	}
	found := false
	syntax.Walk(fn.Body, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Select:
			if isIdent(n.X, fn.Arg.Name) && n.Or == nil {
				first, ok := syntax.StaticName(n.Path.Names[0])
				found = found || !ok || first == name
				return false
			}
		case *syntax.Inherit:
			if n.From != nil && isIdent(n.From, fn.Arg.Name) {
				found = found || slices.ContainsFunc(n.Names, func(in syntax.AttrName) bool { text, ok := syntax.StaticName(in); return !ok || text == name })
				return false
			}
		case *syntax.Ident:
			found = found || n.Name == fn.Arg.Name
		}
		return !found
	})
	return found
}

func isIdent(x syntax.Expr, name string) bool {
	id, ok := syntax.Unparen(x).(*syntax.Ident)
	return ok && id.Name == name
}
