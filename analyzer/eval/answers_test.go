package eval

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mxmcheck/analyzer/syntax"
)

const answersFile = "../../fixtures/evaluator/answers.tsv"

// failed is what Nix says of an expression that it cannot evaluate.
const failed = "fails"

// An answer is an expression, and the JSON of what Nix makes of it, or "fails".
type answer struct{ text, json string }

func readAnswers(t *testing.T) []answer {
	t.Helper()
	data, err := os.ReadFile(answersFile)
	if err != nil {
		t.Fatal(err)
	}
	var all []answer
	for line := range strings.Lines(string(data)) {
		text, says, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		all = append(all, answer{text, says})
	}
	return all
}

// hole is what is not known within an answer of ours.
type hole struct{ reason string }

// A viewer turns values into what encoding/json makes of Nix's output.
type viewer struct {
	m     *Machine
	nodes int
	holes int
}

func (v *viewer) hole(reason string) any {
	v.holes++
	return hole{reason}
}

func (v *viewer) show(t *Thunk) any {
	if v.nodes++; v.nodes > 20_000 {
		return v.hole("too much to show")
	}
	switch x := v.m.Fresh().Force(t).(type) {
	case Null:
		return nil
	case Bool:
		return bool(x)
	case Int:
		return json.Number(strconv.FormatInt(int64(x), 10))
	case Float:
		return float64(x)
	case String:
		return string(x)
	case *List:
		if len(x.Open) > 0 {
			return v.hole(x.Open[0].Reason)
		}
		out := []any{}
		for _, e := range x.Elems {
			out = append(out, v.show(e))
		}
		return out
	case *Set:
		return v.showSet(x)
	case *Unknown:
		return v.hole(x.Reason)
	default:
		return v.hole(fmt.Sprintf("a %T", x))
	}
}

// showSet knows that a set that can be a string is printed as one.
func (v *viewer) showSet(x *Set) any {
	if !x.Whole() {
		return v.hole(x.doubt().Reason)
	}
	if x.Attrs["__toString"] != nil {
		text, why := v.m.Fresh().coerce(x)
		if why != nil {
			return v.hole("no string")
		}
		return text
	}
	if t := x.Attrs["outPath"]; t != nil {
		return v.show(t)
	}
	out := map[string]any{}
	for _, name := range x.Names() {
		out[name] = v.show(x.Attrs[name])
	}
	return out
}

// refused reports whether Nix refuses a file before it evaluates anything.
func refused(f *syntax.File) bool {
	return len(f.Errors) > 0 || len(syntax.Duplicates(f)) > 0 || len(syntax.Unbound(f)) > 0
}

// fails reports whether an expression is certain to fail.
func fails(text string) bool {
	f := syntax.Parse("a.nix", []byte("lib: "+text))
	if refused(f) {
		return true
	}
	m := New(world(nil))
	fn := m.Eval(f.Root, FileScope(f))
	_, is := failure(m.Fresh().Apply(fn, Known(Ref{Root: "lib"}), Place{}))
	return is
}

// ours evaluates an expression in which lib is lib; holes counts what is not known of it.
func ours(text string) (shown any, holes int) {
	f := syntax.Parse("a.nix", []byte("lib: "+text))
	if refused(f) {
		return hole{"the file is refused"}, 1
	}
	m := New(world(nil))
	fn := m.Eval(f.Root, FileScope(f))
	v := &viewer{m: m}
	shown = v.show(Later(Place{f, f.Root}, func(m *Machine) Value { return m.Apply(fn, Known(Ref{Root: "lib"}), Place{}) }))
	return shown, v.holes
}

// agrees reports whether what is known of ours is what Nix says.
func agrees(ours, theirs any) bool {
	switch x := ours.(type) {
	case hole:
		return true
	case float64:
		n, ok := theirs.(json.Number)
		f, err := n.Float64()
		return ok && err == nil && strings.ContainsAny(string(n), ".eE") && (f == x || math.Abs(f-x) <= 1e-9*math.Abs(x))
	case []any:
		y, ok := theirs.([]any)
		return ok && slices.EqualFunc(x, y, agrees)
	case map[string]any:
		y, ok := theirs.(map[string]any)
		for name, e := range x {
			other, has := y[name]
			ok = ok && has && agrees(e, other)
		}
		return ok && len(x) == len(y)
	}
	return ours == theirs
}

// differs says how ours is wrong; "" if it is right or not known.
func differs(text, says string) string {
	shown, holes := ours(text)
	if says == failed {
		if holes == 0 {
			return fmt.Sprintf("%s\n  nix fails, ours is %v", text, shown)
		}
		return ""
	}
	d := json.NewDecoder(strings.NewReader(says))
	d.UseNumber()
	var theirs any
	if err := d.Decode(&theirs); err != nil {
		return text + ": " + err.Error()
	}
	if !agrees(shown, theirs) {
		return fmt.Sprintf("%s\n  nix: %s\n  ours: %v", text, says, shown)
	}
	return ""
}

// labels are the operators, constructs and functions that an expression has.
func labels(text string) []string {
	f := syntax.Parse("a.nix", []byte(text))
	found := map[string]bool{}
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Binary:
			found[operatorNames[n.Op]] = true
		case *syntax.Unary:
			found[map[syntax.UnaryOp]string{syntax.Negate: "-x", syntax.Not: "!x"}[n.Op]] = true
		case *syntax.Ident:
			if global(n.Name) != nil {
				found[n.Name] = true
			}
		case *syntax.Select:
			if id, ok := n.X.(*syntax.Ident); ok && (id.Name == "lib" || id.Name == "builtins") {
				name, _ := Plain(n.Path.Names[0])
				found[name] = true
			} else if n.Or != nil {
				found["or"] = true
			}
		case *syntax.HasAttr:
			found["?"] = true
		case *syntax.If, *syntax.Let, *syntax.With, *syntax.Assert, *syntax.Lambda, *syntax.AttrSet:
			found[strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", n), "*syntax."))] = true
		}
		return true
	})
	delete(found, "builtins")
	all := []string{}
	for name := range found {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

var operatorNames = map[syntax.BinaryOp]string{
	syntax.Concat: "++", syntax.Mul: "*", syntax.Div: "/", syntax.Add: "+", syntax.Sub: "-", syntax.Update: "//",
	syntax.Less: "<", syntax.LessEq: "<=", syntax.Greater: ">", syntax.GreaterEq: ">=", syntax.Equal: "==", syntax.NotEqual: "!=",
	syntax.And: "&&", syntax.Or: "||", syntax.Implies: "->",
}

// A tally counts by label how many expressions Nix evaluates, and how many of these we do not know.
type tally map[string]*[2]int

func (c tally) add(text string, holes int) {
	for _, name := range labels(text) {
		if c[name] == nil {
			c[name] = &[2]int{}
		}
		c[name][0]++
		if holes > 0 {
			c[name][1]++
		}
	}
}

func (c tally) String() string {
	var names []string
	for name := range c {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		n := c[name]
		fmt.Fprintf(&b, "%-28s %6d evaluated %6d unknown %5.1f %%\n", name, n[0], n[1], 100*float64(n[1])/float64(n[0]))
	}
	return b.String()
}

// unmodelled are the names of which no answer of Nix is wanted: they stand for modules, flakes and
// files, whose functions we replace by records of our own, or they have no value of their own.
var unmodelled = strings.Fields(`
	importJSON fileContents readFile readDir readFileType pathType pathExists pathIsRegularFile pathIsDirectory import isListHere toFiles toPath path append
	listFilesRecursive mkOption mkEnableOption mkPackageOption mkPackageOptionMD extend mdDoc importApply setDefaultModuleLocation
	mkRenamedOptionModule mkRenamedOptionModuleWith mkRemovedOptionModule mkAliasOptionModule mkAliasOptionModuleMD
	mkChangedOptionModule mkMergedOptionModule withSystem moduleWithSystem cleanSource cleanSourceWith fileset eachDefaultSystem eachSystem crossLists`)

// TestAnswers replays what Nix said, and wants all that it evaluates to be known.
func TestAnswers(t *testing.T) {
	if *writeAnswers {
		t.SkipNow()
	}
	counts := tally{}
	for _, a := range readAnswers(t) {
		if a.json == "" {
			t.Errorf("%s: no answer of Nix; make eval-oracle WRITE=1", a.text)
			continue
		}
		if wrong := differs(a.text, a.json); wrong != "" {
			t.Error(wrong)
		}
		if a.json != failed {
			shown, holes := ours(a.text)
			counts.add(a.text, holes)
			if holes > 0 && !slices.Contains(mayBeUnknown, a.text) {
				t.Errorf("%s is not known: %v", a.text, shown)
			}
		}
	}
	var all []string
	for name := range library().primitives {
		all = append(all, name)
	}
	for _, name := range append(all, library().prelude.Names()...) {
		if counts[name] == nil && !slices.Contains(unmodelled, name) {
			t.Errorf("no answer of Nix has %s in it", name)
		}
	}
}

// mayBeUnknown are the expressions that Nix evaluates and we do not.
var mayBeUnknown = []string{
	`builtins.foldl' (_: x: x) (throw "x") [ 1 ]`,
}

var writeAnswers = flag.Bool("write-answers", false, "write what Nix says to "+answersFile)
