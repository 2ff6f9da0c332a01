package rules_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
	"mxmcheck/rules"
)

// byName are the rules that compare the names of files and folders with what stands in them.
var byName = []string{"option-path-mismatch", "host-name-mismatch", "host-unregistered"}

// What files are called, in which order they are read, in which order attributes are written, and
// how many are read at once, changes no finding but for the names in it.
func TestFindingsDoNotDependOnOrder(t *testing.T) {
	for _, test := range []struct {
		name     string
		variants int
		files    []txtar.File
		opts     analyzer.Options
	}{
		{"this repository", 20, treeFiles(t), analyzer.Options{Namespaces: []string{"mxmlabs"}, Hosts: []string{"infrastructure/*/*"}}},
		{"fleet", 90, orderFixture(t, "fleet"), analyzer.Options{Namespaces: []string{"fleet"}, Hosts: []string{"hosts/*"}, Modules: []string{"modules"}}},
		{"parts", 90, orderFixture(t, "parts"), analyzer.Options{Namespaces: []string{"ours"}, Modules: []string{"modules"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			same := variant{files: test.files}
			want := same.findings(t, test.opts)
			if len(want) < 5 {
				t.Fatalf("too few findings to compare: %v", want)
			}
			for seed := range test.variants {
				v := newVariant(test.files, uint64(seed))
				opts := test.opts
				opts.Jobs = 1 + seed%2
				if diff := cmp.Diff(want, v.findings(t, opts)); diff != "" {
					t.Fatalf("seed %d (-want +got):\n%s\n%s", seed, diff, v.describe())
				}
			}
		})
	}
}

// variant is a repository that means the same as another.
type variant struct {
	files []txtar.File
	old   map[string]string // by new name
	order []int             // in which the files are listed
}

func newVariant(files []txtar.File, seed uint64) variant {
	random := rand.New(rand.NewPCG(seed, 7))
	renamed := renaming(files, random)
	v := variant{old: map[string]string{}, order: random.Perm(len(files))}
	for _, f := range files {
		name := f.Name
		if to, ok := renamed[name]; ok {
			name = to
		}
		v.old[name] = f.Name
		if path.Ext(f.Name) == ".nix" {
			s := shuffler{file: syntax.Parse(f.Name, f.Data), random: random, renamed: renamed}
			f.Data = []byte(s.text())
		}
		v.files = append(v.files, txtar.File{Name: name, Data: f.Data})
	}
	return v
}

// renaming gives other names to half of the files that paths name: names that come elsewhere in the
// order of their folder.
func renaming(files []txtar.File, random *rand.Rand) map[string]string {
	there, to := map[string]bool{}, map[string]string{}
	for _, f := range files {
		there[f.Name] = true
	}
	for _, f := range files {
		if path.Ext(f.Name) != ".nix" {
			continue
		}
		syntax.Walk(syntax.Parse(f.Name, f.Data).Root, func(n syntax.Node) bool {
			p, ok := n.(*syntax.Path)
			name := path.Join(path.Dir(f.Name), literal(p))
			if ok && there[name] && path.Base(name) != "flake.nix" && path.Base(name) != "default.nix" && to[name] == "" && random.IntN(2) == 0 {
				to[name] = path.Join(path.Dir(name), fmt.Sprintf("%c%d-%s", 'a'+rune(random.IntN(26)), len(to), path.Base(name)))
			}
			return true
		})
	}
	return to
}

// literal is the text of a path that is written out whole, else "".
func literal(p *syntax.Path) string {
	if p == nil || len(p.Parts) != 1 {
		return ""
	}
	text, _ := p.Parts[0].(*syntax.Text)
	if text == nil {
		return ""
	}
	return text.Value
}

// shuffler writes a file with its attributes in another order and with the new names of files.
type shuffler struct {
	file    *syntax.File
	random  *rand.Rand
	renamed map[string]string
}

func (s *shuffler) text() string {
	root := s.file.Root
	return s.file.Src[:root.Pos()] + s.node(root) + s.file.Src[root.End():]
}

func (s *shuffler) node(n syntax.Node) string {
	if p, ok := n.(*syntax.Path); ok {
		if to, ok := s.renamed[path.Join(path.Dir(s.file.Name), literal(p))]; ok {
			return path.Dir(literal(p)) + "/" + path.Base(to)
		}
	}
	var children []syntax.Node
	syntax.EachChild(n, func(child syntax.Node) { children = append(children, child) })
	texts := make([]string, len(children))
	for i, child := range children {
		texts[i] = s.node(child)
	}
	s.shuffle(n, texts)
	var b strings.Builder
	at := n.Pos()
	for i, child := range children {
		b.WriteString(s.file.Src[at:child.Pos()] + texts[i])
		at = child.End()
	}
	b.WriteString(s.file.Src[at:n.End()])
	return b.String()
}

// shuffle changes the order of the bindings among the children of a node. Where two of them make up
// one attribute, or a name is computed, the order is left as it is.
func (s *shuffler) shuffle(n syntax.Node, texts []string) {
	var bindings []syntax.Binding
	switch n := n.(type) {
	case *syntax.AttrSet:
		bindings = n.Bindings
	case *syntax.Let:
		bindings = n.Bindings
	}
	if distinct(bindings) {
		s.random.Shuffle(len(bindings), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	}
}

func distinct(bindings []syntax.Binding) bool {
	met := map[string]bool{}
	for _, b := range bindings {
		for _, n := range syntax.BoundNames(b) {
			name, plain := syntax.StaticName(n)
			if !plain || met[name] {
				return false
			}
			met[name] = true
		}
	}
	return true
}

// findings are what all rules but those about names say, with the old names, without places.
func (v *variant) findings(t *testing.T, opts analyzer.Options) []string {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, f := range v.files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		opts.Tracked = append(opts.Tracked, f.Name)
	}
	for i, at := range v.order {
		opts.Tracked[i] = v.files[at].Name
	}
	opts.Git, opts.Jobs = true, max(1, opts.Jobs)
	repo, err := analyzer.Load(t.Context(), fsys, opts)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, d := range analyzer.Run(t.Context(), repo, selected(allRules()...), rules.Names()) {
		if d.Rule == "manual-inherit" { // it lists names in the order in which they are written
			words := strings.Fields(strings.TrimSuffix(d.Message, ";"))
			slices.Sort(words)
			d.Message = strings.Join(words, " ")
		}
		if !slices.Contains(byName, d.Rule) {
			lines = append(lines, v.before(fmt.Sprintf("%s %s %s %s: %s", d.Span.File, d.Rule, d.Severity, d.Option, d.Message)))
		}
	}
	for _, u := range repo.Unknowns {
		lines = append(lines, v.before("unknown "+u.Message))
	}
	slices.Sort(lines)
	return lines
}

// before gives a text the old names of files.
func (v *variant) before(text string) string {
	for to, from := range v.old {
		text = strings.ReplaceAll(text, to, from)
		text = strings.ReplaceAll(text, path.Base(to), path.Base(from))
	}
	return text
}

func (v *variant) describe() string {
	var b strings.Builder
	for _, f := range v.files {
		if len(v.files) < 100 {
			fmt.Fprintf(&b, "-- %s --\n%s", f.Name, f.Data)
		}
	}
	return b.String()
}

func orderFixture(t *testing.T, name string) []txtar.File {
	t.Helper()
	archive, err := txtar.ParseFile("../fixtures/order/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	return archive.Files
}

// treeFiles is this repository's Nix with two options under other names, so that there is what to find.
func treeFiles(t *testing.T) []txtar.File {
	t.Helper()
	var files []txtar.File
	tree := ownTree(t)
	for name, fault := range map[string][2]string{
		"shared/modules/development/python.nix": {"options.mxmlabs.development.python = {", "options.mxmlabs.development.snake = {"},
		"shared/modules/roles/workstation.nix":  {"go.enable = lib.mkEnableOption", "golang.enable = lib.mkEnableOption"},
	} {
		tree[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(tree[name].Data), fault[0], fault[1], 1))}
	}
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			files = append(files, txtar.File{Name: name, Data: tree[name].Data})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
