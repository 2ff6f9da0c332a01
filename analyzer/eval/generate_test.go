package eval

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A tree is a generated expression: its text, with a part for each hole.
type tree struct {
	text  []string // one more than parts
	parts []*tree
}

func leaf(text string) *tree { return &tree{text: []string{text}} }

func (e *tree) String() string {
	var b strings.Builder
	for i, p := range e.parts {
		b.WriteString(e.text[i])
		b.WriteString(p.String())
	}
	b.WriteString(e.text[len(e.parts)])
	return b.String()
}

// smaller are the trees that have a part in place of the whole, or a leaf in place of a part.
func (e *tree) smaller() []*tree {
	all := append([]*tree{}, e.parts...)
	for i, p := range e.parts {
		shorter := p.smaller()
		if len(p.parts) > 0 {
			shorter = append([]*tree{leaf("1"), leaf(`"a"`), leaf("[ ]"), leaf("{ }"), leaf("true")}, shorter...)
		}
		for _, s := range shorter {
			parts := append([]*tree{}, e.parts...)
			parts[i] = s
			all = append(all, &tree{text: e.text, parts: parts})
		}
	}
	return all
}

// A generator makes expressions that have a value more often than not. A kind is one letter:
// i integer, f float, n number, s string, b boolean, l list of numbers, t list of strings, L list of
// anything, S set, a anything, N one of a few names, G a set of numbers.
type generator struct{ r *rand.Rand }

// bound is a variable.
type bound struct {
	name string
	kind byte
}

const kinds = "ifsbltLSG"

func (g *generator) pick(from string) byte { return from[g.r.IntN(len(from))] }

// expression makes one of any kind.
func (g *generator) expression(depth int, vars []bound) *tree { return g.make('a', depth, vars) }

func (g *generator) make(kind byte, depth int, vars []bound) *tree {
	switch {
	case kind == 'N':
		return leaf(string(g.pick("abcd")))
	case kind != 'a' && g.r.IntN(40) == 0:
		kind = 'a'
	}
	if kind == 'a' {
		kind = g.pick(kinds)
	}
	if kind == 'n' {
		kind = g.pick("iif")
	}
	var fit []bound
	for _, v := range vars {
		if v.kind == kind || v.kind == 'a' {
			fit = append(fit, v)
		}
	}
	if len(fit) > 0 && g.r.IntN(3) == 0 {
		return leaf(fit[g.r.IntN(len(fit))].name)
	}
	if depth <= 0 {
		all := leaves[kind]
		return leaf(all[g.r.IntN(len(all))])
	}
	all := templates[kind]
	if g.r.IntN(4) == 0 {
		all = anyTemplates
	}
	return g.fill(all[g.r.IntN(len(all))], kind, depth-1, vars)
}

// fill makes the holes of a template: §i is an integer, §i[x:f] one in which x is a float, §= the
// kind of the template itself, %x a fresh name for each x.
func (g *generator) fill(template string, kind byte, depth int, vars []bound) *tree {
	for _, v := range []string{"%x", "%y"} {
		template = strings.ReplaceAll(template, v, fmt.Sprintf("%s%d", v[1:], depth))
	}
	e := &tree{}
	for {
		before, after, found := strings.Cut(template, "§")
		e.text = append(e.text, before)
		if !found {
			return e
		}
		hole, rest := after[0], after[1:]
		inner := vars
		if strings.HasPrefix(rest, "[") {
			names, more, _ := strings.Cut(rest[1:], "]")
			rest = more
			for _, b := range strings.Split(names, ",") {
				name, of, _ := strings.Cut(b, ":")
				k := of[0]
				if k == '=' {
					k = kind
				}
				inner = append(inner[:len(inner):len(inner)], bound{name, k})
			}
		}
		if hole == '=' {
			hole = kind
		}
		e.parts = append(e.parts, g.make(hole, depth, inner))
		template = rest
	}
}

var leaves = map[byte][]string{
	'i': {"0", "1", "2", "(-1)", "3", "7", "100", "4", "5", "9223372036854775807"},
	'f': {"0.0", "0.5", "1.0", "2.5", "(-1.5)", "1.0e3", "3.0e10"},
	's': {`""`, `"a"`, `"b"`, `"ab"`, `"a b"`, `"a/b"`, `"/a/"`, `"x.y,z"`},
	'b': {"true", "false"},
	'l': {"[ ]", "[ 1 ]", "[ 1 2 3 ]", "[ 2 1.5 2 ]", "[ 1 1 ]"},
	't': {"[ ]", `[ "a" ]`, `[ "b" "a" ]`, `[ "a" "b" "a" ]`},
	'L': {"[ ]", `[ 1 "a" ]`, "[ null [ ] ]", `[ { a = 1; } ]`, `[ (throw "x") ]`, "[ true [ 1 ] ]"},
	'S': {"{ }", "{ a = 1; }", `{ a = "x"; b = { c = 1; }; }`, `{ a = throw "x"; b = 2; }`, `{ c = [ 1 ]; d = null; }`},
	'G': {"{ }", "{ a = 1; }", "{ b = 2; a = 1; }", "{ c = 0.5; }"},
}

var anyTemplates = []string{
	"(if §b then §= else §=)", "(if §b then §= else §=)",
	"(let %x = §a; in §=[%x:a])", "(let %x = §i; %y = §s; in §=[%x:i,%y:s])", "(let %x = §=; in §=[%x:=])",
	"(let inherit (rec { %x = §i; %y = §=[%x:i]; }) %y; in §=[%y:=])",
	"((%x: §=[%x:i]) §i)", "((%x: §=[%x:a]) §a)", "((%x: %y: §=[%x:s,%y:b]) §s §b)",
	"(({ %x, %y ? §i }: §=[%x:s,%y:i]) { %x = §s; })", "(({ %x ? %y, %y ? §=, ... }: §=[%x:=,%y:=]) §S)",
	"((%x@{ a ? 1, ... }: §=[%x:G,a:i]) §G)", "(({ a, b }: §=[a:i,b:s]) { a = §i; b = §s; })",
	"(with { %x = §=; }; §=[%x:=])", "(with §S; with { a = §i; }; §=[a:i])",
	"({ a = §=; §N.a = §i; }.§N or §=)", "({ §N = §=; }.§N or §=)", "(§S.§N.a or §=)", "(§S.§N or §=)", "{ a = §=; }.a",
	"(assert §b; §=)", "(builtins.tryEval §=).value", "(builtins.seq §a §=)", "(builtins.deepSeq §a §=)",
	`(lib.throwIf §b "x" §=)`, `(lib.throwIfNot §b "x" §=)`, "(builtins.head [ §= §a ])", "(builtins.elemAt [ §= §= ] §i)",
	"(lib.id §=)", "(lib.const §= §a)", "(lib.pipe §a [ (%x: §=[%x:a]) ])", "(lib.last [ §a §= ])",
	"(builtins.getAttr §s { a = §=; b = §=; })", "(lib.attrByPath §t §= §S)", "(lib.findFirst (%x: §b[%x:n]) §= §l)",
	"(builtins.foldl' (%x: %y: §=[%x:=,%y:n]) §= §l)", "(lib.foldl (%x: %y: §=[%x:=,%y:n]) §= §l)", "(lib.foldr (%x: %y: §=[%x:n,%y:=]) §= §l)",
	"(lib.foldlAttrs (acc: %x: %y: §=[acc:=,%x:s,%y:n]) §= §G)", "(lib.flip (%x: %y: §=[%x:i,%y:s]) §s §i)",
	`(rec { a = { x = §i; y = §=[x:i]; }; a.z = §=; }).a.z`, "(let x = §i; in ({ a = rec { x = §i; y = §=[x:i]; }; a.z = §=[x:i]; }).a.y)",
	"(let x = §i; in ({ a.z = §=[x:i]; a = rec { x = §i; y = §=[x:i]; }; }).a.y)",
	"(rec { a = §i; b.c = §=[a:i]; b.d = §=[a:i]; }).b.d", "(let a = { b = 1; }; a.c = §=; in a.c)",
	"({ __functor = self: %x: §=[%x:i]; } §i)",
}

var templates = map[byte][]string{
	'i': {
		"(§i + §i)", "(§i - §i)", "(§i * §i)", "(§i / §i)", "(- §i)", "(builtins.add §i §i)", "(builtins.sub §i §i)", "(builtins.mul §i §i)", "(builtins.div §i §i)",
		"(builtins.length §L)", "(builtins.length §l)", "(builtins.stringLength §s)", "(builtins.bitAnd §i §i)", "(builtins.bitOr §i §i)", "(builtins.bitXor §i §i)",
		"(builtins.ceil §n)", "(builtins.floor §n)", "(lib.count (%x: §b[%x:n]) §l)", "§G.a", "(builtins.length (builtins.attrNames §S))",
	},
	'f': {"(§f + §n)", "(§n + §f)", "(§f - §n)", "(§n * §f)", "(§f / §n)", "(- §f)", "(builtins.add §f §n)", "(builtins.div §n §f)"},
	's': {
		"(§s + §s)", `"${§s}-${§s}"`, "''${§s} x''", "(toString §a)", "(toString §n)", "(toString §L)", "(builtins.typeOf §a)", "(baseNameOf §s)", "(dirOf §s)",
		"(builtins.substring §i §i §s)", `(let m = builtins.match "([ab]*)(.*)" §s; in if m == null then "" else builtins.concatStringsSep "-" m)`, "(builtins.concatStringsSep §s §t)", "(builtins.replaceStrings §t §t §s)", "(builtins.replaceStrings [ §s §s ] [ §s §s ] §s)",
		"(lib.removePrefix §s §s)", "(lib.removeSuffix §s §s)", "(lib.toLower §s)", "(lib.toUpper §s)", "(lib.concatStrings §t)", "(lib.concatMapStrings (%x: §s[%x:s]) §t)",
		"(lib.concatMapStringsSep §s (%x: §s[%x:n]) §l)", "(lib.optionalString §b §s)", "(lib.boolToString §b)", `"${{ outPath = §s; }}"`,
		`"${{ __toString = self: §s; }}"`, "(builtins.unsafeDiscardStringContext §s)", "({ outPath = §s; } + §s)",
	},
	'b': {
		"(§a == §a)", "(§n == §n)", "(§s == §s)", "(§L == §L)", "(§S == §S)", "(§l != §l)", "(§n < §n)", "(§n <= §n)", "(§n > §n)", "(§n >= §n)", "(§s < §s)",
		"(§l < §l)", "(§t >= §t)", "(§L < §L)", "(§b && §b)", "(§b || §b)", "(§b -> §b)", "(! §b)", "(§S ? §N)", "(§S ? §N.c)", "(§a ? §N)", "(§S ? ${§s})",
		"(builtins.elem §n §l)", "(builtins.elem §a §L)", "(builtins.any (%x: §b[%x:n]) §l)", "(builtins.all (%x: §b[%x:n]) §l)", "(builtins.hasAttr §s §S)",
		"(builtins.isAttrs §a)", "(builtins.isList §a)", "(builtins.isString §a)", "(builtins.isBool §a)", "(builtins.isInt §a)", "(builtins.isFloat §a)", "(isNull §a)",
		"(builtins.isFunction (%x: §a))", "(builtins.lessThan §n §n)", "(lib.hasPrefix §s §s)", "(lib.hasSuffix §s §s)", "(lib.hasInfix §s §s)",
		"(builtins.tryEval §a).success", "(lib.hasAttrByPath §t §S)", "(lib.isDerivation §S)", `(lib.assertMsg §b "x")`,
	},
	'l': {
		"[ §n §n ]", "(§l ++ §l)", "(map (%x: §n[%x:n]) §l)", "(builtins.filter (%x: §b[%x:n]) §l)", "(builtins.genList (%x: §n[%x:i]) 3)", "(builtins.tail §l)",
		"(builtins.sort (%x: %y: %x < %y) §l)", "(builtins.sort builtins.lessThan §l)", "(builtins.sort (%x: %y: §b[%x:n,%y:n]) §l)", "(builtins.concatMap (%x: §l[%x:n]) §l)",
		"(builtins.concatLists [ §l §l ])", "(builtins.attrValues §G)", "(lib.optional §b §n)", "(lib.optionals §b §l)", "(lib.unique §l)", "(lib.take §i §l)", "(lib.drop §i §l)",
		"(lib.sublist §i §i §l)", "(lib.range §i 3)", "(lib.remove §n §l)", "(lib.subtractLists §l §l)", "(lib.intersectLists §l §l)", "(lib.reverseList §l)", "(lib.init §l)",
		"(lib.imap0 (%x: %y: §n[%x:i,%y:n]) §l)", "(lib.imap1 (%x: %y: §n[%x:i,%y:n]) §l)", "(lib.zipListsWith (%x: %y: §n[%x:n,%y:n]) §l §l)", "(lib.forEach §l (%x: §n[%x:n]))",
		"(lib.toList §n)", "(lib.singleton §n)", "(builtins.catAttrs §s [ §G §G ])", "(lib.sortOn (%x: §n[%x:n]) §l)", "(lib.mapAttrsToList (%x: %y: §n[%x:s,%y:n]) §G)",
		"(builtins.partition (%x: §b[%x:n]) §l).right", "(builtins.partition (%x: §b[%x:n]) §l).wrong", "(lib.flatten [ §l [ §l ] ])",
	},
	't': {
		"[ §s §s ]", "(§t ++ §t)", "(map (%x: §s[%x:s]) §t)", "(map toString §l)", "(builtins.attrNames §S)", "(lib.splitString §s §s)", `(lib.splitString "," §s)`,
		"(builtins.sort (%x: %y: %x < %y) §t)", "(builtins.filter (%x: §b[%x:s]) §t)", "(lib.unique §t)",
	},
	'L': {
		"[ §a §a ]", "[ §a ]", "(§L ++ §L)", "(map (%x: §a[%x:a]) §L)", "(builtins.attrValues §S)", "(builtins.tail §L)", "(lib.flatten §L)", "(lib.attrsToList §S)",
		"(lib.collect builtins.isInt §S)", "(builtins.concatLists [ §L §L ])", "(builtins.filter (%x: §b[%x:a]) §L)", "(builtins.genList (%x: §a[%x:i]) 2)",
	},
	'S': {
		"{ a = §a; §N = §a; }", "{ §N.a = §a; §N.b = §a; }", "{ a.§N = §a; b.§N = §a; a.d.e = §a; }", "{ a = §S; a.§N = §a; }", "{ ${§s} = §a; }", "{ ${§s} = §a; §N = §a; }", "(rec { a = §a; b = §a[a:a]; })",
		"(§S // §S)", "(let %x = §a; in { inherit %x; })", "{ inherit (§S) §N; }", "(builtins.mapAttrs (%x: %y: §a[%x:s,%y:a]) §S)",
		"(builtins.listToAttrs [ { name = §s; value = §a; } { name = §s; value = §a; } ])", "(removeAttrs §S §t)", "(builtins.intersectAttrs §S §S)",
		"(builtins.groupBy (%x: §s[%x:n]) §l)", "(builtins.zipAttrsWith (%x: %y: §a[%x:s,%y:L]) [ §S §S ])", "(builtins.functionArgs ({ a, b ? 1 }: §i))",
		"(lib.filterAttrs (%x: %y: §b[%x:s]) §S)", "(lib.recursiveUpdate §S §S)", "(lib.setAttrByPath §t §a)", "(lib.optionalAttrs §b §S)", "(lib.genAttrs §t (%x: §a[%x:s]))",
		"(lib.mapAttrs' (%x: %y: { name = §s[%x:s]; value = §a[%y:a]; }) §S)", "(lib.nameValuePair §s §a)", "(lib.mergeAttrsList [ §S §S ])", "(lib.getAttrs §t §S)",
		"(lib.mapAttrsRecursive (%x: %y: §a[%x:t,%y:a]) §S)", "(lib.concatMapAttrs (%x: %y: { ${%x} = §a[%y:a]; }) §S)", "(builtins.partition (%x: §b[%x:n]) §l)",
		"(builtins.tryEval §a)", "(lib.mkIf §b §a)", "(lib.mkForce §a)", "(lib.mkMerge §L)", "(lib.foldAttrs (%x: %y: [ %x ] ++ %y) [ ] [ §S §S ])", "(builtins.fromJSON ''{\"a\": [1, 2.5, null]}'')",
	},
	'G': {
		"{ §N = §n; }", "{ a = §n; d = §n; §N = §n; }", "(§G // §G)", "(builtins.mapAttrs (%x: %y: §n[%x:s,%y:n]) §G)", "(lib.filterAttrs (%x: %y: §b[%x:s,%y:n]) §G)",
		"(removeAttrs §G §t)", "(rec { a = §n; b = §n[a:n]; })",
	},
}
