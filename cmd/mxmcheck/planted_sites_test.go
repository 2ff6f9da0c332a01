package main

import (
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mxmcheck/analyzer/syntax"
)

// A plantedTree is a repository in which mistakes are planted. What it knows it reads from the text alone, not from the
// analyzer: what the analyzer does not see would otherwise never be planted.
type plantedTree struct {
	root, build string
	namespaces  []string
	files       []*plantedFile
	declared    map[string]string // options below a namespace by path: the text of the type, "bool" of mkEnableOption
}

type plantedFile struct {
	tree     *plantedTree
	name     string
	src      string
	text     *syntax.File
	settings []setting
	cfg      []string // the path of cfg = config.a.b; in the file, without config
}

// setting is a binding of a module, with its path from the module's root, "config" left out.
type setting struct {
	path    []string
	node    *syntax.AttrBinding
	top     bool // it stands in the module's own set, or in that of config: what is written beside it is a setting too
	guarded bool // a function stands around it
}

// A plant is one mistake, made by edits of one or two files.
type plant struct {
	kind  string
	tree  *plantedTree
	edits []plantedEdit
	words []string // one of them stands in the finding's message
}

type plantedEdit struct {
	file       string
	start, end int // of the text that goes; a new file has 0, 0
	new        string
	spot       string // what is looked for in the new text to know the line; its start where empty
}

// archives are folders that hold no part of a configuration.
var archives = regexp.MustCompile(`(^|/)(templates?|archived?|examples?|fixtures|standin|probe|tests?|old|\.[a-z]+)(/|$)`)

// tooling is Nix that belongs to this tool, not to the hosts of this repository.
var tooling = regexp.MustCompile(`^(analyzer|harness|docs|cmd)/`)

func readPlantedTree(t *testing.T, root, build string, namespaces []string) *plantedTree {
	t.Helper()
	tree := &plantedTree{root: root, build: build, namespaces: namespaces, declared: map[string]string{}}
	for name := range strings.SplitSeq(strings.TrimSpace(gitOutput(t, root, "ls-files", "*.nix")), "\n") {
		src, err := os.ReadFile(filepath.Join(root, name))
		if err != nil || archives.MatchString(name) || build == plantedHere && tooling.MatchString(name) {
			continue
		}
		f := &plantedFile{tree: tree, name: name, src: string(src), text: syntax.Parse(name, src)}
		if len(f.text.Errors) == 0 {
			f.read()
			tree.files = append(tree.files, f)
		}
	}
	return tree
}

var cfgLine = regexp.MustCompile(`(?m)^\s*cfg = config\.([\w."${}-]+);`)

func (f *plantedFile) read() {
	if m := cfgLine.FindStringSubmatch(f.src); m != nil {
		f.cfg = strings.Split(f.spelt(m[1]), ".")
	}
	body := f.module()
	if body == nil || f.name == "flake.nix" {
		return
	}
	f.settingsIn(body, nil, true, false)
}

// spelt writes the namespace where a path has ${namespace}.
func (f *plantedFile) spelt(path string) string {
	if len(f.tree.namespaces) == 0 {
		return path
	}
	return strings.NewReplacer("${namespace}", f.tree.namespaces[0], `"`, "").Replace(path)
}

// module gives the set that the file is, behind its arguments and let.
func (f *plantedFile) module() *syntax.AttrSet {
	set, _ := behind(f.text.Root).(*syntax.AttrSet)
	return set
}

// behind leaves out what stands around a set and gives its names.
func behind(x syntax.Expr) syntax.Expr {
	for {
		switch n := x.(type) {
		case *syntax.Lambda:
			x = n.Body
		case *syntax.Let:
			x = n.Body
		case *syntax.With:
			x = n.Body
		case *syntax.Assert:
			x = n.Body
		case *syntax.Paren:
			x = n.X
		default:
			return x
		}
	}
}

func (f *plantedFile) settingsIn(set *syntax.AttrSet, above []string, top, guarded bool) {
	for _, b := range set.Bindings {
		binding, ok := b.(*syntax.AttrBinding)
		if !ok {
			continue
		}
		names, ok := f.path(binding.Path)
		if !ok {
			continue
		}
		path := slices.Concat(above, names)
		isConfig := len(above) == 0 && names[0] == "config"
		if isConfig {
			path = names[1:]
		}
		if !isConfig || len(names) > 1 {
			f.settings = append(f.settings, setting{path, binding, top, guarded})
			f.declare(path, binding.Value)
		}
		f.settingsBelow(binding.Value, path, isConfig && len(names) == 1, guarded)
	}
}

// settingsBelow follows a value that is a set, or the argument of mkIf, mkMerge and their kin.
func (f *plantedFile) settingsBelow(x syntax.Expr, path []string, top, guarded bool) {
	switch n := syntax.Unparen(x).(type) {
	case *syntax.AttrSet:
		f.settingsIn(n, path, top, guarded)
	case *syntax.Apply:
		if strings.HasPrefix(syntax.Callee(n), "mk") && !strings.HasPrefix(syntax.Callee(n), "mkO") {
			f.settingsBelow(n.Arg, path, top, true)
		}
	case *syntax.List:
		for _, e := range n.Elems {
			f.settingsBelow(e, path, false, true)
		}
	}
}

func (f *plantedFile) path(p *syntax.AttrPath) (names []string, ok bool) {
	for _, n := range p.Names {
		name, static := syntax.StaticName(n)
		if !static {
			name = f.spelt(f.src[n.Pos():n.End()])
		}
		names = append(names, name)
		if strings.Contains(name, "${") {
			return nil, false
		}
	}
	return names, true
}

func (f *plantedFile) declare(path []string, x syntax.Expr) {
	if path[0] != "options" || len(path) < 3 || !slices.Contains(f.tree.namespaces, path[1]) {
		return
	}
	option, ok := syntax.Unparen(x).(*syntax.Apply)
	if !ok {
		return
	}
	name := strings.Join(path[1:], ".")
	switch syntax.Callee(option) {
	case "mkEnableOption":
		f.tree.declared[name] = "bool"
	case "mkOption":
		f.tree.declared[name] = f.typeOf(option)
	}
}

func (f *plantedFile) typeOf(option *syntax.Apply) string {
	set, ok := syntax.Unparen(option.Arg).(*syntax.AttrSet)
	if !ok {
		return ""
	}
	if value := attributeOf(set, "type"); value != nil {
		return strings.TrimPrefix(strings.TrimPrefix(f.of(value), "lib."), "types.")
	}
	return ""
}

// attributeOf gives the value of a set's attribute, nil without.
func attributeOf(set *syntax.AttrSet, name string) syntax.Expr {
	for _, b := range set.Bindings {
		if binding, ok := b.(*syntax.AttrBinding); ok {
			if path, ok := syntax.StaticPath(binding.Path); ok && len(path) == 1 && path[0] == name {
				return binding.Value
			}
		}
	}
	return nil
}

func (f *plantedFile) of(n syntax.Node) string { return f.src[n.Pos():n.End()] }

// nodes gives each node of the file that is an N.
func nodes[N syntax.Node](f *plantedFile) (all []N) {
	syntax.Walk(f.text.Root, func(n syntax.Node) bool {
		if found, ok := n.(N); ok {
			all = append(all, found)
		}
		return true
	})
	return all
}

func last(dotted string) string { return dotted[strings.LastIndexByte(dotted, '.')+1:] }

// misspelt changes a name as fingers do: two letters swapped, or one left out.
func misspelt(name string, r *rand.Rand) string {
	letters := []byte(name)
	for range 20 {
		i := 1 + r.Intn(max(1, len(letters)-2))
		if i+1 < len(letters) && letters[i] != letters[i+1] {
			if r.Intn(2) == 0 {
				letters[i], letters[i+1] = letters[i+1], letters[i]
				return string(letters)
			}
			return string(slices.Delete(letters, i, i+1))
		}
	}
	return name + "x"
}

// replaced plants new text in place of a node.
func (f *plantedFile) replaced(n syntax.Node, new string, words ...string) plant {
	return f.put(n.Pos(), n.End(), new, words...)
}

func (f *plantedFile) put(start, end int, new string, words ...string) plant {
	return plant{tree: f.tree, edits: []plantedEdit{{file: f.name, start: start, end: end, new: new}}, words: words}
}

// beside plants a line after a setting.
func (f *plantedFile) beside(s setting, line string, words ...string) plant {
	p := f.put(s.node.End(), s.node.End(), "\n"+line, words...)
	p.edits[0].spot = line
	return p
}
