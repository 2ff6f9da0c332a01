package rules

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func importsShape() analyzer.Rule {
	return analyzer.Rule{
		Name:     "imports-shape",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title:   "imports that are no list of modules",
			Why:     `The evaluation of every host ends where imports is no list, or an element of it is a list, a property such as mkIf, or a function, such as import, that its arguments stand beside.`,
			Bad:     "{ config, lib, ... }: { imports = [ [ ] ]; options.mxmlabs.a.enable = lib.mkEnableOption \"a\"; config.services.a.enable = config.mxmlabs.a.enable; }\n",
			Good:    "{ config, lib, ... }: { imports = [ ]; options.mxmlabs.a.enable = lib.mkEnableOption \"a\"; config.services.a.enable = config.mxmlabs.a.enable; }\n",
			Unknown: "imports that are computed, as far as they are",
		},
		Check: func(p *analyzer.Pass) {
			for _, f := range p.Repo.Files {
				for _, imports := range f.ImportLists {
					importsFault(p, f, imports)
				}
			}
		},
	}
}

// importsFault looks at the value of imports, and at what is appended to it.
func importsFault(p *analyzer.Pass, f *analyzer.File, x syntax.Expr) {
	switch y := syntax.Unparen(x).(type) {
	case *syntax.List:
		for _, e := range y.Elems {
			fault := elementOfImports(e)
			if fault == "" {
				fault = fileOfImports(p.Repo, f, e)
			}
			if fault != "" {
				p.Report(diag.Diagnostic{Span: f.Span(e), Message: fault})
			}
		}
	case *syntax.Binary:
		if y.Op == syntax.Concat {
			importsFault(p, f, y.X)
			importsFault(p, f, y.Y)
		}
	case *syntax.Let:
		importsFault(p, f, y.Body)
	case *syntax.Path, *syntax.Str, *syntax.IndStr, *syntax.AttrSet, *syntax.Lambda:
		p.Report(diag.Diagnostic{Span: f.Span(x), Message: "imports wants a list of modules; put brackets around it"})
	case *syntax.Select:
		if dotted := syntax.Dotted(y); moduleOfInput.MatchString(dotted) && !strings.HasPrefix(dotted, "inputs.self.") && y.Or == nil {
			p.Report(diag.Diagnostic{Span: f.Span(x), Message: "imports wants a list of modules, and what an input has under that name is one module; put brackets around it"})
		}
	case *syntax.Apply:
		if name, is := propertyCall(y); is {
			p.Report(diag.Diagnostic{Span: f.Span(y), Message: fmt.Sprintf("%s around imports makes no list; what is imported can depend on no option", name)})
		}
	}
}

// moduleOfInput matches what nix itself wants to be one module: each that a flake exports.
var moduleOfInput = regexp.MustCompile(`^inputs\.[\w-]+\.(nixos|darwin|home|homeManager|flake)Modules?\.[\w-]+$`)

var optionModule = regexp.MustCompile(`^mk(Renamed|Removed|Alias|Merged|Changed|RenamedOption|AliasOption)\w*Module\w*$`)

// plainFunction matches functions of lib and of Nix that give modules, or lists of them, when they are called.
var plainFunction = regexp.MustCompile(`^(?:lib\.(?:lists\.|attrsets\.|modules\.)?|builtins\.)(?:optionals?|optionalAttrs|mkIf|mkMerge|map|filter|concatMap|concatLists|flatten|singleton|attrValues|mapAttrsToList)$`)

func elementOfImports(e syntax.Expr) string {
	switch y := syntax.Unparen(e).(type) {
	case *syntax.List:
		return "a list in the list of imports is no module; remove one pair of brackets, or append it with ++"
	case *syntax.Int, *syntax.Float:
		return "a number in the list of imports is no module"
	case *syntax.Apply:
		if name, is := propertyCall(y); is && !guardsSet(name, y) {
			return fmt.Sprintf("%s in the list of imports is no module; what is imported can depend on no option", name)
		}
	case *syntax.Ident, *syntax.Select:
		name := syntax.Callee(y)
		if name == "import" {
			return "import stands in imports without its file, which is an element of its own; leave import out, a path does it"
		}
		if optionModule.MatchString(name) {
			return fmt.Sprintf("%s stands in imports without its arguments, which are elements of their own; put parentheses around the call", name)
		}
		if plainFunction.MatchString(syntax.Dotted(y)) {
			return fmt.Sprintf("%s is a function, and stands in imports without its arguments, which are elements of their own; put parentheses around the call", syntax.Dotted(y))
		}
	}
	return ""
}

// fileOfImports looks at a file that is imported by its path: one that is a function of a function has to be called first.
func fileOfImports(repo *analyzer.Repo, f *analyzer.File, e syntax.Expr) string {
	literal, is := syntax.Unparen(e).(*syntax.Path)
	if !is {
		return ""
	}
	text, ok := literalPath(literal)
	if !ok || text[0] != '.' {
		return ""
	}
	name := path.Join(path.Dir(f.Name), text)
	file := repo.File(name)
	if file == nil {
		file = repo.File(path.Join(name, "default.nix"))
	}
	if file == nil || len(file.Errors) > 0 {
		return ""
	}
	outer, is := syntax.Unparen(file.Root).(*syntax.Lambda)
	if !is {
		return ""
	}
	if _, further := inner(outer.Body).(*syntax.Lambda); !further {
		return ""
	}
	return fmt.Sprintf("%s is a function that makes a module, and none itself: call it, as in (import %s …)", file.Name, f.Text(literal))
}

// guardsSet reports whether a property is one around definitions, which the module system takes for
// a module that has them as its config, or around what cannot be seen.
func guardsSet(name string, call *syntax.Apply) bool {
	if name == "mkMerge" || name == "mkBefore" || name == "mkAfter" || name == "mkOrder" {
		return false
	}
	switch syntax.Unparen(call.Arg).(type) {
	case *syntax.Path, *syntax.List:
		return false
	}
	return true
}

// propertyCall names a property of the module system that an expression makes.
func propertyCall(x syntax.Expr) (name string, is bool) {
	name = syntax.LibCallee(x)
	return name, propertyArguments[name] > 0 && len(syntax.Arguments(x)) == propertyArguments[name]
}

// propertyArguments are the functions of lib that make properties, and how many arguments they take.
var propertyArguments = map[string]int{
	"mkIf": 2, "mkOverride": 2, "mkOrder": 2,
	"mkMerge": 1, "mkForce": 1, "mkDefault": 1, "mkBefore": 1, "mkAfter": 1, "mkOptionDefault": 1, "mkVMOverride": 1,
}
