package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/catalog"
	"mxmcheck/analyzer/diag"
)

// checkCatalogued holds settings outside the namespaces against the types in the catalog: a
// value is wrong where every host that has the setting has the option, and none allows the value.
func checkCatalogued(p *analyzer.Pass) {
	known := p.Repo.Catalogued()
	if known == nil {
		return
	}
	wrong, types, spared := onHosts{}, map[*analyzer.Definition]catalog.Type{}, map[*analyzer.Definition]bool{}
	for _, h := range p.Repo.Hosts {
		for _, s := range h.Settings {
			if spared[s.Definition] || s.Dynamic || s.Value == nil || len(s.Path) == 0 || p.Repo.InNamespace(s.Path) {
				continue
			}
			found := findSetting(known, h, s)
			if found.Type == nil || !allowsNot(*found.Type, analyzer.Attr{Expr: s.Value, File: s.File}) || len(p.Repo.Declaring(s.Path)) > 0 || p.Repo.Unread() {
				spared[s.Definition] = true
				continue
			}
			types[s.Definition] = *found.Type
			wrong.add(s.Definition, h)
		}
	}
	wrong.each(func(d *analyzer.Definition, hosts []*analyzer.Host) {
		if !spared[d] && !overridden(p.Repo, d) {
			p.Report(diag.Diagnostic{Span: d.Span, Option: d.Path.String(), Message: fmt.Sprintf("%q takes no such value: its type is %s", d.Path, catalogWords(types[d]))})
		}
	})
}

// allowsNot reports whether a type of the module system is known not to allow a value.
func allowsNot(t catalog.Type, a analyzer.Attr) bool {
	kind := a.Kind()
	if kind == analyzer.UnknownKind {
		return false
	}
	switch t.Name {
	case "bool":
		return kind != analyzer.BoolKind
	case "str", "singleLineStr", "nonEmptyStr", "separatedString":
		return kind != analyzer.StringKind
	case "nullOr":
		return kind != analyzer.NullKind && allowsNot(t.Args[0], a)
	case "uniq", "unique":
		return allowsNot(t.Args[0], a)
	case "either":
		return allowsNot(t.Args[0], a) && allowsNot(t.Args[1], a)
	case "attrsOf", "lazyAttrsOf":
		return isScalar(kind) || kind == analyzer.StringKind || kind == analyzer.ListKind
	case "listOf":
		elems, ok := a.List()
		return kind != analyzer.ListKind || ok && slices.ContainsFunc(elems, func(e analyzer.Attr) bool { return allowsNot(t.Args[0], e) })
	case "enum":
		return t.Values != nil && isNone(t.Values, a)
	}
	least, most, ok := catalogRange(t.Name)
	n, is := a.Int()
	return ok && (kind != analyzer.IntKind || is && (n < least || n > most))
}

// isNone reports whether a value is known to be none of an enumeration.
func isNone(values []any, a analyzer.Attr) bool {
	spelled := ""
	switch kind := a.Kind(); kind {
	case analyzer.NullKind:
		spelled = "null"
	case analyzer.BoolKind:
		is, _ := a.Bool()
		spelled = fmt.Sprint(is)
	case analyzer.IntKind:
		n, ok := a.Int()
		if !ok {
			return false
		}
		spelled = fmt.Sprint(n)
	case analyzer.StringKind:
		text, ok := a.Text()
		if !ok {
			return false
		}
		spelled = fmt.Sprintf("%q", text)
	default:
		return kind == analyzer.ListKind
	}
	return !slices.ContainsFunc(values, func(value any) bool { return enumWord(value) == spelled })
}

func enumWord(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("%q", value)
	case json.Number:
		return value.String()
	}
	return fmt.Sprint(value)
}

// catalogRange are the bounds of the types of whole numbers, as the module system calls them.
func catalogRange(name string) (least, most int64, ok bool) {
	const all = 1 << 62
	ranges := map[string][2]int64{
		"int": {-all, all}, "intBetween": {-all, all}, "unsignedInt": {0, all}, "positiveInt": {1, all},
		"unsignedInt8": {0, 1<<8 - 1}, "unsignedInt16": {0, 1<<16 - 1}, "unsignedInt32": {0, 1<<32 - 1},
		"signedInt8": {-1 << 7, 1<<7 - 1}, "signedInt16": {-1 << 15, 1<<15 - 1}, "signedInt32": {-1 << 31, 1<<31 - 1},
	}
	bounds, ok := ranges[name]
	return bounds[0], bounds[1], ok
}

// catalogWords is a type in words.
func catalogWords(t catalog.Type) string {
	words := []string{t.Name}
	for _, arg := range t.Args {
		words = append(words, catalogWords(arg))
	}
	if t.Name == "enum" && len(t.Values) < 12 {
		for _, value := range t.Values {
			words = append(words, enumWord(value))
		}
	}
	return strings.Join(words, " ")
}
