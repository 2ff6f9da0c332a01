package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"mxmcheck/analyzer"
	"mxmcheck/analyzer/syntax"
)

// takers say what in a repository reads files as Nix: paths, also computed ones, imports, and functions that are handed a folder.
// They are read once, and only where some file does not parse.
type takers struct {
	repo     *analyzer.Repo
	named    map[string]bool // files, and folders for their default.nix
	paths    map[string]bool // those of them that a path names, and no text
	computed []*regexp.Regexp
	folders  []handedFolder
	texts    map[syntax.Node]bool // paths of which the text is taken, and no Nix is read
	asText   texts
	modules  map[string]bool // folders that stand in a list or are imported, for their default.nix
	imported map[string]bool // files that a host or an import takes
	whole    []wholeFolder
	readers  bool // a function of the repository reads folders
}

// A handedFolder is one that a function is given, which reads the files in it, or those below it too.
type handedFolder struct {
	by   *analyzer.File
	name string
	deep bool
}

func newTakers(repo *analyzer.Repo) *takers {
	t := &takers{repo: repo, named: map[string]bool{}, paths: map[string]bool{}, modules: map[string]bool{}, imported: repo.Reached(), texts: map[syntax.Node]bool{}, asText: texts{named: map[string]bool{}}}
	loaders := newLoaders(repo)
	for name := range t.imported {
		t.named[name] = true
	}
	files := repo.All()
	t.readers = slices.ContainsFunc(files, func(f *analyzer.File) bool { return looksIntoFolders(f.Src) })
	for _, f := range files {
		for _, i := range f.Imports {
			t.named[i.Target], t.imported[i.Target] = true, true
		}
		taken, textOnly := namesTaken(f), takesTextOnly(f)
		syntax.Walk(f.Root, func(n syntax.Node) bool {
			t.sure(loaders, f, n)
			return t.read(f, n, taken, textOnly)
		})
	}
	return t
}

// names reports whether a path leads to a file, by itself or with a part that is computed.
func (t *takers) names(file string) bool {
	return file == "flake.nix" || t.named[file] || path.Base(file) == "default.nix" && t.named[path.Dir(file)] ||
		slices.ContainsFunc(t.computed, func(p *regexp.Regexp) bool { return p.MatchString(file) })
}

// follows reports whether an import, a path or a computed one leads to a file; a text alone does not.
func (t *takers) follows(file string) bool {
	return t.imported[file] || t.paths[file] || path.Base(file) == "default.nix" && (t.paths[path.Dir(file)] || t.imported[path.Dir(file)]) ||
		slices.ContainsFunc(t.computed, func(p *regexp.Regexp) bool { return p.MatchString(file) })
}

// loads reports whether a function is handed a folder around a file, and reads what is in it.
func (t *takers) loads(file string) bool {
	return slices.ContainsFunc(t.folders, func(h handedFolder) bool {
		rest, below := belowFolder(file, h.name)
		direct := !strings.Contains(strings.TrimSuffix(rest, "/default.nix"), "/")
		return below && (h.deep || direct) && h.by.Name != file && !(strings.Contains("/"+file, "/_") && leavesOut(h.by))
	})
}

// belowFolder is the path of a file from a folder; ok is false where the file is not below it.
func belowFolder(file, folder string) (rest string, ok bool) {
	if folder == "." {
		return file, true
	}
	return strings.CutPrefix(file, folder+"/")
}

// read notes what a node names: Nix, or texts, by what takes it, by the name that it is bound to, or as all that its file names.
func (t *takers) read(f *analyzer.File, n syntax.Node, taken map[string]bool, textOnly bool) bool {
	for _, x := range textsOf(n) {
		t.texts[syntax.Unparen(x)] = true
	}
	switch n := n.(type) {
	case *syntax.Apply:
		if !textOnly {
			t.call(f, syntax.Callee(n.Fn), n)
		}
	case *syntax.AttrBinding:
		if taken[lastNameOf(n.Path)] {
			t.texts[syntax.Unparen(n.Value)] = true
		}
		if !textOnly {
			t.keeps(f, n)
		}
	case *syntax.Path, *syntax.Str, *syntax.Binary:
		if _, isStr := n.(*syntax.Str); t.texts[n] || textOnly && !isStr {
			t.asText.note(f, n)
		} else {
			t.note(f, n)
		}
		if b, ok := n.(*syntax.Binary); ok && t.texts[n] {
			t.texts[syntax.Unparen(b.X)], t.texts[syntax.Unparen(b.Y)] = true, true
		}
	}
	return true
}

// note reads a path. Behind another folder than the file's, a text is one from the root.
func (t *takers) note(f *analyzer.File, n syntax.Node) {
	pattern, literal, ok := pathPattern(f, n)
	switch {
	case !ok:
	case literal:
		t.named[pattern] = true
		if _, isText := n.(*syntax.Str); !isText {
			t.paths[pattern] = true
		}
	default:
		if p, err := regexp.Compile(`^` + pattern + `(?:/default\.nix)?$`); err == nil {
			t.computed = append(t.computed, p)
		}
	}
}

// keeps notes a folder that a file which reads folders gives a name.
func (t *takers) keeps(f *analyzer.File, n *syntax.AttrBinding) {
	name, _ := syntax.StaticName(n.Path.Names[len(n.Path.Names)-1])
	if folder, ok := t.folder(f, n.Value); ok && folder != "." && name != "src" && name != "source" && strings.Contains(f.Src, "readDir") {
		t.folders = append(t.folders, handedFolder{by: f, name: folder})
	}
}

// readsNoFolder are functions that take a folder as one module or package, or as it stands.
var readsNoFolder = regexp.MustCompile(`(?i)^(?:import|callPackages?|importApply|toString|path|pathExists|readFile.*|fileContents|baseNameOf|dirOf)$|source|gitTracked|symlink|union|build|mkDerivation|^mk(?:If|Default|Force|Override|Merge)$`)

// readsFolders are the names of functions that look for files.
var readsFolders = regexp.MustCompile(`(?i)tree|read|scan|recurs|load|discover|find|list|collect|all|auto|walk|dir|folder|files|modules|glob|pipe|haumea`)

// call notes the folders that a function is handed: by themselves, in a list, or in a set.
func (t *takers) call(f *analyzer.File, callee string, n *syntax.Apply) {
	if callee == "map" || callee == "concatMap" || callee == "filter" {
		if args := syntax.Arguments(n); len(args) > 1 {
			callee = syntax.Callee(args[0])
		}
	}
	switch arg := syntax.Unparen(n.Arg).(type) {
	case *syntax.List:
		for _, x := range arg.Elems {
			t.hand(f, callee, x)
		}
	case *syntax.AttrSet:
		for _, b := range arg.Bindings {
			if attr, ok := b.(*syntax.AttrBinding); ok && readsFolders.MatchString(callee) {
				t.hand(f, callee, attr.Value)
			}
		}
	default:
		t.hand(f, callee, n.Arg)
	}
}

func (t *takers) hand(f *analyzer.File, callee string, x syntax.Expr) {
	folder, ok := t.folder(f, x)
	looks := readsFolders.MatchString(callee)
	if !ok || callee == "" || readsNoFolder.MatchString(callee) || !looks && !t.opens(folder) {
		return
	}
	t.folders = append(t.folders, handedFolder{by: f, name: folder, deep: callee != "readDir"})
}

// opens reports whether a function of the repository whose name says nothing may read a folder that it is handed: it holds
// no module that stands for the whole.
func (t *takers) opens(folder string) bool {
	return t.readers && folder != "." && t.repo.File(path.Join(folder, "default.nix")) == nil && t.repo.File(path.Join(folder, "configuration.nix")) == nil
}

// folder gives the folder of the repository that an expression names.
func (t *takers) folder(f *analyzer.File, x syntax.Expr) (string, bool) {
	name, literal, ok := pathPattern(f, syntax.Unparen(x))
	return name, ok && literal && !strings.HasSuffix(name, ".nix") && !strings.HasPrefix(name, "..")
}

// pathPattern gives what an expression names, from the root: literally, or as a regular expression in which each computed part is a
// name. A text counts if it has a slash and no white space.
func pathPattern(f *analyzer.File, n syntax.Node) (pattern string, literal, ok bool) {
	parts, from := pathParts(f, n)
	var b strings.Builder
	literal = true
	for _, part := range parts {
		if text, is := part.(*syntax.Text); is {
			b.WriteString(text.Value)
			continue
		}
		literal = false
		b.WriteByte(0)
	}
	text := b.String()
	if len(parts) == 0 || strings.ContainsAny(text, " \n\t") || strings.HasPrefix(text, "~") {
		return "", false, false
	}
	name := path.Join(from, strings.TrimPrefix(text, "/"))
	if first, _, _ := strings.Cut(name, "/"); !literal && from == "." && strings.Contains(first, "\x00") && !strings.HasPrefix(text, ".") {
		return "", false, false // where it begins is computed
	}
	if literal {
		return name, true, true
	}
	return strings.ReplaceAll(regexp.QuoteMeta(name), "\x00", "[^/]+"), false, true
}

// pathParts gives the parts of what may be a path, and the folder that they begin in.
func pathParts(f *analyzer.File, n syntax.Node) (parts []syntax.StrPart, from string) {
	switch n := n.(type) {
	case *syntax.Path:
		if first, ok := n.Parts[0].(*syntax.Text); ok && strings.HasPrefix(first.Value, "/") {
			return nil, "" // outside of the repository
		}
		return n.Parts, path.Dir(f.Name)
	case *syntax.Str:
		return textParts(f, n.Parts)
	case *syntax.Binary:
		text, ok := syntax.Unparen(n.Y).(*syntax.Str)
		if n.Op != syntax.Add || !ok || len(text.Parts) == 0 {
			return nil, ""
		}
		if p, ok := syntax.Unparen(n.X).(*syntax.Path); ok {
			return append(slices.Clone(p.Parts), text.Parts...), path.Dir(f.Name)
		}
		return text.Parts, "."
	}
	return nil, ""
}

// textParts leaves out the folder that a text begins with, where that is computed.
func textParts(f *analyzer.File, parts []syntax.StrPart) (rest []syntax.StrPart, from string) {
	if len(parts) == 0 {
		return nil, ""
	}
	interp, behind := parts[0].(*syntax.Interp)
	if behind {
		if p, ok := syntax.Unparen(interp.X).(*syntax.Path); ok && len(parts) > 1 {
			return append(slices.Clone(p.Parts), parts[1:]...), path.Dir(f.Name)
		}
		parts = parts[1:]
	}
	if len(parts) == 0 {
		return nil, ""
	}
	first, ok := parts[0].(*syntax.Text)
	if !ok || !strings.Contains(first.Value, "/") || !behind && strings.HasPrefix(first.Value, "/") {
		return nil, ""
	}
	return parts, "."
}
