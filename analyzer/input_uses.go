package analyzer

import (
	"path"
	"strings"

	"mxmcheck/analyzer/host"
	"mxmcheck/analyzer/syntax"
	known "mxmcheck/analyzer/upstream"
)

// InputUses says which inputs the repository's files use. Names may hold names that are no inputs.
type InputUses struct {
	Names map[string]bool
	Whole bool // they are all handed to something that cannot be seen, or a file does not parse
}

// InputUses looks for inputs.NAME in every file, whatever hands inputs to it; for the arguments of
// outputs; and for what takes all inputs at once.
func (r *Repo) InputUses() InputUses {
	u := r.newInputUses()
	flake := r.byName["flake.nix"]
	if flake != nil {
		u.outputs(flake)
	}
	for _, f := range r.Files {
		if len(f.Errors) > 0 {
			u.Whole = true
			continue
		}
		u.file = f
		u.visit(f.Root)
	}
	for name := range r.nestedUses() {
		u.Names[name] = true
	}
	return u.InputUses
}

// nestedUses are names of inputs that files below another flake.nix use, where a part of this flake may
// import such files: where a path of its own leads below, or the other flake has no such input.
func (r *Repo) nestedUses() map[string]bool {
	uses, flakes := map[string]bool{}, map[*File]nestedFlake{}
	for _, f := range r.Nested {
		if len(f.Errors) > 0 || path.Base(f.Name) == "flake.nix" {
			continue
		}
		u := r.newInputUses()
		u.file = f
		u.visit(f.Root)
		around := r.flakeAround(f.Name)
		own, known := flakes[around]
		if !known {
			own = nestedFlake{r.pathsBelow(path.Dir(around.Name)), wordsOf(around.Src)}
			flakes[around] = own
		}
		for name := range u.Names {
			if own.entered || !own.words[name] {
				uses[name] = true
			}
		}
	}
	return uses
}

// nestedFlake is a flake.nix below this flake's: whether a path of this flake leads below it, and the
// names that it has.
type nestedFlake struct {
	entered bool
	words   map[string]bool
}

// pathsBelow reports whether a path literal of this flake leads below a folder.
func (r *Repo) pathsBelow(dir string) bool {
	for name := range r.Named() {
		if strings.HasPrefix(name, dir+"/") {
			return true
		}
	}
	return false
}

// flakeAround is the flake.nix of the nearest folder around a file.
func (r *Repo) flakeAround(name string) *File {
	dir := path.Dir(name)
	for dir != "." && r.byName[dir+"/flake.nix"] == nil {
		dir = path.Dir(dir)
	}
	return r.byName[path.Join(dir, "flake.nix")]
}

func (r *Repo) newInputUses() *inputUses {
	return &inputUses{InputUses: InputUses{Names: map[string]bool{}}, sets: map[string]bool{"inputs": true, "inputs'": true}, repositoryOf: r.loader.flake.Repository}
}

type inputUses struct {
	InputUses
	sets         map[string]bool // names that the set of all inputs has
	file         *File
	repositoryOf func(input string) string
}

// outputs reads the head of the flake's function: arguments that it uses are inputs that are used.
func (u *inputUses) outputs(f *File) {
	root, _ := syntax.Unparen(f.Root).(*syntax.AttrSet)
	if root == nil {
		u.Whole = true
		return
	}
	for _, b := range root.Bindings {
		b, ok := b.(*syntax.AttrBinding)
		if !ok || f.Text(b.Path) != "outputs" {
			continue
		}
		l, ok := syntax.Unparen(b.Value).(*syntax.Lambda)
		if !ok {
			u.Whole = true
			return
		}
		u.head(f, l)
	}
}

func (u *inputUses) head(f *File, l *syntax.Lambda) {
	if l.Arg != nil {
		u.sets[l.Arg.Name] = true
	}
	if l.Formals == nil {
		return
	}
	unused := map[string]bool{}
	for _, n := range f.Names.Unused {
		if n.Lambda == l && n.Formal != nil {
			unused[n.Text] = true
		}
	}
	for _, formal := range l.Formals.List {
		if !unused[formal.Name.Name] {
			u.Names[formal.Name.Name] = true
		}
	}
}

func (u *inputUses) visit(n syntax.Node) {
	switch x := n.(type) {
	case *syntax.Lambda:
		u.lambda(x)
		return
	case *syntax.Select:
		u.selection(x)
		return
	case *syntax.HasAttr:
		u.selection(&syntax.Select{X: x.X, Path: x.Path})
		return
	case *syntax.Inherit:
		u.inherit(x)
		return
	case *syntax.AttrBinding:
		u.binding(x)
		return
	case *syntax.Str:
		if text, ok := syntax.StaticText(x); ok {
			u.Names[text] = true // getAttr "name" inputs
		}
	case *syntax.Apply:
		u.call(x)
	case *syntax.Ident:
		u.Whole = u.Whole || u.sets[x.Name]
	}
	syntax.EachChild(n, u.visit)
}

// lambda passes over the names that a function binds.
func (u *inputUses) lambda(l *syntax.Lambda) {
	if l.Formals != nil {
		for _, f := range l.Formals.List {
			if f.Default != nil {
				u.visit(f.Default)
			}
		}
	}
	u.visit(l.Body)
}

// selection reads inputs.NAME and x.inputs.NAME. Selecting inputs itself takes them whole.
func (u *inputUses) selection(x *syntax.Select) {
	names := make([]string, len(x.Path.Names))
	for i, n := range x.Path.Names {
		name, ok := syntax.StaticName(n)
		if !ok {
			name = ""
			u.visit(n)
		}
		names[i] = name
	}
	if id, ok := syntax.Unparen(x.X).(*syntax.Ident); ok {
		names = append([]string{id.Name}, names...)
	} else {
		u.visit(x.X)
	}
	for i, name := range names {
		if name == "nodes" && i+1 < len(names) && names[i+1] != "" {
			u.Names[names[i+1]] = true // what flake.lock says of an input
		}
		switch {
		case !u.sets[name] || name == "":
		case i+1 == len(names) || names[i+1] == "":
			u.Whole = true
		default:
			u.Names[names[i+1]] = true
			u.modules(names[i+1:])
		}
	}
	if x.Or != nil {
		u.visit(x.Or)
	}
}

// modules reads NAME.flakeModules.MODULE: a module of flake-parts has all inputs, and takes those that
// it needs by their names. It is named after one, or known to take some.
func (u *inputUses) modules(names []string) {
	if len(names) < 2 || names[1] != "flakeModules" && names[1] != "flakeModule" {
		return
	}
	for _, name := range append(names[2:], known.TakenBy(names[0])...) {
		u.Names[name] = true
	}
}

// inherit reads inherit (inputs) NAME; inherit inputs only hands the set on under its name, which is
// looked for everywhere.
func (u *inputUses) inherit(in *syntax.Inherit) {
	if in.From == nil {
		for _, n := range in.Names {
			if name, _ := syntax.StaticName(n); u.sets[name] && name != "inputs" {
				u.Whole = true
			}
		}
		return
	}
	if text := syntax.Dotted(in.From); text == "" {
		u.visit(in.From)
	} else if parts := strings.Split(text, "."); u.sets[parts[len(parts)-1]] {
		for _, n := range in.Names {
			if name, _ := syntax.StaticName(n); name != "" {
				u.Names[name] = true
			}
		}
	} else {
		u.visit(in.From)
	}
}

// binding lets inputs = inputs pass: the set keeps its name.
func (u *inputUses) binding(b *syntax.AttrBinding) {
	for _, n := range b.Path.Names {
		if _, plain := n.(*syntax.Ident); !plain {
			u.visit(n)
		}
	}
	name, _ := syntax.StaticName(b.Path.Names[len(b.Path.Names)-1])
	value := strings.Split(syntax.Dotted(b.Value), ".")
	if name == "inputs" && (u.sets[value[len(value)-1]]) {
		return
	}
	u.visit(b.Value)
}

// call says what a function of an input does with the inputs it is handed: flake-parts and the
// makers of systems only pass them on; of all others it is not known.
func (u *inputUses) call(x *syntax.Apply) {
	set, ok := syntax.Unparen(x.Arg).(*syntax.AttrSet)
	if !ok || !handsOnInputs(set) {
		return
	}
	fn := syntax.Callee(x.Fn)
	text := u.file.Text(x.Fn)
	names := strings.Split(text, ".")
	switch {
	case host.IsMaker(fn) || fn == "import" || fn == "":
	case fn == "mkFlake" && len(names) > 2 && u.repositoryOf(names[len(names)-3]) == "flake-parts":
		u.Names["nixpkgs"] = true // flake-parts takes pkgs from it
	case strings.Contains(text, ".") || fn == "mkFlake" || fn == "mkLib":
		u.Whole = true
	}
}

func handsOnInputs(set *syntax.AttrSet) bool {
	for _, b := range set.Bindings {
		switch b := b.(type) {
		case *syntax.Inherit:
			for _, n := range b.Names {
				if name, _ := syntax.StaticName(n); name == "inputs" {
					return true
				}
			}
		case *syntax.AttrBinding:
			if name, _ := syntax.StaticName(b.Path.Names[0]); name == "inputs" {
				return true
			}
		}
	}
	return false
}
