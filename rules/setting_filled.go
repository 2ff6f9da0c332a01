package rules

import (
	"fmt"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// filledWhole is the binding that gives an option of one value a whole set of settings, of which a definition is one;
// nil where there is none.
func filledWhole(decl *analyzer.Declaration, d *analyzer.Definition) (whole *syntax.AttrBinding, option analyzer.Path) {
	if decl.Option == nil || len(decl.Path) >= len(d.Path) || !ofOneValue[decl.Option.Type.Name] {
		return nil, nil
	}
	at := d.Span.Start.Offset
	d.File.Walk(func(n syntax.Node) bool {
		b, ok := n.(*syntax.AttrBinding)
		if !ok || whole != nil {
			return whole == nil
		}
		_, isSet := syntax.Unparen(b.Value).(*syntax.AttrSet)
		last, _ := syntax.StaticName(b.Path.Names[len(b.Path.Names)-1])
		if isSet && last == decl.Path.Name() && b.Value.Pos() <= at && at < b.Value.End() {
			whole = b
		}
		return true
	})
	return whole, decl.Path
}

// ofOneValue are types of which a set is never a value.
var ofOneValue = map[string]bool{"bool": true, "int": true, "port": true, "float": true, "str": true, "nonEmptyStr": true, "lines": true, "enum": true}

func filledMessage(decl *analyzer.Declaration, option analyzer.Path) string {
	text := fmt.Sprintf("%q is an option of type %s, and is set to a set of options", option, typeWords(decl.Option.Type))
	if option.Name() == "enable" {
		text += fmt.Sprintf("; config = lib.mkIf config.%s { … } is meant", option)
	}
	return text
}
