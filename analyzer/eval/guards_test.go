package eval

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mxmcheck/analyzer/syntax"
)

func parse(t testing.TB, name, text string) *syntax.File {
	t.Helper()
	f := syntax.Parse(name, []byte(text))
	if len(f.Errors) > 0 {
		t.Fatalf("%s: %s", text, f.Errors[0].Message)
	}
	return f
}

// world has files and nothing else; paths are made absolute by the test.
func world(files map[string]*syntax.File) World {
	return World{
		File: func(name string) *syntax.File { return files[name] },
		Stat: func(name string) string {
			if files[name] != nil {
				return "regular"
			}
			return ""
		},
		ReadDir: func(string) (map[string]string, error) { return map[string]string{}, nil },
		Read:    func(name string) (string, error) { return files[name].Src, nil },
	}
}

// reason gives why a value is not known; "" for a value that is.
func reason(v Value) string {
	if u, ok := v.(*Unknown); ok {
		return u.Reason
	}
	return ""
}

const builtinsScope = `let inherit (builtins) foldl' genList length concatLists concatMap elem elemAt replaceStrings concatStringsSep attrNames listToAttrs toString filter sort mapAttrs; `

// endless are expressions that Nix evaluates without end, or with a stack overflow, or with more
// memory than a machine has. Each is one of a kind; the kinds are those of ways to spend.
var endless = map[string]string{
	"doubling text":              `foldl' (a: _: a + a) "x" (genList (i: i) 34) == "y"`,
	"doubling text by strings":   `foldl' (a: _: "${a}${a}") "x" (genList (i: i) 34) == "y"`,
	"doubling path":              `foldl' (a: _: a + (toString a)) /x (genList (i: i) 34) == /y`,
	"doubling by replacing":      `foldl' (a: _: replaceStrings [ "x" ] [ "xx" ] a) "x" (genList (i: i) 34) == "y"`,
	"doubling by joining":        `foldl' (a: _: concatStringsSep a [ a a a ]) "x" (genList (i: i) 34) == "y"`,
	"doubling list":              `length (foldl' (a: _: a ++ a) [ 1 ] (genList (i: i) 40))`,
	"doubling list by flatten":   `length (foldl' (a: _: concatLists [ a a ]) [ 1 ] (genList (i: i) 40))`,
	"nested genList":             `length (concatLists (genList (i: genList (j: i) 10000) 10000))`,
	"nested concatMap":           `length (concatMap (i: concatMap (j: [ i j ]) (genList (i: i) 10000)) (genList (i: i) 10000))`,
	"long genList":               `length (genList (i: i) 9000000000000000000)`,
	"growing set":                `attrNames (foldl' (a: i: a // { ${toString i} = a; }) { } (genList (i: i) 90000))`,
	"set of many names":          `attrNames (listToAttrs (genList (i: { name = toString i; value = i; }) 1000000))`,
	"sets compared in a cycle":   `let a = { x = a; }; b = { x = b; }; in a == b`,
	"lists compared in a cycle":  `let a = [ a ]; b = [ b ]; in a == b`,
	"list searched in a cycle":   `let a = [ a ]; b = [ b ]; in elem a b`,
	"lists compared wide":        `let a = [ a a ]; b = [ b b ]; in a == b`,
	"text of itself":             `let a = { outPath = { outPath = a; }; }; in "${a}"`,
	"text of an endless chain":   `let f = n: { outPath = f (n + 1); }; in "${f 0}"`,
	"call without end":           `let f = x: f (x + 1); in f 0`,
	"functor of itself":          `let a = { __functor = self: self; }; in a 1`,
	"functor that is a functor":  `let a = { __functor = a; }; in a 1`,
	"value of itself":            `let a = b; b = a; in a`,
	"two calls of each other":    `let f = x: g x + g x; g = x: f x + f x; in f 1`,
	"fixed point without end":    `let fix = f: f (fix f); in fix (x: x + 1)`,
	"deep addition":              `foldl' (f: _: x: f x + 1) (x: x) (genList (i: i) 9000) 1`,
	"deep list":                  `let n = i: if i == 0 then [ ] else [ (n (i - 1)) ]; in n 90000 == n 90000`,
	"sorting by what never ends": `sort (a: b: let f = x: f x; in f a) (genList (i: i) 1000)`,
	"filter of a filter":         `let f = n: filter (x: f n != [ ]) [ 1 2 ]; in f 1`,
	"with of itself":             `let a = with a; x; in a`,
	"name of itself":             `let a = { ${a.x} = 1; }; in a.x`,
	"set that grows in mapAttrs": `let f = s: mapAttrs (_: v: f { a = v; b = v; }) s; g = s: g (f s).a; in g { a = 1; }`,
}

// TestEndless wants an Unknown, soon and of little memory, of what has no end.
func TestEndless(t *testing.T) {
	for name, text := range endless {
		t.Run(name, func(t *testing.T) {
			f := parse(t, "a.nix", builtinsScope+"in "+text)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			v := New(world(nil)).Eval(f.Root, FileScope(f))
			runtime.ReadMemStats(&after)
			if reason(v) == "" {
				t.Errorf("the value is known: %T %v", v, v)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("it took %s", took)
			}
			if made := after.TotalAlloc - before.TotalAlloc; made > 512<<20 {
				t.Errorf("%d MB were allocated", made>>20)
			}
		})
	}
}

// TestListsOfLists evaluates each element once, however many lists hold it.
func TestListsOfLists(t *testing.T) {
	var text strings.Builder
	text.WriteString("let v4 = [ 1 ]; ")
	for i := range 4 {
		fmt.Fprintf(&text, "v%d = [ %s]; ", i, strings.Repeat(fmt.Sprintf("v%d ", i+1), 80))
	}
	f := parse(t, "a.nix", text.String()+"in v0")
	m := New(world(nil))
	var walk func(v Value, seen map[Value]bool) int
	walk = func(v Value, seen map[Value]bool) int {
		l, ok := v.(*List)
		if !ok || seen[l] {
			return 0
		}
		seen[l] = true
		n := 1
		for _, e := range l.Elems {
			n += walk(m.Fresh().Force(e), seen)
		}
		return n
	}
	if n := walk(m.Fresh().Eval(f.Root, FileScope(f)), map[Value]bool{}); n != 5 {
		t.Errorf("%d lists were made, not 5", n)
	}
}

// TestUnknownAnd evaluates each operand of a long chain once.
func TestUnknownAnd(t *testing.T) {
	cost := func(n int) int {
		f := parse(t, "a.nix", "x: "+strings.Repeat("x.y && ", n)+"true")
		m := New(world(nil))
		fn := m.Eval(f.Root, FileScope(f))
		m.Fresh().Apply(fn, Known(Ref{Root: "config"}), Place{})
		return m.question.own
	}
	if one, two := cost(200), cost(400); two > 3*one {
		t.Errorf("a chain of twice the length costs %d instead of %d", two, one)
	}
}

// questionFiles are files that need one another, and much.
func questionFiles(t *testing.T) (map[string]*syntax.File, []string) {
	t.Helper()
	files := map[string]*syntax.File{}
	for name, text := range map[string]string{
		"list.nix":  `builtins.genList (i: i) 60000`,
		"heavy.nix": `builtins.length (builtins.filter (x: x == 1) (builtins.genList (i: i) 14000 ++ import ./list.nix))`,
		"light.nix": `builtins.length (import ./list.nix)`,
		"sum.nix":   `builtins.foldl' (a: b: a + b) 0 (builtins.genList (i: i) 20000)`,
		"twice.nix": `import ./sum.nix + import ./sum.nix`,
		"more.nix":  `import ./sum.nix + builtins.foldl' (a: b: a + b) 0 (builtins.genList (i: i) 20000)`,
		"deep.nix":  `let f = n: if n == 0 then 0 else 1 + f (n - 1); in { a = f 300; b = 1 + (import ./deep.nix).a; }`,
		"far.nix":   `let f = n: if n == 0 then (import ./deep.nix).b else 1 + f (n - 1); in f 450`,
		"loop.nix":  `[ 1 ] ++ import ./pool.nix`,
		"pool.nix":  `[ 2 ] ++ import ./loop.nix`,
	} {
		files[name] = parse(t, name, text)
	}
	return files, slices.Sorted(maps.Keys(files))
}

func answerOf(m *Machine, name string) string {
	v := m.Fresh().Import(Root+"/"+name, Place{})
	if l, ok := v.(*List); ok {
		return fmt.Sprintf("%d elements, %d unknown", len(l.Elems), len(l.Open))
	}
	return fmt.Sprintf("%T %s", v, reason(v))
}

// TestOrderFree wants of each question the same answer, whichever was put first.
func TestOrderFree(t *testing.T) {
	files, names := questionFiles(t)
	want := map[string]string{}
	for _, name := range names {
		want[name] = answerOf(New(world(files)), name)
	}
	for i := range names {
		for _, step := range []int{1, 3, 7, 9} {
			m := New(world(files))
			for j := range names {
				name := names[(i+j*step)%len(names)]
				if got := answerOf(m, name); got != want[name] {
					t.Errorf("from %s by %d: %s is %s, and by itself %s", names[i], step, name, got, want[name])
				}
			}
		}
	}
}

// TestFork wants the same answers of machines that share what they compute and run at once.
func TestFork(t *testing.T) {
	files, names := questionFiles(t)
	for i := range 4 {
		m := New(world(files))
		got := make([]string, len(names))
		var all sync.WaitGroup
		for j := range names {
			fork := m.Fork()
			all.Go(func() { got[j] = answerOf(fork, names[(i+j)%len(names)]) })
		}
		all.Wait()
		for j := range names {
			name := names[(i+j)%len(names)]
			if want := answerOf(New(world(files)), name); got[j] != want {
				t.Errorf("%s is %s beside others, and %s by itself", name, got[j], want)
			}
		}
	}
}

// TestStop ends an evaluation, and all that come after it.
func TestStop(t *testing.T) {
	f := parse(t, "a.nix", "let f = x: f (x + 1); in f 0")
	m := New(world(nil))
	m.Stop = func() bool { return true }
	if got := reason(m.Eval(f.Root, FileScope(f))); got != "the run was stopped" {
		t.Errorf("the reason is %q", got)
	}
	if got := reason(m.Fresh().Eval(f.Root, FileScope(f))); got != "the run was stopped" {
		t.Errorf("the reason of the next is %q", got)
	}
}
