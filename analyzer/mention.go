package analyzer

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer/eval"
	"mxmcheck/analyzer/syntax"
)

// Mentions says of every file which files and folders it names, in a path or in a string that looks
// like one. It asserts that a file is not used where nothing mentions it and no import reaches it;
// it does not assert that a file that is mentioned is used.
type Mentions struct {
	repo    *Repo
	exact   map[string][]string         // by file: the files it names
	below   map[string][]string         // by file: the folders of which it may use anything
	choices map[string][]*regexp.Regexp // by file: what the paths that it computes may be
	folder  map[string]bool             // every folder of the repository that holds a file
	inputs  map[string]bool             // the names of the flake's inputs
}

// Mentions reads what all files name.
func (r *Repo) Mentions() *Mentions {
	m := &Mentions{repo: r, exact: map[string][]string{}, below: map[string][]string{}, choices: map[string][]*regexp.Regexp{}, folder: map[string]bool{}, inputs: map[string]bool{}}
	inputs, _ := r.Inputs()
	for _, in := range inputs {
		m.inputs[in.Name] = true
	}
	for _, f := range r.Files {
		for dir := path.Dir(f.Name); !m.folder[dir]; dir = path.Dir(dir) {
			m.folder[dir] = true
		}
	}
	for _, f := range r.Files {
		m.read(f, f.Root, nil)
		m.handedFolders(f)
	}
	for _, f := range r.Nested {
		m.readNested(f)
	}
	return m
}

// readNested reads the paths of a file below another flake: its texts name what is in that flake.
func (m *Mentions) readNested(f *File) {
	syntax.Walk(f.Root, func(n syntax.Node) bool {
		p, ok := n.(*syntax.Path)
		if !ok {
			return true
		}
		if text, whole := leading(p.Parts); strings.HasPrefix(text, "../") {
			if name := path.Join(path.Dir(f.Name), text); name != "." && !strings.HasPrefix(name, "..") {
				m.add(f, name, whole && !strings.HasSuffix(text, "/"), true)
			}
		}
		return true
	})
}

// By reports whether a file mentions target.
func (m *Mentions) By(file, target string) bool {
	return slices.Contains(m.exact[file], target) || slices.ContainsFunc(m.below[file], func(dir string) bool {
		return dir == "." || strings.HasPrefix(target, dir+"/")
	}) || slices.ContainsFunc(m.choices[file], func(choice *regexp.Regexp) bool { return choice.MatchString(target) })
}

// Inside reports whether a file names a folder, or something in it; that it names a folder above,
// and may read that, does not count.
func (m *Mentions) Inside(file, dir string) bool {
	in := func(name string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }
	return slices.ContainsFunc(m.exact[file], in) || slices.ContainsFunc(m.below[file], in)
}

func (m *Mentions) read(f *File, n, parent syntax.Node) {
	switch n := n.(type) {
	case *syntax.Path:
		text, whole := leading(n.Parts)
		if !strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "~") {
			_, listed := parent.(*syntax.List)
			name := path.Join(path.Dir(f.Name), text)
			m.add(f, name, whole && !strings.HasSuffix(text, "/"), asModule(parent) && (name != "." || listed && path.Dir(f.Name) != "."))
		}
	case *syntax.Binary:
		if n.Op == syntax.Add && m.chosen(f, n) {
			return
		}
		if text, whole, ok := joined(n); ok {
			m.add(f, path.Join(path.Dir(f.Name), text), whole && !strings.HasSuffix(text, "/"), asModule(parent))
			syntax.EachChild(n.Y, func(child syntax.Node) { m.read(f, child, n.Y) })
			return
		}
	case *syntax.Str:
		m.fragments(f, n.Parts)
	case *syntax.IndStr:
		m.fragments(f, n.Parts)
	}
	syntax.EachChild(n, func(child syntax.Node) { m.read(f, child, n) })
}

// joined reads ./folder + "/file": it names no more than that.
func joined(n *syntax.Binary) (text string, whole, ok bool) {
	from, isPath := syntax.Unparen(n.X).(*syntax.Path)
	more, isText := syntax.Unparen(n.Y).(*syntax.Str)
	if n.Op != syntax.Add || !isPath || !isText || len(more.Parts) == 0 {
		return "", false, false
	}
	folder, literal := eval.Literal(from.Parts)
	rest, whole := leading(more.Parts)
	return folder + rest, whole, literal && strings.HasPrefix(folder, ".") && strings.HasPrefix(rest, "/")
}

// leading is the literal text that a path begins with: up to its last slash, if more follows that
// is computed.
func leading(parts []syntax.StrPart) (text string, whole bool) {
	if text, ok := eval.Literal(parts); ok {
		return text, true
	}
	first, ok := parts[0].(*syntax.Text)
	if !ok {
		return ".", false
	}
	return first.Value[:strings.LastIndex(first.Value, "/")+1], false
}

// asModule reports whether a folder that stands below parent is taken as its default.nix.
func asModule(parent syntax.Node) bool {
	switch p := parent.(type) {
	case *syntax.List, *syntax.AttrBinding:
		return true
	case *syntax.Apply:
		fn := syntax.Callee(p.Fn)
		return fn == "import" || fn == "callPackage" || fn == "importApply"
	}
	return false
}

// fragments reads the pieces of a string that name something from the repository's root.
func (m *Mentions) fragments(f *File, parts []syntax.StrPart) {
	for i, part := range parts {
		text, ok := part.(*syntax.Text)
		if !ok || !strings.Contains(text.Value, "/") || strings.ContainsAny(text.Value, " \n") {
			continue
		}
		name, whole := strings.Trim(text.Value, "/"), i == len(parts)-1
		if !whole {
			name = strings.Trim(text.Value[:strings.LastIndex(text.Value, "/")+1], "/")
		}
		if name != "" && !(i > 0 && path.Clean(name) == "." && !isOwnFlake(f, parts[i-1])) {
			m.add(f, path.Clean(name), whole, false)
		}
	}
}

// isOwnFlake reports whether a part of a string is this flake's folder, as in "${self}/.". Behind another folder, a dot names
// nothing of the repository.
func isOwnFlake(f *File, part syntax.StrPart) bool {
	interp, ok := part.(*syntax.Interp)
	return ok && strings.Contains(f.Text(interp.X), "self")
}

// add notes a mention. A folder that is taken as a module stands for its default.nix, if it has one
// and is not the file's own.
func (m *Mentions) add(f *File, name string, whole, module bool) {
	if !whole {
		m.below[f.Name] = append(m.below[f.Name], name)
		return
	}
	index := path.Join(name, "default.nix")
	switch {
	case m.repo.byName[name] != nil:
		m.exact[f.Name] = append(m.exact[f.Name], name)
	case m.repo.byName[index] != nil && module && !strings.HasPrefix(f.Name, name+"/"):
		m.exact[f.Name] = append(m.exact[f.Name], index)
	case name == "." && len(m.repo.Hosts) > 0 && m.repo.Hosts[0].Class != 0:
		// The flake shows its hosts: who names the whole repository, such as a check, reads no modules.
	case m.folder[name]:
		m.below[f.Name] = append(m.below[f.Name], name)
	}
}
