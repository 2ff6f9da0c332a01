package syntax

import (
	"slices"
	"strings"

	"mxmcheck/analyzer/diag"
)

// names is a scope: what is bound here, and in the scopes around it.
type names struct {
	outer *names
	bound []string
	with  bool // a with: any name may come from it
}

func (n *names) knows(name string) bool {
	for ; n != nil; n = n.outer {
		if n.with || slices.Contains(n.bound, name) {
			return true
		}
	}
	return global(name)
}

// undefined reports the variables that nothing binds, which Nix refuses when it reads a file.
func undefined(f *File) []diag.Diagnostic {
	u := &undefinedFinder{file: f}
	u.visit(f.Root, nil)
	return u.errors
}

type undefinedFinder struct {
	file   *File
	errors []diag.Diagnostic
}

func (u *undefinedFinder) visit(n Node, scope *names) {
	switch n := n.(type) {
	case *Ident:
		if n.Name != "" && !scope.knows(n.Name) {
			u.errors = append(u.errors, diag.Diagnostic{
				Rule: "parse-error", Severity: diag.Error, Span: u.file.Span(n), Message: "undefined variable '" + n.Name + "'",
			})
		}
	case *AttrSet:
		inner := scope
		if n.Rec {
			inner = bindNames(n.Bindings, scope)
		}
		u.bindings(n.Bindings, inner, scope)
	case *LegacyLet:
		u.bindings(n.Bindings, bindNames(n.Bindings, scope), scope)
	case *Let:
		inner := bindNames(n.Bindings, scope)
		u.bindings(n.Bindings, inner, scope)
		u.visit(n.Body, inner)
	case *With:
		u.visit(n.Scope, scope)
		u.visit(n.Body, &names{outer: scope, with: true})
	case *Lambda:
		u.lambda(n, scope)
	case *AttrPath:
		for _, name := range n.Names {
			if _, plain := name.(*Ident); !plain {
				u.visit(name, scope)
			}
		}
	default:
		EachChild(n, func(child Node) { u.visit(child, scope) })
	}
}

func bindNames(bindings []Binding, outer *names) *names {
	scope := &names{outer: outer}
	for _, b := range bindings {
		switch b := b.(type) {
		case *AttrBinding:
			if name, ok := staticName(b.Path.Names[0]); ok {
				scope.bound = append(scope.bound, name)
			}
		case *Inherit:
			for _, n := range b.Names {
				if name, ok := staticName(n); ok {
					scope.bound = append(scope.bound, name)
				}
			}
		}
	}
	return scope
}

func (u *undefinedFinder) bindings(bindings []Binding, inner, outer *names) {
	for _, b := range bindings {
		switch b := b.(type) {
		case *AttrBinding:
			u.visit(b.Path, inner)
			u.visit(b.Value, inner)
		case *Inherit:
			if b.From != nil {
				u.visit(b.From, inner)
				continue
			}
			for _, n := range b.Names {
				u.visit(n, outer)
			}
		}
	}
}

func (u *undefinedFinder) lambda(n *Lambda, outer *names) {
	scope := &names{outer: outer}
	if n.Arg != nil {
		scope.bound = append(scope.bound, n.Arg.Name)
	}
	if n.Formals != nil {
		for _, f := range n.Formals.List {
			scope.bound = append(scope.bound, f.Name.Name)
		}
		for _, f := range n.Formals.List {
			if f.Default != nil {
				u.visit(f.Default, scope)
			}
		}
	}
	u.visit(n.Body, scope)
}

// plainGlobals are bound everywhere under their own names; every builtin is, with "__" before it.
// From Nix 2.34: builtins.attrNames builtins.
const plainGlobals = " abort baseNameOf break builtins derivation derivationStrict dirOf false fetchGit fetchMercurial fetchTarball fetchTree fromTOML import isNull map null placeholder removeAttrs scopedImport throw toString true "

func global(name string) bool {
	return strings.HasPrefix(name, "__") || strings.Contains(plainGlobals, " "+name+" ")
}
