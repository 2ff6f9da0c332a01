package rules

import (
	"fmt"
	"slices"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/diag"
	"mxmcheck/analyzer/syntax"
)

func optionDefaultType() analyzer.Rule {
	return analyzer.Rule{
		Name:     "option-default-type",
		Severity: diag.Error,
		Default:  true,
		Doc: analyzer.Doc{
			Title: "a default that its type does not allow",
			Why:   `Evaluation stops on every host that leaves the option alone, and on none that sets it: the fault waits for the next host.`,
			Bad: `{ config, lib, ... }:
let cfg = config.mxmlabs.web; in
{
  options.mxmlabs.web.port = lib.mkOption { type = lib.types.port; default = "22"; };
  config.services.web.port = cfg.port;
}
`,
			Good: `{ config, lib, ... }:
let cfg = config.mxmlabs.web; in
{
  options.mxmlabs.web.port = lib.mkOption { type = lib.types.port; default = 22; };
  config.services.web.port = cfg.port;
}
`,
			Unknown: "defaults that are computed; coercedTo and types that are no part of lib; options with apply",
		},
		Check: func(p *analyzer.Pass) {
			for _, d := range p.Repo.Declarations() {
				checkDefault(p, d)
				if d.Option != nil {
					checkKeys(p, d, d.Option.Type)
				}
			}
		},
	}
}

func checkDefault(p *analyzer.Pass, d *analyzer.Declaration) {
	o := d.Option
	if o == nil || !o.Default.Given() || o.Apply.Given() || !excludes(o.Type, o.Default) {
		return
	}
	span := d.Span
	if o.Default.File == d.File {
		span = d.File.Span(o.Default.Expr)
	}
	p.Report(diag.Diagnostic{
		Span: span, Option: d.Path.String(), Related: []diag.Related{{Span: d.Span, Message: "declared"}},
		Message: fmt.Sprintf("the default of %q is no value of its type, %s", d.Path, o.Type.Name),
	})
}

// checkKeys looks at the defaults that the options of a submodule have.
func checkKeys(p *analyzer.Pass, d *analyzer.Declaration, t analyzer.Type) {
	switch t.Name {
	case "nullOr", "attrsOf", "lazyAttrsOf", "listOf", "nonEmptyListOf":
		checkKeys(p, d, t.Arg(0))
	case "submodule":
		keys, _ := t.Keys()
		for _, key := range keys {
			o := key.Option
			if o == nil || o.Default.File == nil || o.Apply.Given() || !excludes(o.Type, o.Default) {
				continue
			}
			p.Report(diag.Diagnostic{
				Span: o.Default.File.Span(o.Default.Expr), Option: d.Path.String(), Related: []diag.Related{{Span: d.Span, Message: "declared"}},
				Message: fmt.Sprintf("the default of %q below %q is no value of its type, %s", key.Name, d.Path, o.Type.Name),
			})
		}
	}
}

// excludes reports whether the value surely is none of the type.
func excludes(t analyzer.Type, a analyzer.Attr) bool {
	kind := a.Kind()
	if kind == analyzer.UnknownKind {
		return false
	}
	switch t.Name {
	case "bool":
		return kind != analyzer.BoolKind
	case "float":
		return kind != analyzer.FloatKind
	case "number", "numbers.between", "numbers.positive", "numbers.nonnegative":
		return kind != analyzer.IntKind && kind != analyzer.FloatKind
	case "str", "singleLineStr", "lines", "commas", "envVar", "nonEmptyStr", "strMatching":
		text, known := a.Text()
		return kind != analyzer.StringKind || t.Name == "nonEmptyStr" && known && text == ""
	case "path":
		text, known := a.Text()
		return kind == analyzer.StringKind && known && (text == "" || text[0] != '/') || isScalar(kind) || kind == analyzer.ListKind || isEmptySet(a.Expr)
	case "package":
		text, known := a.Text()
		return kind == analyzer.StringKind && known && (text == "" || text[0] != '/') || isScalar(kind) || kind == analyzer.ListKind || isEmptySet(a.Expr)
	case "attrs", "attrsOf", "lazyAttrsOf":
		return kind != analyzer.SetKind
	case "submodule":
		return isScalar(kind) || kind == analyzer.ListKind
	case "nullOr":
		return kind != analyzer.NullKind && excludes(t.Arg(0), a)
	case "listOf", "nonEmptyListOf":
		return excludesList(t, a)
	case "enum":
		return excludesEnum(t, a)
	case "either", "oneOf":
		types := t.Alternatives()
		return len(types) > 0 && !slices.ContainsFunc(types, func(t analyzer.Type) bool { return !excludes(t, a) })
	}
	return excludesInt(t, a)
}

// isScalar are the kinds that hold nothing and are no text.
func isScalar(kind analyzer.Kind) bool {
	switch kind {
	case analyzer.NullKind, analyzer.BoolKind, analyzer.IntKind, analyzer.FloatKind:
		return true
	}
	return false
}

func isEmptySet(x syntax.Expr) bool {
	if x == nil {
		return false
	}
	set, ok := syntax.Unparen(x).(*syntax.AttrSet)
	return ok && len(set.Bindings) == 0
}

func excludesList(t analyzer.Type, a analyzer.Attr) bool {
	if a.Kind() != analyzer.ListKind {
		return true
	}
	if elems, whole := a.List(); whole && t.Name == "nonEmptyListOf" && len(elems) == 0 {
		return true
	}
	for _, e := range a.Elems() {
		if excludes(t.Arg(0), e) {
			return true
		}
	}
	return false
}
