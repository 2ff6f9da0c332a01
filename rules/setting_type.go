package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func settingType() analyzer.Rule {
	return analyzer.Rule{
		Name:     "setting-type",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a value that the option's type does not allow, set or compared with",
			Why: `Evaluation stops on every host that has the setting: a word where a number belongs, a word that an
enumeration lacks, a name that a submodule does not have, a value where a group of options stands, or something below an option.
So it is with a value that an option is compared with: what it can never be is no error of evaluation, and the branch is dead. With a catalog, options of
NixOS, nix-darwin and home-manager are held against their types too.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.web; in
{
  options.mxmlabs.web.enable = lib.mkEnableOption "web";
  options.mxmlabs.web.port = lib.mkOption { type = lib.types.port; default = 22; };
  config = lib.mkIf cfg.enable { services.web.port = cfg.port; mxmlabs.web.port = "80"; };
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.web; in
{
  options.mxmlabs.web.enable = lib.mkEnableOption "web";
  options.mxmlabs.web.port = lib.mkOption { type = lib.types.port; default = 22; };
  config = lib.mkIf cfg.enable { services.web.port = cfg.port; mxmlabs.web.port = 80; };
}
`,
			Unknown: "values that are computed; types that are no part of lib, and either, oneOf and coercedTo; settings that a stronger one overrides; files that no host is seen to import and that have no key of modules; options that several modules declare with types of which one allows the value",
		},
		Check: func(p *analyzer.Pass) {
			checkCatalogued(p)
			checkComparisons(p)
			filled := map[syntax.Node]bool{}
			for _, f := range p.Repo.Files {
				for _, d := range f.Definitions {
					if d.Dynamic || d.Value == nil || len(d.Path) == 0 {
						continue
					}
					if inside := p.Repo.InNamespace(d.Path); inside && (d.Classes() != 0 || f.HasModuleKey()) || !inside && ownElsewhere(p.Repo, d) {
						checkSetting(p, d, filled)
					}
					checkAssertions(p, f, d)
				}
			}
		},
	}
}

// checkSetting holds a definition against every declaration that it may be for: the value is wrong
// where none of them allows it. filled are the sets of which it was said that they stand where one value does.
func checkSetting(p *analyzer.Pass, d *analyzer.Definition, filled map[syntax.Node]bool) {
	declared := p.Repo.DeclaringFor(d)
	if len(declared) == 0 || p.Repo.Covered(d.Path) {
		return
	}
	fault := ""
	for _, decl := range declared {
		fault = settingFault(decl, d)
		if fault == "" {
			return
		}
	}
	if overridden(p.Repo, d) {
		return
	}
	diagnostic := diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: fault}
	if b, option := filledWhole(declared[0], d); b != nil {
		if filled[b] {
			return
		}
		filled[b] = true
		diagnostic = diag.Diagnostic{Span: d.File.Span(b.Path), Option: option.String(), Message: filledMessage(declared[0], option)}
	}
	diagnostic.Related = []diag.Related{{Span: declared[0].Span, Message: "declared"}}
	p.Report(diagnostic)
}

// ownElsewhere reports whether a definition outside of the namespaces is of options, or below some, that no module
// but those of this repository declares, for hosts of the kinds that the definition is made on.
func ownElsewhere(repo *analyzer.Repo, d *analyzer.Definition) bool {
	declared := repo.DeclaringFor(d)
	return len(declared) > 0 && !slices.ContainsFunc(declared, func(decl *analyzer.Declaration) bool {
		return len(decl.Path) > len(d.Path) || !decl.Classes().Has(d.Classes()) || !repo.Alone(decl)
	})
}

// overridden reports whether a definition of more weight is made anywhere: of the lesser ones, the
// module system looks at none.
func overridden(repo *analyzer.Repo, d *analyzer.Definition) bool {
	for _, f := range repo.Files {
		for _, other := range f.Definitions {
			if other.Priority < d.Priority && d.Path.HasPrefix(other.Path) {
				return true
			}
		}
	}
	return false
}

// settingFault says what is wrong with a definition, if a declaration is its option's; "" if nothing
// is, or that is not known.
func settingFault(decl *analyzer.Declaration, d *analyzer.Definition) string {
	value := analyzer.Attr{Expr: d.Value, File: d.File}
	switch {
	case decl.Opaque:
		return ""
	case len(decl.Path) > len(d.Path):
		return groupFault(value, d)
	case decl.Option == nil:
		return ""
	case len(decl.Path) < len(d.Path):
		return belowFault(decl.Option.Type, decl.Path, d.Path[len(decl.Path):], value)
	case excludes(decl.Option.Type, value):
		return fmt.Sprintf("%q takes no such value: its type is %s", d.Path, typeWords(decl.Option.Type))
	}
	return elementFault(decl.Option.Type, d.Path, value)
}

func groupFault(value analyzer.Attr, d *analyzer.Definition) string {
	switch kind := value.Kind(); kind {
	case analyzer.UnknownKind, analyzer.SetKind, analyzer.FunctionKind, analyzer.PathKind:
		return ""
	default:
		return fmt.Sprintf("%q is a group of options, and takes no %s", d.Path, kind)
	}
}

// belowFault looks at what is set below an option: names of its own that a type has no place for.
func belowFault(t analyzer.Type, option, rest analyzer.Path, value analyzer.Attr) string {
	switch t.Name {
	case "nullOr":
		return belowFault(t.Arg(0), option, rest, value)
	case "attrsOf", "lazyAttrsOf":
		if len(rest) > 1 {
			return belowFault(t.Arg(0), option.Join(rest[0]), rest[1:], value)
		}
		return valueFault(t.Arg(0), option.Join(rest[0]), value)
	case "submodule":
		return keyFault(t, option, rest, value)
	case "bool", "int", "port", "float", "str", "nonEmptyStr", "singleLineStr", "lines", "commas", "enum", "listOf", "nonEmptyListOf", "path",
		"ints.positive", "ints.unsigned", "ints.between", "ints.u8", "ints.u16", "ints.u32":
		return fmt.Sprintf("%q is an option of type %s: nothing stands below it, as %q would", option, typeWords(t), rest)
	}
	return ""
}

func keyFault(t analyzer.Type, option, rest analyzer.Path, value analyzer.Attr) string {
	keys, known := t.Keys()
	if !known || rest[0] == "_module" {
		return ""
	}
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = key.Name
		switch {
		case key.Name != rest[0]:
		case key.Option == nil:
			return ""
		case len(rest) > 1:
			return belowFault(key.Option.Type, option.Join(rest[0]), rest[1:], value)
		default:
			return valueFault(key.Option.Type, option.Join(rest[0]), value)
		}
		if key.Name == rest[0] {
			return ""
		}
	}
	message := fmt.Sprintf("%q has no %q", option, rest[0])
	if nearest, ok := analyzer.Nearest(rest[0], names); ok {
		message += fmt.Sprintf("; did you mean %q?", nearest)
	}
	return message
}

func valueFault(t analyzer.Type, option analyzer.Path, value analyzer.Attr) string {
	if !excludes(t, value) {
		return ""
	}
	return fmt.Sprintf("%q takes no such value: its type is %s", option, typeWords(t))
}

// elementFault looks at what the sets in a list have.
func elementFault(t analyzer.Type, option analyzer.Path, value analyzer.Attr) string {
	elems, ok := value.List()
	if !ok || t.Name != "listOf" {
		return ""
	}
	for _, e := range elems {
		set, ok := syntax.Unparen(e.Expr).(*syntax.AttrSet)
		if !ok {
			continue
		}
		for _, b := range set.Bindings {
			if b, ok := b.(*syntax.AttrBinding); ok {
				if fault := bindingFault(t.Arg(0), option, b, value.File); fault != "" {
					return fault
				}
			}
		}
	}
	return ""
}

func typeWords(t analyzer.Type) string {
	switch {
	case t.Name == "enum" && len(t.Args) == 1:
		if text := allowedWords(t.Args[0]); text != "" && len(text) < 80 {
			return "enum " + text
		}
	case len(t.Args) == 1 && t.Arg(0).Name != "":
		return t.Name + " " + t.Arg(0).Name
	}
	return t.Name
}

// allowedWords are the values of an enumeration, as they are written, or as what is written comes to.
func allowedWords(list analyzer.Attr) string {
	if list.File != nil {
		return strings.Join(strings.Fields(list.File.Text(list.Expr)), " ")
	}
	elems, _ := list.List()
	words := make([]string, len(elems))
	for i, e := range elems {
		text, known := e.Text()
		if !known {
			return ""
		}
		words[i] = strconv.Quote(text)
	}
	return "[ " + strings.Join(words, " ") + " ]"
}

// bindingFault looks at one name of a set in a list, and at what it is given.
func bindingFault(t analyzer.Type, option analyzer.Path, b *syntax.AttrBinding, f *analyzer.File) string {
	path, ok := syntax.StaticPath(b.Path)
	if !ok {
		return ""
	}
	return belowFault(t, option, path, analyzer.Attr{Expr: b.Value, File: f})
}
