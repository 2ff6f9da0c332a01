package rules_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer/syntax"
)

// mutator makes new repositories of those of the fixtures: it puts expressions in the places of
// others, so that names come to stand in scopes that they were not written for, and wraps them in
// what the module system and the evaluator know.
type mutator struct {
	random   *rand.Rand
	snippets []string // expressions of all fixtures
}

// expressions are the texts of a file's expressions, up to a length.
func expressions(f *syntax.File, longest int) []string {
	var texts []string
	for _, x := range nodes(f) {
		if text := f.Text(x); len(text) <= longest {
			texts = append(texts, text)
		}
	}
	return texts
}

// nodes are a file's expressions, in the order of their places.
func nodes(f *syntax.File) []syntax.Expr {
	var list []syntax.Expr
	path := 0 // names of attribute paths are no expressions
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		if n.Pos() < path {
			return false
		}
		switch n := n.(type) {
		case *syntax.AttrPath:
			path = n.End()
		case *syntax.Formal, *syntax.Inherit:
			return false
		case *syntax.Bad:
		case syntax.Expr:
			list = append(list, n)
		}
		return true
	})
	return list
}

// archives reads the repositories of the fixtures.
func archives(tb testing.TB) []*txtar.Archive {
	tb.Helper()
	var all []*txtar.Archive
	for _, folder := range []string{"rules", "mistakes", "shapes"} {
		names, err := filepath.Glob(filepath.Join("..", "fixtures", folder, "*.txtar"))
		if err != nil || len(names) == 0 {
			tb.Fatalf("no fixtures in %s: %v", folder, err)
		}
		for _, name := range names {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				tb.Fatal(err)
			}
			archive.Files, _ = apart(archive.Files)
			all = append(all, archive)
		}
	}
	return all
}

// snippetsOf are the short expressions of all repositories.
func snippetsOf(all []*txtar.Archive) []string {
	var texts []string
	for _, archive := range all {
		for _, f := range archive.Files {
			if filepath.Ext(f.Name) == ".nix" {
				texts = append(texts, expressions(syntax.Parse(f.Name, f.Data), 120)...)
			}
		}
	}
	return texts
}

// wrappers are what an expression is put into: X is the expression, Y another one of the file, F a
// path of the repository.
var wrappers = []string{
	"(let x = X; in x)", "(let x = Y; y = X; in y)", "(rec { a = X; b = a; }).b", "{ a = X; b = Y; }", "[ X Y ]", "(X // Y)", "(X ++ Y)", "(X == Y)",
	"(if X then Y else X)", "(x: X)", "({ a ? Y, ... }: X)", "(lib.mkIf X Y)", "(lib.mkMerge [ X Y ])", "(lib.mkForce X)", "(with X; Y)",
	"(map (x: X) Y)", "(lib.mapAttrs (n: v: X) Y)", "(lib.genAttrs [ \"a\" \"b\" ] (n: X))", "(builtins.foldl' (a: b: X) Y [ 1 2 3 ])",
	"(import F)", "(import F X)", "F", "(assert X; Y)", "(inherit (X) a;)", "(let f = x: f X; in f Y)", "(let x = { a = X; } // x; in x)",
	"(lib.mkOption { default = X; type = Y; })", "{ imports = [ F X ]; options.mxmlabs.a = Y; }", "{ config = lib.mkIf X { mxmlabs.a.b = Y; }; }",
	"(builtins.listToAttrs (map (x: { name = x; value = X; }) Y))", "\"a${X}\"", "(lib.recursiveUpdate X Y)", "(lib.fix (self: X))", "(X Y)", "(X).a", "(X).a or Y", "(X ? a)",
}

// change gives a repository with some expressions replaced. Every change leaves a text that parses,
// where the text before did.
func (m *mutator) change(files []txtar.File) []txtar.File {
	files = append([]txtar.File{}, files...)
	for range 1 + m.random.IntN(4) {
		i := m.random.IntN(len(files))
		if filepath.Ext(files[i].Name) == ".nix" {
			files[i].Data = []byte(m.replace(files, i))
		}
	}
	return files
}

func (m *mutator) replace(files []txtar.File, i int) string {
	f := syntax.Parse(files[i].Name, files[i].Data)
	places := nodes(f)
	if len(places) == 0 {
		return f.Src
	}
	at := places[m.random.IntN(len(places))]
	return f.Src[:at.Pos()] + " " + m.inPlaceOf(f, at, places, files) + " " + f.Src[at.End():]
}

func (m *mutator) inPlaceOf(f *syntax.File, at syntax.Expr, places []syntax.Expr, files []txtar.File) string {
	other := "(" + f.Text(places[m.random.IntN(len(places))]) + ")"
	switch m.random.IntN(4) {
	case 0:
		return other
	case 1:
		return "(" + m.snippets[m.random.IntN(len(m.snippets))] + ")"
	case 2:
		if name, ok := places[m.random.IntN(len(places))].(*syntax.Ident); ok {
			return name.Name
		}
	}
	path, err := filepath.Rel(filepath.Dir(f.Name), files[m.random.IntN(len(files))].Name)
	if err != nil {
		path = "a.nix"
	}
	return strings.NewReplacer("X", "("+f.Text(at)+")", "Y", other, "F", "./"+filepath.ToSlash(path)).Replace(wrappers[m.random.IntN(len(wrappers))])
}

// What the mutator makes of repositories that parse parses too, nearly always: else it would test
// the parser alone.
func TestMutatedRepositoriesParse(t *testing.T) {
	all := archives(t)
	m := &mutator{random: rand.New(rand.NewPCG(1, 2)), snippets: snippetsOf(all)}
	whole, broken := 0, 0
	for i := range 300 {
		for _, f := range m.change(all[i%len(all)].Files) {
			if filepath.Ext(f.Name) != ".nix" {
				continue
			}
			if len(syntax.Parse(f.Name, f.Data).Errors) == 0 {
				whole++
			} else {
				broken++
			}
		}
	}
	if broken*4 > whole {
		t.Errorf("%d files parse, %d do not", whole, broken)
	}
	fmt.Fprintf(t.Output(), "%d files parse, %d do not\n", whole, broken)
}
